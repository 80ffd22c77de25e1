"""Labelling from life: real messages, masked and grouped, become examples in somebody's draft."""
