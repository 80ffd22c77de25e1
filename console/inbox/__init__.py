"""The reading side of the inbox: views, counts, filters, search. Writes no conversation."""
