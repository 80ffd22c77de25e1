"""Telegram: updates in, messages out, all of it kept in the ledger before anything else happens."""
