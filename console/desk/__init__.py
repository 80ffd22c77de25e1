"""The desk: conversations and tickets as staff see them."""
