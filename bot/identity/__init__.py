"""Who is speaking: one-time codes mailed to the address on file."""
