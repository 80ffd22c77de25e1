"""Pages of what the bot knows beside intents: entities, word lists, slots, forms, the session."""
