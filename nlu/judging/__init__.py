"""Judging trained models in the Rasa environment: reading, testing, replaying."""
