"""Files by content: stored once under their hash, with a type we checked and a privacy class."""
