"""The customer beside the chat: who they are, what is theirs, and what can be done about it."""
