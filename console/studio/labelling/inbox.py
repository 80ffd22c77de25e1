"""Candidates as an inbox: groups with a proposal and a gain, the best to label first. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from console.studio.labelling.candidates import Candidate, MessageId
from console.studio.labelling.value import expect_gain, order_by_gain
from console.studio.likeness import find_likeness, group, name_text

CHOICES = 3  # further intents a key each
LINES = 3  # examples a group becomes: more of nearly the same teach nothing (nlu.core.twins)
SHOWN = 6  # ways of writing that are shown of a group
DISPUTED = 0.1  # how sure a reading still is that an agent says is wrong
FOLLOWING = 0.35  # of its gain is left to what came after its group was decided


@dataclass(frozen=True)
class Member:
    """A message of a group; `name` is the hash of what is the same for texts alike but in form."""

    id: MessageId
    text: str
    name: str
    candidate: Candidate


@dataclass(frozen=True)
class Group:
    """Messages that say nearly the same.

    `chance` is the mean probability of the intent proposed, `misread` how many of the messages were
    read wrongly if it means what it says, `weight` the mean cost of one. `gain` is what a label is
    worth (`value.expect_gain`), `counted` the share of it that groups before this one leave.
    `earlier` is the intent that was decided for messages of this group before these came.
    """

    key: str
    language: str
    members: tuple[Member, ...]
    proposed: str
    chance: float
    weight: float
    gain: float
    counted: float = 1.0
    choices: tuple[str, ...] = ()
    earlier: str = ""

    @property
    def text(self) -> str:
        """What was written most often."""
        return self.variants[0][0]

    @property
    def variants(self) -> list[tuple[str, int]]:
        """The ways it was written, each with how often, most often first."""
        written: dict[str, Counter[str]] = {}
        for one in self.members:
            written.setdefault(one.name, Counter())[one.text] += 1
        ways = [(texts.most_common(1)[0][0], texts.total()) for texts in written.values()]
        return sorted(ways, key=lambda way: -way[1])

    @property
    def misread(self) -> float:
        """How many messages were probably read wrongly."""
        return len(self.members) * (1 - self.chance)

    @property
    def newest(self) -> datetime:
        """When somebody last wrote so."""
        return max(one.candidate.at for one in self.members)

    @property
    def read_as(self) -> str:
        """What the bot took most of them for."""
        return Counter(one.candidate.read_as for one in self.members).most_common(1)[0][0]

    @property
    def handed_over(self) -> int:
        """How many of them were followed by a person taking over."""
        return sum(one.candidate.cost.is_handed_over for one in self.members)

    @property
    def valued(self) -> int:
        """How many came from valued customers."""
        return sum(one.candidate.cost.is_valued for one in self.members)

    @property
    def upset(self) -> int:
        """How many were angry."""
        return sum(one.candidate.cost.is_upset for one in self.members)

    @property
    def proposals(self) -> list[tuple[str, int, str]]:
        """What agents say it means: intent, how many of them, and who, most of them first."""
        said: dict[str, set[str]] = {}
        for one in self.members:
            for intent, who in one.candidate.proposals:
                said.setdefault(intent, set()).add(who)
        ranked = sorted(said.items(), key=lambda item: (-len(item[1]), item[0]))
        return [(intent, len(who), ", ".join(sorted(who))) for intent, who in ranked]


def hash_name(text: str) -> str:
    """Return 32 hexadecimal digits that are the same for texts alike but in form."""
    return sha256(name_text(text).encode()).hexdigest()[:32]


def make_inbox(candidates: Sequence[Candidate]) -> list[Group]:
    """Return the groups of all candidates, the one that is worth most first."""
    by_language: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_language.setdefault(one.language, []).append(one)
    groups = [made for listed in by_language.values() for made in _group(listed)]
    if not groups:
        return []
    texts = [one.text for one in groups]
    likeness = find_likeness(texts, [_mean_ranking(one.members) for one in groups])
    order = order_by_gain([one.gain for one in groups], likeness)
    return [
        replace(groups[place], gain=gain, counted=gain / groups[place].gain)
        if groups[place].gain > 0
        else groups[place]
        for place, gain in order
    ]


def _group(listed: Sequence[Candidate]) -> Iterable[Group]:
    members: dict[int, list[Member]] = {}
    leaders = group([one.text for one in listed])
    for one, leader in zip(listed, leaders.tolist(), strict=True):
        members.setdefault(leader, []).append(Member(one.id, one.text, hash_name(one.text), one))
    for place, found in members.items():
        yield _weigh(hash_name(listed[place].text), found)


def _weigh(key: str, members: Sequence[Member]) -> Group:
    ranking = _mean_ranking(members)
    likely = sorted(ranking, key=lambda name: (-ranking[name], name))
    said = Counter(intent for one in members for intent, _who in one.candidate.proposals)
    proposed = said.most_common(1)[0][0] if said else likely[0] if likely else ""
    chance = ranking.get(proposed, 0.0)
    weight = sum(one.candidate.cost.weight for one in members) / len(members)
    language = members[0].candidate.language
    return Group(
        key=sha256(f"{language}:{key}".encode()).hexdigest()[:32],
        language=language,
        members=tuple(members),
        proposed=proposed,
        chance=min(chance, DISPUTED) if said else chance,
        weight=weight,
        gain=expect_gain(len(members), min(chance, DISPUTED) if said else chance, weight),
        choices=tuple(name for name in likely if name != proposed)[:CHOICES],
    )


def _mean_ranking(members: Sequence[Member]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in members:
        for name, chance in one.candidate.ranking.items():
            total[name] = total.get(name, 0.0) + chance / len(members)
    return total


def leave_out(
    groups: Iterable[Group], decided: Mapping[MessageId, str], names: Mapping[str, str]
) -> list[Group]:
    """Return what is still to label, the best first.

    `decided` maps messages to the intent they were given, `names` the names of their texts:
    whatever is written the same way does not come back. What is left of a group of which some is
    decided stands further down, with what was decided as its proposal.
    """
    left = []
    for one in groups:
        rest = tuple(m for m in one.members if m.id not in decided and m.name not in names)
        if len(rest) == len(one.members):
            left.append(one)
        elif rest:
            gone = [decided.get(m.id) or names.get(m.name, "") for m in one.members]
            earlier = next(filter(None, gone), "")
            share = len(rest) / len(one.members) * FOLLOWING
            left.append(replace(one, members=rest, gain=one.gain * share, earlier=earlier))
    return sorted(left, key=lambda one: -one.gain)


def find_group(groups: Iterable[Group], key: str) -> Group | None:
    """Return the group with a key, None where it is no more."""
    return next((one for one in groups if one.key == key), None)
