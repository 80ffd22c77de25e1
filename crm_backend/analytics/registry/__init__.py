"""Fitted models: signed files, which of them is live and why, and whether the world has drifted."""
