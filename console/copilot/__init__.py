"""What helps an agent to answer: why a chat was escalated, a summary, suggested replies."""
