"""Judging models, the pure part: reports, intervals, paired comparison, changed turns."""
