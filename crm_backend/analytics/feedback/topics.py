"""Finds what texts are about, how often, since when, and how people feel about it.

Topics are of one language: English and Chinese are grouped apart, since nothing here knows that
two words of different languages mean the same. Texts are masked before anything is learned.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_backend.analytics.feedback.documents import Document, Prepared, prepare
from crm_backend.analytics.feedback.identity import match_topics
from crm_backend.analytics.feedback.learning import FEWEST, MOST_LEARNED, Learned, learn_topics
from crm_backend.analytics.feedback.model import LanguageModel, TopicModel
from crm_backend.analytics.feedback.results import Quality, TopicReport
from crm_backend.analytics.feedback.telling import Membership, Telling
from kernel.errors import Invalid

DOUBTFUL = 0.6  # stability below which topics are said to be rough
FEW = 100  # texts of a language: below, topics are said to be rough too


@dataclass(frozen=True)
class Found:
    """The report, the model that puts new texts in the same topics, and where each text is."""

    report: TopicReport
    model: TopicModel
    assigned: dict[str, str | None]


def find_topics(
    documents: Sequence[Document],
    *,
    topics: int | None = None,
    previous: TopicModel | None = None,
    seed: int = 0,
) -> Found:
    """Return the topics of some texts; `topics` is how many per language (None: by stability).

    Topics that hold mostly what one of `previous` would hold keep its id and name; those of a
    language with too few texts this time are kept for the next.
    Raises `Invalid` where no language has enough texts.
    """
    if topics is not None and topics < 2:
        raise Invalid("Ask for 2 topics or more.")
    prepared = prepare(documents)
    earlier = previous.assign(prepared.documents) if previous else {}
    parts, notes = _learn_languages(prepared, topics, earlier, seed)
    number = previous.next_number if previous else 1
    languages: dict[str, LanguageModel] = {}
    members: list[Membership] = []
    for own, learned in parts:
        ids, number = _name_ids(own, learned, earlier, number)
        languages[learned.language] = learned.keep(ids)
        members += _split(own, learned, ids)
    names = _name_topics(members, previous.names if previous else {})
    resting = _list_resting(previous, languages)
    told = previous.names if previous else {}
    asleep = {key: told[key] for one in resting.values() for key in one.ids if key in told}
    gone = sorted(set(previous.names) - set(names) - set(asleep)) if previous else []
    telling = Telling(prepared.documents, frozenset(previous.names) if previous else None)
    assigned: dict[str, str | None] = dict.fromkeys(one.id for one in documents)
    assigned |= {one.id: part.id for part in members for one in part.documents}
    report = TopicReport(
        texts=len(prepared.documents),
        unassigned=len(prepared.documents) - sum(len(one.documents) for one in members),
        step=telling.step,
        topics=telling.tell_topics(members, names),
        series=telling.series,
        quality=tuple(_judge(learned) for _, learned in parts),
        gone=tuple(gone),
        notes=(*prepared.notes, *notes, *telling.notes),
    )
    model = TopicModel({**resting, **languages}, {**asleep, **names}, number)
    return Found(report, model, assigned)


def _list_resting(
    previous: TopicModel | None, found: Mapping[str, LanguageModel]
) -> dict[str, LanguageModel]:
    """Return earlier topics of languages that have too few texts now: they keep their names."""
    if previous is None:
        return {}
    return {key: one for key, one in previous.languages.items() if key not in found}


def _learn_languages(
    prepared: Prepared, topics: int | None, earlier: Mapping[str, str | None], seed: int
) -> tuple[list[tuple[list[Document], Learned]], list[str]]:
    by_language: defaultdict[str, list[Document]] = defaultdict(list)
    for one in prepared.documents:
        by_language[one.language].append(one)
    parts, notes = [], []
    for language, own in sorted(by_language.items(), key=lambda item: (-len(item[1]), item[0])):
        learned = None
        if len(own) >= FEWEST:
            before = [earlier.get(one.id) for one in own]
            learned = learn_topics(own, language, topics=topics, before=before, seed=seed)
        if learned is None:
            notes.append(f"Texts in {language!r}, too few or too unlike for topics: {len(own)}.")
            continue
        parts.append((own, learned))
        notes += _doubt(learned)
    if not parts:
        raise Invalid(
            f"Texts: {len(prepared.documents)}. They are too few, or too unlike, to find topics: "
            f"at least {FEWEST} in one language are needed. Gather more, or take a longer span."
        )
    if len(parts) > 1:
        notes.append("Topics of different languages are found apart and not matched.")
    return parts, notes


def _doubt(learned: Learned) -> list[str]:
    notes = []
    if len(learned.found) > MOST_LEARNED:
        notes.append(
            f"Topics in {learned.language!r} were learned from {MOST_LEARNED} texts drawn at "
            f"random; all {len(learned.found)} were put in them."
        )
    if not _judge(learned).beats_chance:
        notes.append(
            f"Texts of a topic in {learned.language!r} are hardly more alike than shuffled words "
            f"({learned.cohesion:.2f} against {learned.chance:.2f}): there may be no topics here."
        )
    elif len(learned.found) < FEW or learned.stability < DOUBTFUL:
        notes.append(
            f"Topics in {learned.language!r} are rough ({len(learned.found)} texts, stability "
            f"{learned.stability:.2f}): more texts could group them otherwise."
        )
    return notes


def _name_ids(
    own: Sequence[Document], learned: Learned, earlier: dict[str, str | None], number: int
) -> tuple[list[str], int]:
    """Return each topic's id, an earlier one's where it continues that, and the next number."""
    found = zip(learned.found.tolist(), own, strict=True)
    placed = [(topic, earlier.get(one.id)) for topic, one in found if topic >= 0]
    same = match_topics([new for new, _ in placed], [old for _, old in placed])
    ids = []
    for topic in range(learned.topics):
        if topic in same:
            ids.append(same[topic])
        else:
            ids.append(f"{learned.language}-{number}")
            number += 1
    return ids, number


def _split(own: Sequence[Document], learned: Learned, ids: Sequence[str]) -> list[Membership]:
    inside: defaultdict[int, list[Document]] = defaultdict(list)
    for topic, one in zip(learned.found.tolist(), own, strict=True):
        inside[topic].append(one)
    return [
        Membership(key, learned.language, tuple(inside[at]), phrases, examples)
        for at, (key, phrases, examples) in enumerate(
            zip(ids, learned.phrases, learned.examples, strict=True)
        )
    ]


def _name_topics(parts: Sequence[Membership], earlier: Mapping[str, str]) -> dict[str, str]:
    """Return a name for each topic: the one it had, else its first phrases; no name twice."""
    names = {part.id: earlier[part.id] for part in parts if part.id in earlier}
    for part in parts:
        if part.id not in names:
            mark = "、" if part.language == "zh" else ", "
            sizes = range(min(2, len(part.phrases)), len(part.phrases) + 1)
            choices = [*(mark.join(part.phrases[:size]) for size in sizes), part.id]
            names[part.id] = next(name for name in choices if name not in names.values())
    return names


def _judge(learned: Learned) -> Quality:
    return Quality(
        language=learned.language,
        texts=len(learned.found),
        topics=learned.topics,
        stability=learned.stability,
        cohesion=learned.cohesion,
        chance=learned.chance,
    )
