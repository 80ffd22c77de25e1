"""The story of an admin: from a question nobody understood to an answer customers get."""
