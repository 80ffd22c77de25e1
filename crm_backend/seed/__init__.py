"""The demo shop "Lumen & Loom": 2,000 customers and two years of what they bought and asked."""
