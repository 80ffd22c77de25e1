"""What the configuration says of the policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nlu.core.dialogue.rules import Settings
from nlu.core.project.project import Project

MEMORIES = ("MemoizationPolicy", "AugmentedMemoizationPolicy")
DEFAULT_FALLBACK = "action_default_fallback"


@dataclass(frozen=True)
class Policies:
    """The policies that the prover follows. `names` is empty where Rasa chooses them itself."""

    names: tuple[str, ...]
    rules: Settings | None
    max_history: int | None  # of the exact memory of stories; None: no such policy, or no limit


def list_parts(project: Project, key: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield number, name and settings of each entry of `pipeline` or `policies`."""
    listed = project.config.get(key)
    for number, part in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(part, str):
            yield number, part, {}
        elif isinstance(part, dict) and part.get("name"):
            yield number, str(part["name"]), part


def read_policies(project: Project) -> Policies:
    """Return the policies; without any Rasa takes its own: memory, rules and TED."""
    parts = {name.rpartition(".")[2]: about for _, name, about in list_parts(project, "policies")}
    if not parts:
        return Policies((), Settings(), None)
    about = parts.get("RulePolicy")
    rules = None
    if about is not None:
        rules = Settings(
            fallback=str(about.get("core_fallback_action_name") or DEFAULT_FALLBACK),
            guesses_fallback=about.get("enable_fallback_prediction", True) is not False,
            restricts=about.get("restrict_rules", True) is not False,
            checks=about.get("check_for_contradictions", True) is not False,
        )
    memory = next((parts[name] for name in MEMORIES if name in parts), None)
    history = memory.get("max_history") if memory is not None else None
    is_number = isinstance(history, int) and not isinstance(history, bool) and history > 0
    return Policies(tuple(parts), rules, history if is_number else None)
