"""What is wrong with a draft, said before anything is trained, and repairs to take."""
