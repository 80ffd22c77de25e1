"""The one error of the evaluation: input that cannot be judged."""


class BadInput(ValueError):
    """A file or an option cannot be used; the message says in one line what to do."""
