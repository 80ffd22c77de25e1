"""Moods: cues, files, and a model that tells anger from thanks."""

from pathlib import Path

import pytest

from nlu.core.lexicon import CUES, read_cues
from nlu.core.sentiment import load_utterances, make_sentiment_classifier, read_mood

ROOT = Path(__file__).parents[2]


def cue(text: str, name: str) -> float:
    return read_cues(text)[CUES.index(name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("great service", "positive"),
        ("not great at all", "negative"),
        ("服务太差了", "negative"),
        ("不喜欢", "negative"),
        ("很满意", "positive"),
        ("love it 😍", "happy"),
        ("😡", "unhappy"),
        ("THIS IS UNACCEPTABLE", "shouting"),
    ],
)
def test_a_cue_is_read(text: str, name: str) -> None:
    assert cue(text, name) > 0


def test_a_negated_word_no_longer_pleases() -> None:
    assert cue("not happy", "positive") == 0


def test_a_plain_question_has_no_cue() -> None:
    assert read_cues("where is my order") == [0.0] * len(CUES)


def test_moods_of_both_languages_are_told_apart() -> None:
    texts, labels = load_utterances(ROOT / "data" / "sentiment")
    assert len(texts) >= 1_500
    model = make_sentiment_classifier().fit(texts, labels)
    angry = read_mood(model, "This is the worst shop ever, nobody answers and my lamp is broken!")
    glad = read_mood(model, "谢谢，客服很耐心，东西也很漂亮")
    plain = read_mood(model, "what are your opening hours")
    assert angry["label"] == "negative"
    assert angry["score"] < -0.3
    assert glad["label"] == "positive"
    assert glad["score"] > 0.3
    assert plain["label"] == "neutral"


@pytest.mark.parametrize("content", ["examples:\n  cross: |\n    - no\n", "examples: {}\n"])
def test_a_bad_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "en.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="label"):
        load_utterances(tmp_path)
