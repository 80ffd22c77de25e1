"""API keys: which program calls, and in which role."""
