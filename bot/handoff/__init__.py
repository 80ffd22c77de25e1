"""Who answers: the bot, a person, nobody yet; the legal moves between them and the queue."""
