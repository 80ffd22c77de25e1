import pytest

from console.copilot.index import Candidate, SuggestionIndex, Wanted
from console.copilot.models import Source
from console.copilot.past import cut_passages
from console.copilot.rates import LEAST, MOST, Rates, Tally


def make(key: str, text: str, asked: str, source: Source = "past", **more: str) -> Candidate:
    return Candidate(key, source, more.pop("language", "en"), text, asked, **more)  # type: ignore[arg-type]


LATE = make("past:late", "I have asked the carrier to look for it.", "my parcel is late")
BROKEN = make("past:broken", "We send a new mirror today.", "the mirror arrived broken")
REFUND = make("saved:1", "The money has left us.", "refund on its way", "saved")
CHINESE = make("past:zh", "已联系承运商查件。", "我的包裹晚了还没到", language="zh")
ARTICLE = make(
    "article:returns:0", "Send it back within a month.", "Returns", "article", topic="return_item"
)
ALL = [LATE, BROKEN, REFUND, CHINESE, ARTICLE]


def rank(text: str, language: str = "en", rates: Rates | None = None, **more: str) -> list[str]:
    hits = SuggestionIndex(ALL, rates).rank(Wanted(text, **more), language, 3)  # type: ignore[arg-type]
    return [hit.candidate.key for hit in hits]


def test_nearest_question_comes_first() -> None:
    assert rank("hello, where is my parcel? it is very late")[0] == "past:late"
    assert rank("the mirror is broken")[0] == "past:broken"
    assert rank("包裹还没到", "zh") == ["past:zh"]


def test_misspelt_words_are_found() -> None:
    assert rank("mirrror brokn")[0] == "past:broken"


@pytest.mark.parametrize("text", ["", "   ", "zzz qqq", "123 456", "？？"])
def test_nothing_is_suggested_for_what_is_like_nothing(text: str) -> None:
    assert rank(text) == []


def test_what_was_said_before_counts_where_the_last_message_says_little() -> None:
    assert rank("yes please", earlier="the mirror arrived broken")[0] == "past:broken"


def test_article_on_the_understood_topic_gains() -> None:
    assert rank("it may go") != ["article:returns:0"]
    assert rank("it may go", intent="return_item")[0] == "article:returns:0"


def test_reply_that_agents_accept_comes_before_one_they_ignore() -> None:
    twins = [
        make("past:a", "Please wait two more days for it.", "parcel late"),
        make("past:b", "Someone from our team will ask the carrier.", "parcel late"),
    ]
    for liked, other in (("past:a", "past:b"), ("past:b", "past:a")):
        rates = Rates({liked: Tally(accepted=20), other: Tally(ignored=20)})
        hits = SuggestionIndex(twins, rates).rank(Wanted("my parcel is late"), "en", 3)
        assert [hit.candidate.key for hit in hits] == [liked, other]


@pytest.mark.parametrize(
    ("language", "asked", "twins"),
    [
        (
            "en",
            "parcel late",
            ["We send you a new mirror today.", "We send a new mirror today."],
        ),
        ("en", "parcel late", ["The same words.", "The same words."]),
        ("zh", "包裹晚了", ["我们今天就为您补发一面新镜子。", "我们今天就为您补发一面镜子。"]),
    ],
)
def test_what_says_nearly_the_same_is_suggested_once(
    language: str, asked: str, twins: list[str]
) -> None:
    both = [make(f"past:{at}", text, asked, language=language) for at, text in enumerate(twins)]
    hits = SuggestionIndex(both).rank(Wanted(asked), language, 3)  # type: ignore[arg-type]
    assert len(hits) == 1


def test_lift_is_one_for_the_unjudged_and_bounded_for_all() -> None:
    rates = Rates({"good": Tally(1_000), "bad": Tally(ignored=1_000), "half": Tally(0, 10, 0)})
    assert rates.lift("new") == 1
    assert rates.lift("bad") == LEAST < rates.lift("new") < rates.lift("good") <= MOST
    assert rates.lift("half") > 1
    assert Rates({}).common == 0.3


def test_passages_are_whole_sentences_of_about_the_size() -> None:
    text = "One two three. Four five six. Seven eight."
    assert cut_passages(text, 30) == ["One two three. Four five six.", "Seven eight."]
    assert cut_passages("第一句。第二句。第三句。", 8) == ["第一句。第二句。", "第三句。"]
    assert cut_passages("", 10) == []
