"""Measures understanding on any data: reading files, judging models, drawing what was found."""
