"""Understanding: what runs inside the Rasa environment, and what trains and judges it."""
