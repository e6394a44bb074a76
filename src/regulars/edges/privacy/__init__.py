"""What people may ask of the shop about themselves: a copy of everything, being erased; and the papers about it.

Walks the privacy registry over all units. Owns the record of requests; the data is the units' own.
"""
