"""What the shop sells: categories, products, stock, prices and pictures."""
