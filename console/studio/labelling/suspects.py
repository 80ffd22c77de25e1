"""Examples whose intent looks wrong, by their words alone: what the application has at hand.

`nlu.core.suspects` holds the method. By sentence vectors it finds more and suspects fewer wrongly;
those are learned in the Rasa environment (`find_suspects_by_meaning`), not here.
"""

from collections.abc import Sequence

from console.studio.likeness import encode, find_neighbours
from nlu.core.suspects import MOST, Near, Suspect, list_suspects

LEAST, SHARPNESS = 0.15, 2  # cosines from; a vote weighs cosine ** sharpness


def find_suspects(texts: Sequence[str], intents: Sequence[str], most: int = MOST) -> list[Suspect]:
    """Return the likeliest mistakes among examples without entity marks, the likeliest first.

    Texts and intents are of one length; raises `ValueError` otherwise. 20,000 examples take 10 s.
    """
    return list_suspects(texts, intents, [find_near(texts)], most)


def find_near(texts: Sequence[str]) -> Near:
    """Return the votes of each example's neighbours by words and pieces of words."""
    if not texts:
        return []
    found = find_neighbours(encode(texts), LEAST)
    return [(places, cosines**SHARPNESS) for places, cosines in found]
