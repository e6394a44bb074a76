"""People who work in the desk: login by e-mail, one role each, permissions by role."""
