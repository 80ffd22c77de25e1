"""Turns: claim what customers wrote, ask the dialogue engine, store the answer."""
