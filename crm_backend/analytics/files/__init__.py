"""Tables from files that people bring, read with a clear word on what is wrong with them."""
