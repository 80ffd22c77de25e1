"""What tickets, reviews and comments are about, how people feel about it, what lowers ratings."""
