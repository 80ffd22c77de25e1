"""The test chat: staff talk to a model, see why it answers so, and keep the chat as a story."""
