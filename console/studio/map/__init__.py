"""The map: all stories and rules in one picture, merged as far as they begin alike."""
