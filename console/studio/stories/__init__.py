"""Pages of stories and rules: the list, and each as cards in a column."""
