"""The pages of an admin, in an admin's words; how they act is one of two ways."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.story.acts import Acts

PICTURES = os.environ.get("FRONTDESK_PICTURES", "")  # a folder, to look at what was seen
SOON = 30_000  # milliseconds: a machine that others use too
LONG = 400_000  # a training or a judgement


class AdminPage:
    """One tab of the studio."""

    def __init__(self, page: Page, acts: Acts) -> None:
        self.page, self.acts = page, acts

    def photograph(self, name: str) -> None:
        """Keep a picture to be looked at, if a folder is named for it."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    def button(self, label: str | re.Pattern[str], inside: str = "main") -> Locator:
        return self.page.locator(inside).get_by_role("button", name=label).first

    def link(self, label: str, inside: str = "main") -> Locator:
        return self.page.locator(inside).get_by_role("link", name=label, exact=True).first

    def press(self, target: Locator, key: str = "") -> None:
        self.acts.press(target, key)

    def overwrite(self, label: str, text: str) -> None:
        """Put words into the field of a label, in the place of those that are there."""
        self.acts.overwrite(self.page.get_by_label(label, exact=True).first, text)

    def go(self, area: str) -> None:
        """Go to a page of the studio by its name in the navigation."""
        if not self.page.locator("nav.studio-nav").count():
            self.press(self.link("Studio", "header.bar"))
        self.press(self.link(area, "nav.studio-nav"))
        expect(self.link(area, "nav.studio-nav")).to_have_attribute("aria-current", "page")

    def is_told(self, words: str | re.Pattern[str], *, within: int = SOON) -> None:
        """Wait until the page says something."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible(timeout=within)

    # Coming

    def make_account(self, link: str, name: str, email: str, password: str) -> None:
        """Become the first admin by the link that the start has printed."""
        self.page.goto(link)
        self.overwrite("Name, as customers see it", name)
        self.overwrite("E-mail", email)
        self.overwrite("Password", password)
        self.press(self.button("Make the account"))
        expect(self.link("Studio", "header.bar")).to_be_visible(timeout=SOON)

    # Teaching

    def name_group(self, words: str, intent: str) -> None:
        """Make a new intent of the group of messages in the inbox that holds these words."""
        group = self.page.locator("[data-group]", has_text=words).first
        expect(group).to_be_visible(timeout=SOON)
        self.acts.step(group)
        self.press(group.locator("details[data-do=new] summary"), "n")
        self.acts.overwrite(group.get_by_label("Name of the new intent"), intent)
        self.acts.send(
            group.get_by_label("Name of the new intent"),
            group.locator("details[data-do=new]").get_by_role("button", name="Save"),
        )
        self.is_told("The new intent is in your draft")

    def add_examples(self, texts: list[str]) -> None:
        """Paste examples on the page of an intent, look at what becomes of them, add them."""
        self.acts.overwrite(self.page.locator("#texts"), "\n".join(texts))
        expect(self.page.locator("#verdicts tbody tr")).to_have_count(len(texts), timeout=SOON)
        self.press(self.button("Add what is ticked"))
        self.is_told(re.compile("Added|added"))

    def write_answer(self, english: str, chinese: str) -> None:
        """Write a new response in both languages; its form is open."""
        self.overwrite("In English", english)
        self.overwrite("In Chinese", chinese)
        self.press(self.button("Add the response"))
        expect(self.page.locator("#preview")).to_contain_text(chinese, timeout=SOON)

    def make_story(self, name: str) -> None:
        """Give the story a name whose beginning is filled in already."""
        self.overwrite("Name", name)
        self.press(self.button("Make it"))
        expect(self.page.locator("h1")).to_have_text(name, timeout=SOON)

    def add_card(self, sort: str, named: str) -> None:
        """Put a card behind the last one."""
        expect(self.page.locator("#steps-title")).to_be_visible(timeout=SOON)
        cards = self.page.locator("#steps > .step")
        count = cards.count()
        self.press(self.page.locator(f"#steps-add-{count} summary"))
        self.press(self.page.locator(f"#steps-add-{count}").get_by_role("link", name=sort))
        field = self.page.locator(".adding input[name=named]")
        expect(field).to_be_visible(timeout=SOON)
        self.acts.overwrite(field, named)
        self.press(self.page.locator(".adding").get_by_role("button", name="Save"))
        expect(cards).to_have_count(count + 1, timeout=SOON)

    # Releasing

    def publish(self, note: str) -> None:
        """Write what was changed into the files of the project."""
        self.overwrite("What is it for? (for your colleagues)", note)
        self.press(self.button("Publish"))
        self.is_told("Published.")

    def train(self) -> tuple[str, list[int]]:
        """Train on what is published; return the model's name and the percents that were seen."""
        self.press(self.button("Train on what is published"))
        bar, seen = self.page.locator("progress").first, list[int]()
        model = self.page.locator(".training a[href*='/models/']")
        expect(bar.or_(model).first).to_be_visible(timeout=SOON)
        while not model.count():
            if bar.count():
                seen.append(int(bar.get_attribute("value", timeout=SOON) or 0))
            if len(seen) == 20:
                self.photograph("training")
            self.page.wait_for_timeout(500)
            assert len(seen) < LONG / 500, "the training does not end"
            expect(self.page.locator(".training .bad")).to_have_count(0)
        return model.inner_text(), seen

    def follow_model(self, name: str) -> None:
        """Go to the page of a model."""
        self.go("Models")
        self.press(self.link(name))
        expect(self.page.locator("h1")).to_have_text(name)

    def serves(self, name: str) -> None:
        """Wait until the page, by itself, says that every process serves a model."""
        servers = self.page.locator(".servers > li")
        expect(servers.first).to_contain_text(f"serves {name}", timeout=LONG)
        for text in servers.all_inner_texts():
            assert name in text

    def live_model(self) -> str:
        """Return which model answers now."""
        self.go("Models")
        return self.page.locator(".answers a").inner_text()

    def wait_judged(self) -> None:
        """Wait until the report is there; the page says when, and is asked for it."""
        figures, ready = self.page.locator(".figures"), self.link("Show it")
        expect(figures.or_(ready).first).to_be_visible(timeout=LONG)
        if not figures.count():
            self.press(ready)
        expect(figures).to_be_visible()

    def press_when_there(self, target: Locator) -> None:
        """Press what comes when a job has ended."""
        expect(target).to_be_visible(timeout=LONG)
        self.press(target)
