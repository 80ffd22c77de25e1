"""Mails about a chat to its customer: answers they have missed, and the whole of it on wish."""
