"""What all checks are handed: the project, who uses which name, and what is known of the code."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlu.core.dialogue.courses import Courses
from nlu.core.dialogue.finding import Insert, Repair, words
from nlu.core.dialogue.known import DEFAULT_ACTIONS, DEFAULT_INTENTS, DEFAULT_SLOTS, HOOKS
from nlu.core.dialogue.policies import Policies, list_parts
from nlu.core.dialogue.uses import Named, Uses
from nlu.core.project.faults import Place
from nlu.core.project.project import Project


@dataclass(frozen=True)
class Question:
    """A project and what surrounds it. `code` is None where nobody knows what code there is."""

    project: Project
    uses: Uses
    courses: Courses
    policies: Policies
    code: Named | None = None
    known_actions: frozenset[str] | None = None
    retrieval: frozenset[str] = field(default_factory=frozenset)  # intents with answers

    @property
    def intents(self) -> set[str]:
        """All intents that may be named."""
        return {*self.project.domain.intents, *DEFAULT_INTENTS}

    @property
    def slots(self) -> set[str]:
        """All slots that may be named."""
        return {*self.project.domain.slots, *DEFAULT_SLOTS}

    @property
    def actions(self) -> set[str]:
        """All actions that may be done."""
        domain = self.project.domain
        own = {*domain.actions, *domain.forms, *domain.responses, *domain.e2e_actions}
        return {*own, *DEFAULT_ACTIONS, *HOOKS, *(f"utter_{name}" for name in self.retrieval)}

    @property
    def has_unknown_code(self) -> bool:
        """Tell whether custom actions exist that nobody has shown us."""
        return self.code is None and bool(self.project.domain.actions)

    def is_in_code(self, name: str) -> bool:
        """Tell whether code names something."""
        return self.code is not None and name in self.code

    def pipeline(self) -> set[str]:
        """Return the names of the pipeline's components."""
        return {name for _, name, _ in list_parts(self.project, "pipeline")}

    def add_to_domain(self, section: str, name: str) -> tuple[Repair, ...]:
        """Return the repair that lists a name in the domain; none where no place is plain."""
        entries = getattr(self.project.domain, section).values()
        places: list[Place] = sorted(entry.place for entry in entries)
        if not places:
            return ()
        about = words(section=section, name=name)
        return (Repair("add_to_domain", about, (Insert(places[-1], (f"- {name}",)),)),)


def base_of(intent: str) -> str:
    """Return a retrieval intent's own name, without what it is asked."""
    return intent.partition("/")[0]
