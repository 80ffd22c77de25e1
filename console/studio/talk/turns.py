"""One turn of a test chat, and which story or rule it followed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kernel.messages import Reply
from nlu.core.project.steps import ActionStep, OrStep, Story, UserStep

LISTEN = "action_listen"
RULES = "RulePolicy"
JOINED = " > "  # between names of stories that a checkpoint joins
POLICIES = {RULES: "rule", "MemoizationPolicy": "memory", "LearnedPolicy": "learned", "": "form"}


class TalkTurn(BaseModel):
    """What was said, understood and done; `problem` is the code of what went wrong."""

    model_config = ConfigDict(frozen=True)

    text: str
    payload: str = ""
    understanding: dict[str, Any] = Field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    steps: tuple[dict[str, Any], ...] = ()
    form: str | None = None
    problem: str = ""

    @property
    def intent(self) -> str:
        """The intent that was read."""
        return str((self.understanding.get("intent") or {}).get("name") or "")

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that ran, without the wait for the next message."""
        named = (step.get("action") for step in self.steps)
        return tuple(str(name) for name in named if name and name != LISTEN)

    @property
    def loops(self) -> tuple[str | None, ...]:
        """The forms that became active (None: none any more) in this turn."""
        return tuple(step["loop"] for step in self.steps if "loop" in step)


@dataclass(frozen=True)
class Decision:
    """Why an action ran: the policy, how sure it was, and the name of the story or rule that the
    model followed. `followed` is what has that name now, `line` where it says the action."""

    action: str
    policy: str
    confidence: float | None
    story: str = ""
    followed: Story | None = None
    line: int = 0

    @property
    def way(self) -> str:
        """How it was decided, in a word that the catalog knows; a foreign policy has its name."""
        return POLICIES.get(self.policy, self.policy)

    @property
    def kind(self) -> Literal["rule", "story"]:
        """What has the name."""
        return "rule" if self.policy == RULES else "story"


def explain(turns: Iterable[TalkTurn], stories: Sequence[Story]) -> list[list[Decision]]:
    """Return the decisions of each turn; `stories` are those of now, not of the model."""
    return [_explain_turn(turn, stories) for turn in turns]


def _explain_turn(turn: TalkTurn, stories: Sequence[Story]) -> list[Decision]:
    decisions, before = [], turn.intent
    for step in turn.steps:
        action = step.get("action")
        if not action or action == LISTEN:
            continue
        policy = str(step.get("policy") or "").rpartition("_")[2]
        made = Decision(action, policy, step.get("confidence"), str(step.get("story") or ""))
        followed, line = find_followed(made, before, stories)
        decisions.append(replace(made, followed=followed, line=line))
        before = action
    return decisions


def find_followed(
    made: Decision, before: str, stories: Iterable[Story]
) -> tuple[Story | None, int]:
    """Return the story or rule of the decision's name that still says its action, and the line.

    Where it says the action more than once, it is the one that comes after `before`.
    """
    names = {made.story, *made.story.split(JOINED)}
    for story in stories:
        if story.kind == made.kind and story.name in names:
            line = find_line(story, before, made.action)
            if line:
                return story, line
    return None, 0


def find_line(story: Story, before: str, action: str) -> int:
    """Return the line where a story says an action, 0 where it does not."""
    found, last = 0, {""}
    for step in story.steps:
        if isinstance(step, ActionStep):
            if step.name == action:
                if before in last:
                    return step.line
                found = found or step.line
            last = {step.name}
        elif isinstance(step, UserStep | OrStep):
            options = step.options if isinstance(step, OrStep) else (step,)
            last = {one.intent or "" for one in options if isinstance(one, UserStep)}
    return found
