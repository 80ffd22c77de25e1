"""Models: which archives are ours; which is live, previous, on trial; how that moves."""
