"""A backup is one folder that describes itself; it exists whole under its name, or not at all."""
