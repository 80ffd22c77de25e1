"""One check a module: what a project names, uses, asks, says and holds twice."""
