"""The project's files as text: an editor with what is wrong at each line."""
