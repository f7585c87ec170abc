"""Questions outside the database: what a bank's question is, the formats it travels in, and how answers are marked.

Pure: nothing here reads the database or the clock.
"""
