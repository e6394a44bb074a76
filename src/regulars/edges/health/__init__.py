"""Is it alive, is it ready, is anything wrong: for those who run it."""
