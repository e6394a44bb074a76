"""Pure words everything else is written in: time, money, periods, ids, pages, statistics and problems.

Nothing here reads a database, a file of ours or a setting; what varies is an argument.
"""
