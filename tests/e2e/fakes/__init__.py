"""What the browser tests talk to in place of the product."""
