"""Who will leave, or buy again: additive models whose reasons sum to what they say."""
