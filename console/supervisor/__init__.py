"""What supervisors need: the live board, and what the desk is set to."""
