"""Rasa graph components: thin adapters around `nlu.core`."""
