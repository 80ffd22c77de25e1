"""Understanding: what runs inside the Rasa environment, and the commands that train and judge it."""
