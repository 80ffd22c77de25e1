"""Experiments: who is given what, what came of it, and what may be concluded from that."""
