"""The pages of an agent, in an agent's words; how they act is one of two ways."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.console.scene import PASSWORD

from .acts import Acts
from .lines import Line, squeeze

READ_TRANSCRIPT = """items => items.map(item => [
  item.id,
  item.className,
  item.querySelector('.said')?.innerText ?? '',
  [...item.querySelectorAll('.cards > li > div > b:first-child')].map(one => one.innerText),
])"""
PICTURES = os.environ.get("FRONTDESK_PICTURES", "")
SLOW = 15_000  # milliseconds: a machine that others use too


class AgentPage:
    """One tab of one member of staff."""

    def __init__(self, page: Page, desk: str, name: str, acts: Acts) -> None:
        self.page, self.desk, self.name, self.acts = page, desk, name, acts
        self.owner = page.locator("#owner")
        self.text = page.get_by_label("Your answer")

    def button(self, label: str, inside: str = "body") -> Locator:
        """Return a button by its words."""
        return self.page.locator(inside).get_by_role("button", name=label, exact=True)

    def link(self, label: str, inside: str = "body") -> Locator:
        """Return a link by its words."""
        return self.page.locator(inside).get_by_role("link", name=label).first

    def photograph(self, name: str) -> None:
        """Keep a picture to be looked at, if a folder is named for it."""
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{self.name.split()[0].lower()}.png"
            self.page.screenshot(path=path)

    @property
    def has_pointed(self) -> bool:
        """Whether anything was ever clicked or touched on these pages."""
        return bool(self.page.evaluate("sessionStorage.getItem('pointed')"))

    # Coming and going

    def log_in(self, path: str = "/staff/") -> None:
        """Log in with the password."""
        self.page.goto(self.desk + path)
        self.acts.write(self.page.get_by_label("E-mail"), self.email)
        self.acts.write(self.page.get_by_label("Password"), PASSWORD)
        self.acts.press(self.button("Log in"))
        self.page.wait_for_url(f"**{path}")

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@desk.example"

    def be(self, state: str) -> None:
        """Say whether one is at the desk; from the inbox."""
        self.acts.choose(self.page.get_by_label("You are"), state)
        load = self.page.locator("#load")  # what the server knows
        expect(load).to_have_attribute("data-state", state.lower(), timeout=SLOW)

    def go_to_inbox(self) -> None:
        """Leave the conversation for the list."""
        self.acts.press(self.link("Conversations", "header.bar"))
        expect(self.page.locator("#state")).to_be_visible()

    def look_at(self, view: str) -> None:
        """Choose a view of the list."""
        self.acts.press(self.link(view, "#views"))
        expect(self.page.locator("#views [aria-current]")).to_contain_text(view)

    def open(self, name: str) -> None:
        """Open a conversation of the list, going down it as long as needed."""
        row = self.page.locator("#list a", has_text=name)
        expect(row).to_be_visible(timeout=SLOW)
        self.acts.step(row)
        self.acts.press(row)
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible(timeout=SLOW)

    def take_next(self) -> None:
        """Take whoever is first in line; from the inbox."""
        self.acts.press(self.button("Take the next in line"), "x")
        self.holds()

    # What is seen

    def holds(self) -> None:
        """Wait until the conversation is with this agent."""
        expect(self.owner).to_have_text("With you", timeout=SLOW)

    def is_refused(self, why: str) -> None:
        """Wait until the page tells why nothing was done, and go back."""
        expect(self.page.get_by_text(why)).to_be_visible(timeout=SLOW)
        self.acts.press(self.page.get_by_role("link", name="Back to the conversation"))
        expect(self.owner).to_be_visible(timeout=SLOW)

    def reads(self) -> tuple[list[Line], list[str]]:
        """Return the messages of the transcript, and what of it is for staff alone."""
        items = self.page.locator("#transcript > li:not(.empty, .day, .earlier)").evaluate_all(
            READ_TRANSCRIPT
        )
        lines: list[Line] = []
        notes: list[str] = []
        for item, classes, text, cards in items:
            if "note-line" in classes or "mark" in classes.split():
                notes.append(squeeze(text))
                continue
            sender = re.search(r"from-(\w+)", classes)
            assert sender, (item, classes, text)
            lines.append(Line(int(item[1:]), sender[1], squeeze(text), tuple(cards)))
        return lines, [note for note in notes if note]

    # What is done in a conversation

    def take(self) -> None:
        """Become the one who answers."""
        self.ask_to_take()
        self.holds()

    def is_at(self, view: str) -> None:
        """Wait until the list beside is of a view."""
        expect(self.page.locator("#views [aria-current]")).to_contain_text(view)

    def ask_to_take(self) -> None:
        """Press the button, whatever comes of it."""
        self.acts.press(self.button("Take over"), "t")

    def write(self, text: str) -> None:
        """Write into the box, without sending."""
        self.acts.write(self.text, text, "r")

    def begin_to_send(self) -> None:
        """Send what is in the box: it leaves in five seconds."""
        self.acts.send(self.text, self.button("Send"))
        expect(self.button("Undo")).to_be_visible()
        expect(self.text).to_be_focused()

    def undo(self) -> None:
        """Think again."""
        self.acts.press(self.button("Undo"))
        expect(self.button("Undo")).to_be_hidden()
        expect(self.text).to_be_focused()

    def send(self) -> None:
        """Send what is in the box, without the five seconds to think again."""
        self.begin_to_send()
        self.send_now()

    def send_now(self) -> None:
        """Wait no longer: what was sent leaves at once."""
        self.acts.press(self.button("Send now"))
        expect(self.text).to_have_value("", timeout=SLOW)
        expect(self.text).to_be_focused()

    def say(self, text: str) -> None:
        """Write and send."""
        self.write(text)
        self.send()

    def use_reply(self, shortcut: str) -> None:
        """Put a saved reply into the box."""
        self.acts.write(self.text, "/", "r")
        expect(self.page.locator("#pick-q")).to_be_focused()
        self.page.keyboard.type(shortcut)
        option = self.page.locator("#pick-list [role=option]", has_text=f"/{shortcut}")
        expect(option).to_be_visible(timeout=SLOW)
        self.acts.pick(self.page.locator("#pick-q"), option)
        expect(self.text).to_be_focused()

    def add_order(self, number: str) -> None:
        """Put the card of an order under the reply."""
        self.acts.press(self.page.locator("[data-inserts=orders]"), "o")
        option = self.page.locator("#insert-choices [role=option]", has_text=number)
        expect(option).to_be_visible(timeout=SLOW)
        self.acts.pick(self.page.locator("#insert-query"), option)
        expect(self.page.locator("#extras")).to_contain_text(number)
        expect(self.text).to_be_focused()

    def note(self, text: str) -> None:
        """Keep a private note."""
        box = self.page.locator("#note-box")
        self.acts.press(box.locator("summary"), "n")
        self.acts.write(self.page.locator("#note"), text)
        self.acts.press(self.button("Keep the note"))
        expect(self.page.locator("#transcript .note-line").last).to_contain_text(text)

    def hand_to(self, name: str, note: str) -> None:
        """Hand the conversation over to a colleague."""
        self.acts.press(self.page.locator("#more > summary"), "m")
        self.acts.choose(self.page.get_by_label("To whom"), name)
        self.acts.write(self.page.get_by_label("Note for whoever takes it"), note)
        self.acts.press(self.button("Hand over"))
        expect(self.owner).to_have_text(f"With {name}", timeout=SLOW)

    def give_back(self) -> None:
        """Let the bot go on."""
        self.acts.press(self.button("Back to the bot"), "b")
        expect(self.owner).to_have_text("With the bot", timeout=SLOW)

    def close(self, outcome: str) -> None:
        """Close the conversation with what it came to."""
        self.acts.press(self.page.locator("#closing > summary"), "e")
        self.acts.choose(self.page.get_by_label("Outcome"), outcome)
        self.acts.press(self.button("Close", "#close"))
        expect(self.owner).to_have_text("Closed", timeout=SLOW)

    def refund(self, number: str, amount: str, reason: str) -> None:
        """Refund a part of an order beside the chat, and put the sentence about it into the box."""
        self.acts.press(self.link(f"Refund, {number}", "#beside"))
        self.acts.overwrite(self.page.get_by_label("Amount in EUR"), amount)
        self.acts.write(self.page.get_by_label("Why it is refunded"), reason)
        self.acts.press(self.button("Look at what will happen"))
        self.acts.press(self.button("Yes, refund"))
        self.acts.press(self.button("Put it into my reply"))
        expect(self.text).to_be_visible(timeout=SLOW)
