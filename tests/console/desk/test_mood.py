"""The line of moods above a transcript."""

import re
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from console.charts import mood_line
from tests.console.scene import Scene


def chat_with(scene: Scene, *scores: float) -> str:
    chat = scene.conversation()
    for score in scores:
        scene.hear(chat, "hm", sentiment_score=score, sentiment_label="neutral")
    return chat


def test_mood_of_the_customer_is_drawn_and_told(agent: TestClient, scene: Scene) -> None:
    chat = chat_with(scene, 0.8, 0.1, -0.9)
    page = agent.get(f"/staff/conversations/{chat}").text
    words = "Mood over the customer’s last 3 messages, oldest first: good, neutral, bad."
    assert f'aria-label="{words}"' in page
    assert "· falling" in page
    assert page.index('id="mood"') < page.index('id="transcript"')
    chinese = agent.get(f"/staff/conversations/{chat}", headers={"Accept-Language": "zh-CN"}).text
    assert "客户最近 3 条消息的情绪，从早到晚：良好、平静、不佳。" in chinese


@pytest.mark.parametrize("scores", [(), (-0.9,)])
def test_too_little_is_no_line(agent: TestClient, scene: Scene, scores: tuple[float]) -> None:
    page = agent.get(f"/staff/conversations/{chat_with(scene, *scores)}").text
    assert 'id="mood"' in page
    assert "chart-mood" not in page


def test_long_chat_shows_its_end(agent: TestClient, scene: Scene) -> None:
    chat = chat_with(scene, *[-0.9] * 10, *[0.9] * 40)
    page = agent.get(f"/staff/conversations/{chat}").text
    words = re.search(r"last 40 messages, oldest first: ([^.]*)", page)
    assert words is not None
    assert set(words.group(1).split(", ")) == {"good"}


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=60))
def test_line_stays_within_its_picture(scores: list[float]) -> None:
    drawn = str(mood_line(scores, "<x>"))
    (points,) = re.findall(r'points="([^"]*)"', drawn)
    places = [tuple(map(float, one.split(","))) for one in points.split()]
    assert len(places) == len(scores)
    assert all(0 <= x <= 160 and 0 <= y <= 28 for x, y in places)
    assert all(a[0] < b[0] for a, b in pairwise(places))
    assert "<x>" not in drawn
