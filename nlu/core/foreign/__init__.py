"""Projects made elsewhere: what of them works here, and which line does not."""
