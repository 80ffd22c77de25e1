"""The web channel: the widget and the WebSocket it speaks to."""
