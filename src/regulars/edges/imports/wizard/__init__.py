"""The import wizard's own parts: uploaded files on their way, the jobs behind the steps, and their words."""
