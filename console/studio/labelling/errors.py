"""What may be wrong with a label. Each has words of its own in `console/words/labelling.py`."""

from kernel.errors import Conflict, Invalid, NotFound


class ExampleEmpty(Invalid):
    """There is nothing in a text to learn from."""

    code = "example_empty"


class ExampleLong(Invalid):
    """An example is longer than `most` characters."""

    code = "example_long"


class NoExamples(Invalid):
    """A label has no example."""

    code = "no_examples"


class TooManyExamples(Invalid):
    """A group is to become more than `most` examples."""

    code = "many_examples"


class NameUnfit(Invalid):
    """An intent cannot be called that."""

    code = "intent_name_unfit"


class IntentTaken(Conflict):
    """A new intent exists already."""

    code = "intent_taken"


class NoSuchIntent(Invalid):
    """The intent is none of the draft's."""

    code = "no_such_intent"


class DecidedMeanwhile(Conflict):
    """Somebody else has labelled some of these messages since they were shown."""

    code = "decided_meanwhile"


class NothingToUndo(NotFound):
    """Somebody has decided nothing that still stands."""

    code = "nothing_to_undo"


class TooManyProposals(Conflict):
    """Somebody has proposed more today than anybody reads."""

    code = "too_many_proposals"
