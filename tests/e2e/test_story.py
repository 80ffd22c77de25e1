"""The story of the desk: two agents, three customers, one day; with a mouse, and without one.

The customers write in the widget and on Telegram. After every step each agent who has Ada's
conversation open sees exactly what she sees, and the notes, which she never does.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from .driver import wait_until
from .story.acts import WAYS, Acts, Mouse
from .story.agent import SLOW, AgentPage
from .story.people import Story, check_telegram
from .story.report import read_figures, read_table
from .story.script import CALLING, CODE_SENT, DAMAGED, HELLO, ORDER, WHICH, WHY
from .story.stage import GONE_SECONDS, Stage, stage

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(240)]

ADA = "Ada Moreno"
NOTE = "She sounds tired, be kind"
HANDED = "You know lamps better than I do"
HALF, REST = "I have looked at it", " and it is our fault."
GONE = (GONE_SECONDS + 20) * 1_000  # milliseconds: a beat, the time set, a look of the watch


@pytest.fixture(params=WAYS)
def acts(request: pytest.FixtureRequest) -> Acts:
    return WAYS[request.param]


@pytest.fixture
def scenery(browser: Browser, tmp_path: Path) -> Iterator[Stage]:
    with stage(browser, tmp_path) as made:
        yield made
    assert made.complaints == []


def test_story_of_the_desk(scenery: Stage, acts: Acts) -> None:
    story = Story(scenery, acts)
    agents_come(story)
    ada_talks_to_the_bot(story)
    three_ask_for_a_person(story)
    holder, other = both_claim(story)
    holder_answers(story, holder, other)
    holder_notes_and_hands_over(story, holder, other)
    line_dies(story, holder, other)
    other_returns_and_refunds(story, holder, other)
    bot_goes_on_in_the_form(story, holder, other)
    the_others_are_helped(story, holder, other)
    report_shows_it_all(story, holder, other)
    for agent in (story.ben, story.lin, story.kim):
        assert agent.has_pointed == isinstance(acts, Mouse)


def agents_come(story: Story) -> None:
    for agent in (story.ben, story.lin):
        agent.log_in()
        agent.be("Online")


def ada_talks_to_the_bot(story: Story) -> None:
    ada = story.ada
    ada.write(f"I want to send the lamp back, {ORDER}")
    ada.hears(CODE_SENT)
    ada.page.get_by_role("button", name="Use code").click()
    ada.hears(WHY)


def three_ask_for_a_person(story: Story) -> None:
    story.ada.write("I want a human")
    story.ada.hears(CALLING["en"])
    story.ada.hears("You are number 1 in line")
    story.bo.write("你好，我要人工客服")
    story.bo.hears(CALLING["zh"])
    story.bo.hears("目前是第 2 位")
    story.cy.write("hello")
    story.cy.hears(HELLO["en"])
    story.cy.write("A human, please")
    story.cy.hears("You are number 3 in line")
    for agent in (story.ben, story.lin):
        expect(agent.page).to_have_title(re.compile(r"^\(3\) "), timeout=SLOW)
        agent.look_at("Waiting")
        row = agent.page.locator("#list li.line", has_text=ADA)
        expect(row.locator(".owner")).to_contain_text("No. 1")


def both_claim(story: Story) -> tuple[AgentPage, AgentPage]:
    """Both press before either is answered: one has her, the other is told who."""
    agents = (story.ben, story.lin)
    held: list[Route] = []
    for agent in agents:
        agent.open(ADA)
        agent.page.route("**/take", lambda route: held.append(route))
    story.chat = story.ben.page.url.split("/")[-1].split("?")[0]
    story.check(*agents)
    for agent in agents:
        agent.ask_to_take()
    wait_until(story.ben.page, lambda: len(held) == 2)
    for route in held:
        route.continue_()
    for agent in agents:
        agent.page.unroute("**/take")
        expect(agent.page.locator("#owner, .door")).to_be_visible()
    wait_until(
        story.ben.page,
        lambda: sum(one.page.get_by_text("That did not work").is_visible() for one in agents) == 1,
    )
    is_ben = story.lin.page.get_by_text("That did not work").is_visible()
    holder, other = agents if is_ben else agents[::-1]
    holder.holds()
    other.is_refused(f"{holder.name} answers this conversation now.")
    expect(other.owner).to_have_text(f"With {holder.name}")
    for agent in agents:
        agent.is_at("Waiting")
    story.ada.hears(f"{holder.name} has joined the chat.")
    story.check(holder, other)
    return holder, other


def holder_answers(story: Story, holder: AgentPage, other: AgentPage) -> None:
    holder.use_reply("look")
    holder.add_order(ORDER)
    holder.begin_to_send()
    holder.undo()
    holder.send()
    story.ada.hears(f"Hello Ada, this is {holder.name}. I look at {ORDER} right away.")
    expect(story.ada.widget.log.locator(".agent .card").last).to_contain_text(ORDER)
    story.check(holder, other)
    assert [ORDER in title for title in story.ada.reads()[-1].cards] == [True]


def holder_notes_and_hands_over(story: Story, holder: AgentPage, other: AgentPage) -> None:
    holder.note(NOTE)
    story.notes.append(NOTE)
    story.check(holder, other)
    holder.hand_to(other.name, HANDED)
    story.notes.append(HANDED)
    story.ada.hears(f"{other.name} takes over from here.")
    other.holds()
    story.check(holder, other)


def line_dies(story: Story, holder: AgentPage, other: AgentPage) -> None:
    """The line of the colleague is cut in the middle of a word; the customer is told."""
    story.ada.write("The shade is broken, too")
    story.check(holder, other)
    other.write(HALF)
    other.page.wait_for_timeout(1_000)
    story.stage.lines[other.name].cut()
    expect(other.page.get_by_text("Not connected")).to_be_visible(timeout=SLOW)
    other.write(REST)
    told = f"{other.name} had to leave. Nothing of this chat is lost"
    others = story.ada.widget.log.locator(".m:not(.customer) .text")
    expect(others.filter(has_text=told)).to_be_visible(timeout=GONE)
    story.ada.hears("You are number 1 in line")
    expect(holder.owner).to_contain_text("Waiting", timeout=SLOW)
    story.check(holder)


def other_returns_and_refunds(story: Story, holder: AgentPage, other: AgentPage) -> None:
    """The page finds its way back by itself; what was written meanwhile is still there."""
    story.stage.lines[other.name].mend()
    expect(other.owner).to_contain_text("Waiting", timeout=SLOW)
    expect(other.page.get_by_text("Not connected")).to_be_hidden()
    story.check(holder, other)
    other.take()
    expect(other.text).to_have_value(HALF + REST)
    other.send()
    story.check(holder, other)
    other.refund(ORDER, "10.00", "The shade is broken")
    story.check(holder, other)
    other.send()
    story.ada.hears("I have refunded €10.00")
    story.check(holder, other)


def bot_goes_on_in_the_form(story: Story, holder: AgentPage, other: AgentPage) -> None:
    ada = story.ada
    other.give_back()
    ada.hears("You are talking to the automatic assistant again. We were here:")
    story.check(holder, other)
    ada.press(DAMAGED)
    ada.hears(WHICH)
    story.check(holder, other)
    ada.rate(5)
    rated = other.page.locator("#transcript").get_by_text("Rated 5 of 5")
    expect(rated).to_be_visible(timeout=SLOW)
    story.check(holder, other)


def the_others_are_helped(story: Story, holder: AgentPage, other: AgentPage) -> None:
    bo, cy = story.bo, story.cy
    holder.go_to_inbox()
    holder.take_next()
    bo.hears(f"{holder.name}已加入对话")
    holder.say("您好，我来帮您。")
    bo.hears("您好，我来帮您。")
    holder.close("Resolved")
    bo.hears("本次对话已结束")
    bo.rate(4)
    other.go_to_inbox()
    other.take_next()
    cy.hears(f"{other.name} has joined the chat.")
    other.say("Here I am.")
    cy.hears(f"{other.name}: Here I am.")
    check_telegram(cy, other)
    other.close("Not resolved")
    cy.hears(f"How was this chat with {other.name}?")
    cy.rate(2)
    expect(other.page.locator("#transcript").get_by_text("Rated 2 of 5")).to_be_visible()


def report_shows_it_all(story: Story, holder: AgentPage, other: AgentPage) -> None:
    """Ada's call was answered by the one agent, handed over, lost, and ended by the other."""
    kim = story.kim
    kim.log_in()
    kim.acts.press(kim.link("Reports", "header.bar"))
    expect(kim.page.get_by_role("heading", name="Reports", level=1)).to_be_visible()
    kim.photograph("report")
    figures = read_figures(kim.page)
    assert figures["Conversations"] == figures["Calls for a person"] == "3"
    assert figures["Transfers"] == figures["Back in line"] == "1"
    assert figures["Rating (CSAT)"] == "2 of 3"
    assert figures["Abandoned waits"] == "0 of 3"
    agents = read_table(kim.page, "By agent")
    assert {name: one["Chats"] for name, one in agents.items()} == {
        holder.name: "1",
        other.name: "2",
    }
    assert agents[other.name]["Transfers"] == agents[other.name]["Back in line"] == "1"
    assert agents[holder.name]["Rating (CSAT)"].startswith("1 of 1")  # Bo gave four stars
    assert agents[other.name]["Rating (CSAT)"].startswith("1 of 2")  # Ada gave five, Cy two
    assert agents[holder.name]["First response"].endswith("n = 2")  # Ada heard them first
    reasons = read_table(kim.page, "By reason")
    assert reasons["Asked for a person"]["Chats"] == "3"
    ends = kim.page.locator("figure, .charts .card", has_text="Calls by outcome").first
    for outcome in ("Resolved", "Not resolved", "Back to the bot"):
        expect(ends).to_contain_text(outcome)
