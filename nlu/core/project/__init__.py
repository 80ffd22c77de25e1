"""A Rasa project as files and what they say, read without Rasa; every thing knows its line."""
