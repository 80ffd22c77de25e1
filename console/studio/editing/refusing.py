"""What an edit refuses."""

from kernel.errors import Conflict, Invalid, NotFound


class CannotEdit(Invalid):
    """The text is written in a way that a form cannot change without losing something."""

    code = "studio_cannot_edit"

    def __init__(self, path: str = "") -> None:
        super().__init__(
            f"{path or 'This file'} is written in a way that this form cannot change safely;"
            " change it as text, in its YAML.",
            path=path or "YAML",
        )


class NameTaken(Conflict):
    """There is something of that name already."""

    code = "studio_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is {name} already; choose another name.", name=name)


class BadName(Invalid):
    """A name that Rasa or a button cannot hold."""

    code = "studio_bad_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            "A name consists of letters, digits and _, and begins with a letter.", name=name
        )


class Gone(NotFound):
    """What is to be changed is not there any more."""

    code = "studio_gone"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not there any more; somebody changed it.", name=name)


class StillUsed(Conflict):
    """What is to be deleted is used; `places` says where."""

    code = "studio_still_used"

    def __init__(self, name: str, places: list[str]) -> None:
        super().__init__(
            f"{name} is still used in {', '.join(places[:5])}; change that first.",
            name=name,
            places=", ".join(places[:5]),
        )


class NeedsExamples(Invalid):
    """An intent that exists by its examples alone, and has none."""

    code = "studio_needs_examples"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is a variety of an intent and exists by its examples: write at least one.",
            name=name,
        )
