"""Where reports, comparisons and replays lie, and what is in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from bot.releases.archives import Archive, list_archives
from kernel.settings import Settings
from nlu.core.judging.paired import Comparison
from nlu.core.judging.replaying import Replay
from nlu.core.judging.report import Report
from nlu.core.judging.storage import (
    ReportRefused,
    comparison_path,
    name_of,
    read_signed,
    report_path,
)

Kind = TypeVar("Kind")
KEPT = timedelta(days=30)  # a replay quotes customers, masked as they are


@dataclass(frozen=True)
class Found(Generic[Kind]):
    """What was found: the thing, or None; `is_refused` where a file lies there that is not ours or
    that is about an earlier archive of the same name."""

    it: Kind | None = None
    is_refused: bool = False


def replay_folder(settings: Settings) -> Path:
    """Return where replays lie: in the data folder, as all that customers wrote."""
    return settings.data / "judging"


def replay_path(settings: Settings, model: str, against: str) -> Path:
    """Return where the replay of one model against another lies; names are archives' own."""
    return replay_folder(settings) / f"{model}.against.{against}.replay.json"


def forget_replays(settings: Settings, now: datetime) -> int:
    """Delete replays older than 30 days; return how many."""
    old = [
        path
        for path in replay_folder(settings).glob("*.json")
        if path.stat().st_mtime < (now - KEPT).timestamp()
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def find_report(settings: Settings, archive: Archive) -> Found[Report]:
    """Return the report of a model."""
    found = _find(settings, report_path(archive.path))
    if found.it is None:
        return Found(is_refused=found.is_refused)
    report = cast("Report", found.it)
    if report["model"]["sha256"] != archive.facts.get("sha256"):
        return Found(is_refused=True)
    return Found(report)


def find_comparison(settings: Settings, archive: Archive, against: Archive) -> Found[Comparison]:
    """Return the comparison of a model with another one."""
    found = _find(settings, comparison_path(archive.path, against.path))
    return Found(cast("Comparison | None", found.it), found.is_refused)


def find_replay(settings: Settings, archive: Archive, against: Archive) -> Found[Replay]:
    """Return the replay of a model against another one."""
    found = _find(settings, replay_path(settings, archive.name, against.name))
    return Found(cast("Replay | None", found.it), found.is_refused)


def _find(settings: Settings, path: Path) -> Found[dict[str, Any]]:
    try:
        return Found(read_signed(path, settings.derive_key("model")))
    except ReportRefused:
        return Found(is_refused=True)


def others(settings: Settings, archive: Archive) -> list[Archive]:
    """Return the models that one can be compared with, newest first."""
    return [one for one in list_archives(settings) if one.name != name_of(archive.path)]
