"""The page where models are trained: what it will take, how far it is, what it came to."""
