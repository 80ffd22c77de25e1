"""Edits of the project's files: what somebody means, as the fewest changed characters. Pure."""
