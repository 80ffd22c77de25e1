"""Pages of experiments: what is tried, on whom, and what may be concluded."""
