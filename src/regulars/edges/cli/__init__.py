"""The command line: `regulars COMMAND`; each domain brings its own commands, loaded when they are called."""
