"""Tickets as staff see them: the list, one ticket, one made from a chat, what stayed behind."""
