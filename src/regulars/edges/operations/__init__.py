"""Keeping an installation alive: backups and their restore, going live, what a machine is told about itself."""
