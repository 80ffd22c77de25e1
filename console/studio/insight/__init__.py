"""What the bot meets in real conversations: figures, what is not understood, alarms on drift."""
