"""What the bot can do: rasa-sdk actions over the CRM, one file a topic."""
