"""What every part shares: settings, database, errors, principals, clock, logging."""
