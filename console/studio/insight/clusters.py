"""Messages that ask alike, put together: star clustering of their vectors. Pure.

In the graph of texts that are `NEAR` each other the text with the most neighbours becomes the
centre of a star and takes them along, then the next of those that are left (Aslam, Pelekhov and
Rus 2004). So every text of a cluster is near its centre, which is its example.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from console.studio.likeness import Neighbours, encode, find_neighbours, gather, name_text

# Cosine from which two texts are neighbours. Of 1,500 training examples with 45 close intents 55 %
# (English) and 47 % (Chinese) are then in a cluster, 65 % and 74 % of them with a centre of their
# own intent: clusters are subjects more than intents.
NEAR = {"en": 0.4, "zh": 0.25}
ELSE = 0.4  # in other languages
EXAMPLES = 3
WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Missed:
    """A message that was not understood, masked; `meant` is the likeliest intent, if any."""

    text: str
    language: str
    meant: str = ""


@dataclass(frozen=True)
class Cluster:
    """Messages that ask alike: how many, the one in their middle and others, what they may mean."""

    size: int
    example: str
    others: tuple[str, ...]
    language: str
    meant: str


def cluster(messages: Sequence[Missed]) -> list[Cluster]:
    """Return clusters of two messages and more, the largest first; each is of one language."""
    made: list[Cluster] = []
    for language in sorted({one.language for one in messages}):
        near = NEAR.get(language, ELSE)
        made += _cluster([one for one in messages if one.language == language], near)
    return sorted(made, key=lambda one: (-one.size, one.example))


def _cluster(messages: Sequence[Missed], near: float) -> list[Cluster]:
    said: dict[str, list[Missed]] = {}
    for one in messages:
        if WORD.search(one.text):
            said.setdefault(name_text(one.text), []).append(one)
    groups = list(said.values())
    if not groups:
        return []
    neighbours = find_neighbours(encode([same[0].text for same in groups]), near)
    stars = find_stars(neighbours, [len(same) for same in groups])
    made = [_describe([groups[place] for place in star]) for star in stars]
    return [one for one in made if one.size > 1]


def find_stars(neighbours: Neighbours, weights: Sequence[int]) -> list[list[int]]:
    """Return the stars of a graph, each with its centre first; every text is in one of them.

    `weights` is how often each text was said.
    """
    said = np.asarray(weights)
    reach = [int(said[near].sum()) for near, _ in neighbours]
    leaders = gather(neighbours, sorted(range(len(reach)), key=lambda place: -reach[place]))
    return [
        [centre, *(one for one in np.flatnonzero(leaders == centre).tolist() if one != centre)]
        for centre in np.unique(leaders).tolist()
    ]


def _describe(star: Sequence[Sequence[Missed]]) -> Cluster:
    centre = star[0][0]
    all_of_it = [one for same in star for one in same]
    meant = Counter(one.meant for one in all_of_it if one.meant).most_common(1)
    others = sorted(star[1:], key=len, reverse=True)[: EXAMPLES - 1]
    return Cluster(
        size=len(all_of_it),
        example=centre.text,
        others=tuple(same[0].text for same in others),
        language=centre.language,
        meant=meant[0][0] if meant else "",
    )
