"""What is changed in one's draft, what was published when, and the way back."""
