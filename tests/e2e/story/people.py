"""Everybody in the story, and what is asked after every step: all see the same, but for notes."""

from collections.abc import Callable
from functools import partial
from time import monotonic

from playwright.sync_api import Page

from .acts import Acts
from .agent import AgentPage
from .customers import TelegramCustomer
from .stage import BEN, KIM, LIN, Stage

SETTLED = 10  # seconds in which everybody has heard of a step


class Story:
    """The people, and what is asked of every step."""

    def __init__(self, scenery: Stage, acts: Acts) -> None:
        self.stage = scenery
        self.ben, self.lin = (scenery.agent(name, acts) for name in (BEN, LIN))
        self.kim = scenery.agent(KIM, acts)
        self.ada, self.bo = scenery.customer("en-GB"), scenery.customer("zh-CN")
        self.cy = scenery.telegram(500)
        self.chat = ""
        self.notes: list[str] = []
        self.step = 0

    def check(self, *pages: AgentPage) -> None:
        """Compare what agents see with what Ada does, once both have settled."""

        def find_difference(agent: AgentPage) -> str:
            lines, notes = agent.reads()
            hers = self.ada.reads()
            if lines != hers:
                return f"{agent.name} reads {lines}\nAda reads {hers}"
            if [line.number for line in hers] != list(range(1, len(hers) + 1)):
                return f"Ada's list has gaps: {hers}"
            spoken = [line.text for line in hers if line.sender == "agent"]
            if len(spoken) != len(set(spoken)):
                return f"said twice: {spoken}"
            return "" if notes == self.notes else f"{agent.name} finds the notes {notes}"

        self.step += 1
        for agent in pages:
            agent.photograph(f"{self.step:02}")
            assert self.chat in agent.page.url
            settle(agent.page, partial(find_difference, agent))
        assert self.ada.has_got('"welcome"')
        for note in self.notes:
            for customer in (self.ada, self.bo, self.cy):
                assert not customer.has_got(note)


def settle(page: Page, find_difference: Callable[[], str]) -> None:
    """Wait until there is no difference; raise with it after a while."""
    until = monotonic() + SETTLED
    while (difference := find_difference()) and monotonic() < until:
        page.wait_for_timeout(100)
    assert not difference, difference


def check_telegram(customer: TelegramCustomer, agent: AgentPage) -> None:
    """Compare what the phone shows with what the agent sees."""

    def find_difference() -> str:
        lines, _notes = agent.reads()
        prefix = {"agent": f"{agent.name}: "}
        told = [prefix.get(line.sender, "") + line.text for line in lines]
        phone = customer.reads()
        return "" if told == phone else f"the agent sees {told}\nthe phone shows {phone}"

    settle(agent.page, find_difference)
