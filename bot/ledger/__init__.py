"""The ledger: conversations and their messages, what waits for a turn, what waits for delivery."""
