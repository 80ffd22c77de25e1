"""The project's files: what each admin's draft makes of them, and how they came to be so."""
