"""What happened in the shop, for counting: a snapshot without names and texts, and features."""
