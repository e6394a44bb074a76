"""Settings of the desk: the shop, what figures count, currencies, staff, jobs, the log, links and the data itself.

Owns no facts: every change is a verb of the unit whose setting it is. Registers the jobs that keep the lake current.
"""
