"""Pages of the import wizard, and of what was imported."""
