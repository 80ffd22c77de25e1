"""What the shop can learn from its own data."""
