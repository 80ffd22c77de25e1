"""What is foretold of customers and sales, for the people who run the shop."""
