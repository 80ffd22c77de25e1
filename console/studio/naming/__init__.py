"""Renaming, merging and deleting, with every line that changes shown before."""
