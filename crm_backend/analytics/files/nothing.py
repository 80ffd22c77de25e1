"""What people write in a table where they know nothing."""

NOTHING = {"", "na", "n/a", "nan", "null", "none", "nil", "?", "-", "--", "<na>", "nat", "#n/a"}
