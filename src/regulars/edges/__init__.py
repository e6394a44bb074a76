"""Ways in and out: the desk, the commands, imports, the demo shop."""
