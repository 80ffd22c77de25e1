"""English plurals of the things in a shop."""

SIBILANTS = ("s", "x", "z", "ch", "sh")


def both_numbers(word: str) -> list[str]:
    """Return a word, then its singular or plural: forms that do not exist do no harm.

    >>> both_numbers("shelf"), both_numbers("lamps")
    (['shelf', 'shelfs', 'shelves'], ['lamps', 'lamp'])
    """
    if len(word) < 3 or not word.isalpha():
        return [word]
    singular = _singulars(word)
    return [word, *singular] if singular else [word, *_plurals(word)]


def _plurals(word: str) -> list[str]:
    if word.endswith("y") and word[-2] not in "aeiou":
        return [word[:-1] + "ies"]
    if word.endswith(SIBILANTS):
        return [word + "es"]
    if word.endswith("f"):
        return [word + "s", word[:-1] + "ves"]
    return [word[:-2] + "ves"] if word.endswith("ife") else [word + "s"]


def _singulars(word: str) -> list[str]:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return []
    if word.endswith("ies"):
        return [word[:-3] + "y"]
    if word.endswith("ves"):
        return [word[:-3] + "f", word[:-3] + "fe", word[:-1]]
    return [word[:-2]] if word[:-2].endswith(SIBILANTS) else [word[:-1]]
