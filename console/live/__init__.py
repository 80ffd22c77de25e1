"""Staff pages kept fresh: parts of pages are rendered once per change and pushed by WebSocket."""
