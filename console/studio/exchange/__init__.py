"""Whole projects as files: out, and in from elsewhere."""
