"""Which alarms stand today: the last weeks are compared with those before. Pure."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from console.studio.insight.drift import Change, compare_mix, find_changes, find_rise
from console.studio.insight.figures import Group, Rate

WEEK, REFERENCE, MONITORED = 7, 28, 28
HISTORY = REFERENCE + MONITORED  # days that are read
AlarmKind = Literal["missed", "missed_on", "mix", "more", "less", "new", "missed_intent"]


@dataclass(frozen=True)
class Alarm:
    """Something that has changed. `about` is a channel or an intent; `since` counts days from 1970.

    `before` and `after` are shares: of messages not understood, or of messages that were about it.
    """

    kind: AlarmKind
    about: str
    since: int
    before: Rate
    after: Rate
    index: float = 0.0


def find_alarms(groups: Sequence[Group], today: int) -> list[Alarm]:
    """Return the alarms of the days up to yesterday: those of today are not whole yet."""
    days = range(today - HISTORY, today)
    whole = [one for one in groups if one.day in days and one.typed]
    return [*_watch_shares(whole, days), *_compare_intents(whole, today)]


def _watch_shares(groups: Sequence[Group], days: range) -> list[Alarm]:
    """Watch what is not understood, of all and on each channel where there are several."""
    channels = sorted({one.channel for one in groups})
    watched = ["", *(channels if len(channels) > 1 else ())]
    found = []
    for channel in watched:
        rates = _rate_days([one for one in groups if channel in ("", one.channel)], days)
        rise = find_rise(rates[:REFERENCE], rates[REFERENCE:], streams=len(watched))
        if rise is not None:
            kind: AlarmKind = "missed_on" if channel else "missed"
            since = days[REFERENCE + rise.since]
            found.append(Alarm(kind, channel, since, rise.before, rise.after))
    return narrow(found, channels)


def narrow(found: Sequence[Alarm], channels: Sequence[str]) -> list[Alarm]:
    """Return what says most: all channels where each has risen, or else those that have."""
    risen = {one.about for one in found} - {""}
    is_everywhere = not risen or risen == set(channels)
    return [one for one in found if (one.about == "") == is_everywhere]


def _rate_days(groups: Sequence[Group], days: range) -> list[Rate]:
    typed, missed = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    for one in groups:
        typed[one.day] += one.typed
        missed[one.day] += one.typed if one.kind != "understood" else 0
    return [Rate(missed[day], typed[day]) for day in days]


def _compare_intents(groups: Sequence[Group], today: int) -> list[Alarm]:
    """Compare the last week with the four before: the mix, each intent, how it is understood."""
    since, first = today - WEEK, today - WEEK - REFERENCE
    recent = [one for one in groups if one.day >= since and one.meant]
    before = [one for one in groups if first <= one.day < since and one.meant]
    weeks = [
        _count([one for one in before if start <= one.day < start + WEEK])
        for start in range(first, since, WEEK)
    ]
    counts = _count(recent)
    shift = compare_mix(weeks, counts)
    if shift is None:
        return []
    found: list[Alarm] = []
    if shift.is_alarming:
        sizes = Rate(n=sum(map(sum, (week.values() for week in weeks))))
        after = Rate(n=sum(counts.values()))
        found.append(Alarm("mix", "", since, sizes, after, shift.index))
    asked = {one.meant for one in (*before, *recent)}
    shares = find_changes(_share(before, asked), _share(recent, asked), dispersion=shift.dispersion)
    missed = find_changes(
        _rate_intents(before),
        _rate_intents(recent),
        dispersion=shift.dispersion,
        rises_only=True,
    )
    named: list[tuple[AlarmKind, Change]] = [(_name_change(one), one) for one in shares]
    named += [("missed_intent", one) for one in missed]
    return [*found, *(Alarm(kind, one.key, since, one.before, one.after) for kind, one in named)]


def _name_change(change: Change) -> AlarmKind:
    if not change.before.part:
        return "new"
    return "more" if change.ratio > 1 else "less"


def _count(groups: Sequence[Group]) -> dict[str, int]:
    return {key: rate.n for key, rate in _rate_intents(groups).items()}


def _share(groups: Sequence[Group], intents: Collection[str]) -> dict[str, Rate]:
    """Return of each intent the share of all messages; of one that was not asked it is nought."""
    counts = _count(groups)
    total = sum(counts.values())
    return {key: Rate(counts.get(key, 0), total) for key in intents}


def _rate_intents(groups: Sequence[Group]) -> dict[str, Rate]:
    """Return by intent what was not understood of what was typed."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in groups:
        sums[one.meant][0] += one.typed if one.kind != "understood" else 0
        sums[one.meant][1] += one.typed
    return {key: Rate(part, n) for key, (part, n) in sums.items()}
