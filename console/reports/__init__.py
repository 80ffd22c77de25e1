"""Reports of the desk: what they ask, how each figure is defined, pages, CSV."""
