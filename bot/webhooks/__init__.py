"""Events of conversations, told to a program of the shop over HTTPS."""
