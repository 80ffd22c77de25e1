"""What a customer waits for: tickets and the comments on them."""
