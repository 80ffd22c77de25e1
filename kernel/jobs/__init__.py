"""Work that is asked for now and done by whoever has time: a table, a queue over it, a worker."""
