"""What was bought: orders, their lines and history, shipments and returns."""
