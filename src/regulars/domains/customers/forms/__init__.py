"""Forms of customers: recording consent, topics and words, merging, and a person's own choices."""
