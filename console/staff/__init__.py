"""Staff accounts: set-up link, login, sessions."""
