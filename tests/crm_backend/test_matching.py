"""Finding by name: plurals, misspellings, two languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.matching import Document, cut_plural, rank, split_words

NAMES = {
    1: ("Aria Floor Lamp", "雅韵落地灯"),
    2: ("Oslo Desk Lamp", "奥斯陆台灯"),
    3: ("Oslo Lamp Shade", "奥斯陆灯罩"),
    4: ("Oak Bookshelf", "橡木书架"),
    5: ("Fern Wool Rug", "蕨影羊毛地毯"),
    6: ("Drinking Glasses", "玻璃杯"),
    7: ("Sol Sofa", "暖阳沙发"),
}
DOCUMENTS = [Document(key, ((en, 1.0), (zh, 0.95))) for key, (en, zh) in NAMES.items()]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("floor lamp", 1),
        ("floor lamps", 1),
        ("florr lamp", 1),
        ("flor lamp", 1),
        ("floorlamp", 1),
        ("FLOOR LAMP!!", 1),
        ("the oslo desk lamp please", 2),
        ("desk lmap", 2),
        ("book shelf", 4),
        ("bookshelves", 4),
        ("a wool rug for my room", 5),
        ("glass", 6),
        ("落地灯", 1),
        ("有没有台灯", 2),
        ("羊毛地毯多少钱", 5),
        ("灯罩", 3),
        ("书架", 4),
    ],
)
def test_best_match_is_meant_thing_when_written_as_people_do(query: str, best: int) -> None:
    assert rank(query, DOCUMENTS)[0][0] == best


def test_every_lamp_is_found_when_asked_for_lamps() -> None:
    assert {key for key, _score in rank("lamps", DOCUMENTS)} == {1, 2, 3}


def test_lamps_come_before_shade_when_asked_for_lamp() -> None:
    assert [key for key, _score in rank("lamp", DOCUMENTS)] == [1, 2, 3]


def test_shade_is_no_lamp_when_asked_in_chinese() -> None:
    assert {key for key, _score in rank("灯", DOCUMENTS)} == {1, 2}


def test_character_inside_word_is_found_when_no_word_ends_with_it() -> None:
    assert [key for key, _score in rank("沙", DOCUMENTS)] == [7]


def test_chinese_ending_is_cut_when_names_do_without() -> None:
    documents = [
        Document(1, (("羽绒枕", 1.0),)),
        Document(2, (("餐椅", 1.0), ("舒适的椅子。", 0.2))),
    ]
    assert [key for key, _score in rank("枕头", documents)] == [1]
    assert [key for key, _score in rank("椅子", documents)] == [2]


def test_synonym_is_used_when_nothing_has_the_word() -> None:
    assert rank("couch", DOCUMENTS) == []
    assert [key for key, _score in rank("couches", DOCUMENTS, synonyms={"couch": "sofa"})] == [7]


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzzqqq", "的", "xy", "🙂"])
def test_nothing_is_found_when_nothing_fits(query: str) -> None:
    assert rank(query, DOCUMENTS) == []


def test_thing_comes_before_its_fittings_when_both_have_the_word() -> None:
    names = ["Desk organiser (oak)", "Line writing desk (oak)", "Desk, small"]
    documents = [Document(key, ((name, 1.0),)) for key, name in enumerate(names)]
    assert [key for key, _score in rank("desk", documents)] == [2, 1, 0]


def test_end_of_sentence_names_nothing_when_text_is_a_description() -> None:
    long = "床架采用橡木制成，柔软的床头。"
    assert rank("枕头", [Document(1, (("安栖床架", 1.0), (long, 0.25)))]) == []


def test_nothing_is_found_when_there_is_nothing() -> None:
    assert rank("lamp", []) == []


def test_rarer_word_decides_when_words_disagree() -> None:
    assert rank("oslo shade", DOCUMENTS)[0][0] == 3


def test_question_words_count_when_there_are_no_others() -> None:
    documents = [Document(1, (("What is my order", 1.0),)), Document(2, (("Lamp", 1.0),))]
    assert [key for key, _score in rank("order", documents)] == [1]


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("lamps", "lamp"),
        ("glasses", "glass"),
        ("glass", "glass"),
        ("boxes", "box"),
        ("dishes", "dish"),
        ("shelves", "shelf"),
        ("candies", "candy"),
        ("vases", "vase"),
        ("gas", "gas"),
        ("cactus", "cactus"),
    ],
)
def test_plural_is_cut_when_there_is_one(word: str, stem: str) -> None:
    assert cut_plural(word) == stem


def test_accents_and_width_do_not_matter_when_splitting() -> None:
    assert split_words("ＣＡＦÉ lâmps") == ("cafe", "lamp")


@given(st.text())
def test_scores_fall_and_keys_are_known_when_query_is_anything(query: str) -> None:
    found = rank(query, DOCUMENTS)
    scores = [score for _key, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert {key for key, _score in found} <= set(NAMES)


@given(st.sampled_from(sorted(NAMES)), st.sampled_from([0, 1]))
def test_thing_is_best_when_asked_by_its_whole_name(key: int, language: int) -> None:
    assert rank(NAMES[key][language], DOCUMENTS)[0][0] == key
