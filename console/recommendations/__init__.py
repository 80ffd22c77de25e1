"""What the shop wants recommended: the page of its rules."""
