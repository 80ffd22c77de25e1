"""Pages of intents: the list, and one intent with its examples in both languages."""
