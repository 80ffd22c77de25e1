"""The nightly run: steps over one snapshot, and the tables their results go into."""
