"""The brief: one frozen sheet in the reader's language, drawn as a page, a file, text for a terminal or JSON."""
