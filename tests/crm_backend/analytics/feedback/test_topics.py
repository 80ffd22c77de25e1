"""Topics are found, named, told over time, kept from run to run, and refused where none are."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crm_backend.analytics.feedback.documents import Document
from crm_backend.analytics.feedback.topics import Found, find_topics
from kernel.errors import Invalid
from tests.crm_backend.analytics.feedback.made import START, make_documents, say


@pytest.fixture(scope="module")
def english() -> Found:
    return find_topics(make_documents(40), topics=3)


def subject_of(found: Found, topic: str) -> str:
    kinds = next(one.kinds for one in found.report.topics if one.id == topic)
    return next(iter(kinds))


def test_each_subject_is_a_topic_named_by_its_words(english: Found) -> None:
    topics = english.report.topics
    assert {subject_of(english, one.id) for one in topics} == {"delivery", "refund", "lamp"}
    assert sum(one.size for one in topics) + english.report.unassigned == 120
    for one in topics:
        subject = subject_of(english, one.id)
        assert one.kinds[subject] >= 0.9 * one.size
        words = {"delivery": ("courier", "parcel", "driver"), "refund": ("refund", "money", "bank")}
        assert any(word in " ".join(one.phrases) for word in words.get(subject, ("lamp", "switch")))
        assert one.name
        assert len(one.examples) == 3


def test_what_shuffled_words_would_give_is_told_beside_it(english: Found) -> None:
    (quality,) = english.report.quality
    assert quality.beats_chance
    assert quality.to_dict()["cohesion"] > 1.5 * quality.chance


def test_thirty_tickets_give_something_that_can_be_read() -> None:
    found = find_topics(make_documents(10))
    assert 2 <= len(found.report.topics) <= 4
    assert all(one.phrases for one in found.report.topics)
    assert any("rough" in note for note in found.report.notes)


@pytest.mark.parametrize("texts", [0, 1, 5, 19])
def test_a_handful_is_refused(texts: int) -> None:
    with pytest.raises(Invalid, match="at least 20"):
        find_topics(make_documents(10)[:texts])


def test_texts_that_share_no_word_are_refused() -> None:
    texts = [Document(str(at), f"{chr(97 + at)}qx{chr(97 + at)}") for at in range(25)]
    with pytest.raises(Invalid, match="too unlike"):
        find_topics(texts)


def test_the_same_text_over_and_over_is_refused() -> None:
    with pytest.raises(Invalid, match="too unlike"):
        find_topics([Document(str(at), "Where is my order?") for at in range(60)])


def test_fewer_than_two_topics_cannot_be_asked_for() -> None:
    with pytest.raises(Invalid, match="2 topics"):
        find_topics(make_documents(10), topics=1)


def test_chinese_and_english_are_grouped_apart() -> None:
    texts = [*make_documents(20), *make_documents(20, "zh"), *make_documents(1)[:1]]
    texts[-1] = replace(texts[-1], id="fr", text="Où est ma lampe", language="fr")
    found = find_topics([replace(one, language="") for one in texts[:-1]] + texts[-1:])
    by_language = Counter(one.language for one in found.report.topics)
    assert set(by_language) == {"en", "zh"}
    assert any(any(sign > "一" for sign in one.name) for one in found.report.topics)
    assert found.assigned["fr"] is None
    assert any("'fr'" in note for note in found.report.notes)


def test_the_same_texts_and_seed_give_the_same_report() -> None:
    first, second = (find_topics(make_documents(12), seed=3) for _ in range(2))
    assert first.report.to_dict() == second.report.to_dict()


def test_what_rises_is_told_and_what_stays_is_not() -> None:
    texts = []
    for day in range(70):
        for at in range(4):
            rises = at < 3 and day >= 20 + 15 * at
            subject = "refund" if rises else ("delivery", "lamp")[(day + at) % 2]
            when = START + timedelta(days=day, hours=at)
            felt = 0.5 - day / 100 if subject == "lamp" else 0.1 * (-1) ** day
            text = say(subject, 100 * day + at)
            texts.append(
                Document(f"{day}-{at}", text, at=when, kind=subject, sentiment=felt, rating=4)
            )
    found = find_topics(texts, topics=3)
    told = {subject_of(found, one.id): one for one in found.report.topics}
    assert found.report.step == "week"
    assert told["refund"].trend.direction == "rising"
    assert told["lamp"].sentiment_trend.direction == "falling"
    assert told["refund"].sentiment_trend.direction == "steady"
    assert len(told["lamp"].series) == 10
    assert sum(point.count for point in told["lamp"].series) == told["lamp"].size
    assert found.report.series[0].rating.value == 4
    assert told["lamp"].low.value == 0


def test_what_has_no_figure_is_left_out_and_counted() -> None:
    texts = make_documents(10)
    texts[0] = replace(texts[0], rating=7, sentiment=-3, at=None)
    texts[1] = replace(texts[1], rating=1, sentiment=-0.5)
    texts[2] = replace(texts[2], text="!!! 123")
    report = find_topics(texts).report
    assert report.texts == 29
    assert "Texts without a word, left out: 1." in report.notes
    assert "Ratings that are not between 1 and 5, not counted: 1." in report.notes
    assert "Texts without a sentiment, left out of its figures: 28 of 29." in report.notes
    assert sum(one.rating.n for one in report.topics) == 1


def test_a_time_of_long_ago_does_not_make_thousands_of_periods() -> None:
    texts = make_documents(10)
    texts[0] = replace(texts[0], at=datetime.fromisoformat("1900-01-01T00:00:00+00:00"))
    report = find_topics(texts).report
    assert len(report.series) == 400
    assert any("last 400 months" in note for note in report.notes)


def test_nothing_personal_is_kept() -> None:
    texts = [
        replace(one, text=f"{one.text} Ask Zelda or zelda@example.com, 020 7946 0958.")
        for one in make_documents(12)
    ]
    found = find_topics([replace(one, private=("Zelda Quint",)) for one in texts])
    told = str(found.report.to_dict()) + str(found.model.languages["en"].weighing.terms)
    for secret in ("zelda", "@", "7946"):
        assert secret not in told.casefold()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"id": "en-delivery-1"}, "there 2 times"), ({"at": datetime(2026, 1, 1)}, "no zone")],  # noqa: DTZ001
)
def test_documents_that_contradict_are_refused(change: dict[str, object], said: str) -> None:
    texts = make_documents(10)
    texts[0] = replace(texts[0], **change)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=said):
        find_topics(texts)


def test_topics_keep_id_and_name_when_new_texts_come(english: Found) -> None:
    lamp = next(one.id for one in english.report.topics if subject_of(english, one.id) == "lamp")
    model = english.model.rename(lamp, "Lamps that fail")
    later = [replace(one, id=f"later {one.id}") for one in make_documents(60)[15:]]
    found = find_topics(later, topics=3, previous=model, seed=5)
    same = next(one for one in found.report.topics if one.id == lamp)
    assert same.name == "Lamps that fail"
    assert not same.is_new
    assert subject_of(found, lamp) == "lamp"
    assert {one.id for one in found.report.topics} == {one.id for one in english.report.topics}


def test_a_new_topic_is_new_and_one_that_is_gone_is_said_to_be() -> None:
    texts = make_documents(40)
    first = find_topics([one for one in texts if one.kind != "lamp"], topics=2)
    second = find_topics(
        [one for one in texts if one.kind != "refund"], topics=2, previous=first.model
    )
    told = {subject_of(second, one.id): one for one in second.report.topics}
    assert told["lamp"].is_new
    assert not told["delivery"].is_new
    assert len(second.report.gone) == 1
    assert told["lamp"].id not in {one.id for one in first.report.topics}


def test_a_language_with_too_few_texts_for_a_night_keeps_its_names() -> None:
    english, chinese = make_documents(30), make_documents(30, "zh")
    first = find_topics([*english, *chinese], topics=3)
    topic = next(one.id for one in first.report.topics if one.id.startswith("zh-"))
    named = first.model.rename(topic, "物流")
    second = find_topics([*english, *chinese[:3]], topics=3, previous=named)
    assert not any(one.id.startswith("zh-") for one in second.report.topics)
    assert second.report.gone == ()
    third = find_topics([*english, *chinese], topics=3, previous=second.model)
    assert {one.id for one in third.report.topics} == {one.id for one in first.report.topics}
    assert next(one.name for one in third.report.topics if one.id == topic) == "物流"
