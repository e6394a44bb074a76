"""Signed links: a random token of 160 bits whose hash alone is kept, with a purpose and an expiry."""
