"""Pages of what the bot says: English and Chinese side by side, with buttons and cards."""
