"""Saved replies: texts that agents insert, with placeholders filled from the conversation."""
