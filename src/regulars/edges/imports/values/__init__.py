"""What raw text means: numbers, dates, currencies, ids. How a column is written is decided over the whole column.

A row never decides: "03/04/2024" alone is unreadable, and a reader that guesses row by row mixes two calendars in one
column without a word. Every decision is a `Note` that carries its evidence.
"""
