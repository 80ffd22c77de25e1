"""What marks in a transcript know: what it came to, until when, why, and where it goes on."""

import html
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from bot.handoff import ending, merging, snoozing
from bot.handoff.outcomes import Outcome, Outcomes
from kernel.runtime import Runtime
from tests.console.floor import MINA, Floor


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)


def read_marks(agent: TestClient, chat: str, language: str = "en") -> list[str]:
    asked = {"Accept-Language": language}
    page = agent.get(f"/staff/conversations/{chat}", headers=asked).text
    marks = re.findall(r'(?s)<li class="mark" id="n\d+">(.*?)</li>', page)
    return [" ".join(html.unescape(one).split()) for one in marks]


def take(floor: Floor, **more: object) -> str:
    made = floor.conversation(**more)  # type: ignore[arg-type]
    floor.hear(made, "Hello?")
    floor.take(made)
    floor.answer(made)
    return made


def test_close_says_what_the_chat_came_to(agent: TestClient, floor: Floor) -> None:
    made = take(floor)
    floor.do(ending.close, conversation_id=made, agent=MINA, outcome="no_reply")
    for language, words in (("en", "Customer did not reply"), ("zh", "客户未回复")):
        (mark,) = read_marks(agent, made, language)
        assert mark.endswith(f"</time> · {words}")
    floor.set(Outcomes(items=(Outcome(code="sold", en="Sold", zh="已售"),)))
    (mark,) = read_marks(agent, made)
    assert mark.startswith("Mina Sørensen closed it <time")
    assert mark.endswith("</time> · no reply")  # deleted from the list since


def test_snooze_says_until_when_and_wake_says_why(agent: TestClient, floor: Floor) -> None:
    made = take(floor)
    until = floor.now + timedelta(minutes=15)
    floor.do(snoozing.snooze, conversation_id=made, agent=MINA, until=until)
    floor.wait(20 * 60)
    floor.do(snoozing.wake_due)
    floor.do(snoozing.snooze, conversation_id=made, agent=MINA)
    floor.hear(made, "Yes")
    floor.answer(made)
    floor.do(snoozing.snooze, conversation_id=made, agent=MINA)
    floor.do(snoozing.unsnooze, conversation_id=made, agent=MINA)
    marks = read_marks(agent, made)
    assert f'· until <time datetime="{until.isoformat()}">' in marks[0]
    assert marks[1].startswith("It is open again <time")
    assert marks[1].endswith("</time> · its time has come")
    assert marks[2].endswith("</time> · until the customer writes")
    assert marks[3].endswith("</time> · the customer has written")
    assert marks[5].endswith("</time> · taken up by Mina Sørensen")
    told = read_marks(agent, made, "zh")
    assert f'· 至 <time datetime="{until.isoformat()}">' in told[0]
    assert ["已到设定的时间" in told[1], "客户发来了消息" in told[3]] == [True, True]
    assert "由Mina Sørensen恢复" in told[5]


def test_merge_and_split_lead_to_the_other_conversation(agent: TestClient, floor: Floor) -> None:
    ada = floor.customer("Ada Moreno")
    old, new = take(floor, customer=ada), take(floor, customer=ada)
    floor.do(merging.merge, source_id=old, target_id=new, agent=MINA)
    floor.do(merging.split, source_id=old, agent=MINA)
    words = {old: "into another conversation", new: "from another conversation"}
    for here, there in ((old, new), (new, old)):
        link = f'<a href="/staff/conversations/{there}">'
        merged, parted = read_marks(agent, here)
        assert merged.endswith(f"</time> · {link}{words[here]}</a>")
        assert parted.endswith(f"</time> · {link}the other conversation</a>")
