"""Figures, each printed as one JSON line; compared with a rival in the same run."""
