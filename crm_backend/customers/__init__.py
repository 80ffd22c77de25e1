"""The people who buy: their data and the channels that know them."""
