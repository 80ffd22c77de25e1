"""Who of the staff read what and did what."""
