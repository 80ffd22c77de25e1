"""The conversation service: ledger, turns, identity, handoff and channels."""
