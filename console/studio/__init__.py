"""The studio: where the bot's training data, stories and models are looked after."""
