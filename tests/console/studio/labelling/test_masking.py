"""S70: what belongs to somebody is masked before anybody of the studio sees it, and refused at the
door of the training data."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from console.studio.editing.personal import PersonalData, find_refused, refuse_personal
from console.studio.labelling.door import make_example
from console.studio.labelling.errors import ExampleEmpty, ExampleLong
from console.studio.masking import KINDS, Known, Span, find_personal, is_card, mask

ROOT = Path(__file__).parents[4]
MASKED = [
    ("I'm ada@example.com, order FD-1004217", "I'm [email], order [order_number]"),
    ("mail me at bob @ gmail . com please", "mail me at [email] please"),
    ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
    ("card 4111-1111-1111-1111", "card [card]"),
    ("no card: 4111 1111 1111 1112", "no card: [number]"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [account] please"),
    ("call +49 170 1234567 or 13812345678", "call [phone] or [phone]"),
    ("my ticket T-20481", "my ticket [ticket_number]"),
    ("the code is 204817", "the code is [number]"),
    ("see https://example.com/o?id=7", "see [link]"),
    ("Bearer abcdefgh123", "[token]"),
    ("My name is Karin Blum", "My name is [name]"),
    ("I'm Karin Blum and angry", "I'm [name] and angry"),
    ("I'm Really angry", "I'm Really angry"),
    ("this is for Mrs. Tan", "this is for [name]"),
    ("send it to 12 Mill Lane, BN1 4GH", "send it to [address], [address]"),
    ("我叫王小明，订单 FD-1004217 还没到", "我叫[name]，订单 [order_number] 还没到"),
    ("我是新来的", "我是新来的"),
    ("我是什么会员", "我是什么会员"),
    ("寄到上海市静安区南京西路1038号", "寄到[address]"),
    ("where is my order", "where is my order"),
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_s70_personal_data_are_masked(text: str, expected: str) -> None:
    assert mask(text) == expected


def test_s70_what_is_known_of_the_customer_is_masked_in_any_case() -> None:
    known = Known(("Ada Moreno", "陈晓"), ("4 Elm Row", "Leeds"))
    assert mask("moreno here, ADA moreno from leeds, elm row 4", known) == (
        "[name] here, [name] from [address], [address] 4"
    )
    assert mask("我是陈晓，陈女士找你", known) == "我是[name]，[name]女士找你"
    assert mask("adamant about Leedsham", known) == "adamant about Leedsham"


def test_s70_spans_of_the_bots_own_reading_are_masked() -> None:
    assert mask("it is AB12 please", read=[Span(6, 10, "order_number")]) == (
        "it is [order_number] please"
    )


@given(
    st.text(max_size=80), st.lists(st.tuples(st.integers(-3, 90), st.integers(0, 40)), max_size=4)
)
def test_spans_are_in_order_apart_and_cover_what_was_read(
    text: str, places: list[tuple[int, int]]
) -> None:
    read = [Span(start, start + size, "email") for start, size in places]
    found = find_personal(text, read=read)
    assert all(0 <= one.start < one.end <= len(text) and one.kind in KINDS for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))
    covered = {at for one in found for at in range(one.start, one.end)}
    for span in read:
        inside = range(max(span.start, 0), min(span.end, len(text)))
        assert all(at in covered or text[at].isspace() for at in inside)


@given(
    st.integers(12, 18).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size))
)
def test_every_card_is_masked_however_it_is_spaced(body: str) -> None:
    if not body.strip("0"):
        body = f"4{body[1:]}"
    check = next(str(d) for d in range(10) if is_card(f"{body}{d}"))
    card = f"{body}{check}"
    spaced = " ".join(re.findall(".{1,4}", card))
    for text in (card, spaced, spaced.replace(" ", "-")):
        assert not re.search(r"\d", mask(f"pay with {text} now"))
        with pytest.raises(PersonalData):
            refuse_personal(f"pay with {text} now")


@given(st.emails(), st.sampled_from(["", "mail ", "我的邮箱是"]))
def test_every_ordinary_address_is_masked(address: str, before: str) -> None:
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", address, re.ASCII):
        assert "@" not in mask(f"{before}{address}")


@pytest.mark.parametrize(
    "line",
    [
        "write to bob@gmail.com",
        "write to [bob@gmail.com](email)",
        "call 13867915304",
        "call [+49 170 9988776](phone)",
        "pay with 5425 2334 3010 9903",
        "IBAN DE89 3704 0044 0532 0130 00",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    ],
)
def test_s70_line_is_refused_at_the_door(line: str) -> None:
    with pytest.raises(PersonalData) as told:
        refuse_personal(line)
    assert told.value.data["text"] in line


@pytest.mark.parametrize(
    "line",
    ["mail [ada@example.com](email)", "call [07700 900123](phone)", "track FD-1004217", "为什么"],
)
def test_invented_data_pass_the_door(line: str) -> None:
    refuse_personal(line)


def test_twin_turns_red_when_the_check_digit_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("console.studio.masking.is_card", lambda _text: False)
    with pytest.raises(pytest.fail.Exception):
        test_s70_line_is_refused_at_the_door("pay with 5425 2334 3010 9903")


def test_placeholders_become_marked_examples() -> None:
    line = make_example("I'm [email], order [order_number], from [name], call [phone]")
    assert re.fullmatch(
        r"I'm \[\S+@example\.\w+\]\(email\), order \[FD-\d{7}\]\(order_number\),"
        r" from \w+ \w+, call \[[\d +-]+\]\(phone\)",
        line,
    )
    assert make_example("I'm [email]") == make_example("I'm [email]")
    assert re.search("[\u4e00-\u9fff]", make_example("我叫[name]，在吗").removeprefix("我叫")[:2])


def test_customers_cannot_mark_entities() -> None:
    assert make_example('[x](order_number) [y]{"entity": "z"}') == (
        '(x)(order_number) (y)("entity": "z")'
    )


def test_line_breaks_and_control_characters_cannot_start_another_example() -> None:
    assert make_example("hello\n    - intent: evil\x00\r\nmore") == "hello - intent: evil more"


@pytest.mark.parametrize("text", ["", "  ", "?!", "[email]", "[number] [card]"])
def test_nothing_to_learn_from_is_refused(text: str) -> None:
    with pytest.raises(ExampleEmpty):
        make_example(text)


def test_long_example_is_refused() -> None:
    with pytest.raises(ExampleLong):
        make_example("please help me " * 40)


@given(st.text(max_size=120), st.lists(st.sampled_from(KINDS), max_size=3))
def test_whatever_was_masked_makes_a_line_that_passes_the_door(text: str, kinds: list[str]) -> None:
    masked = mask(f"{text} help") + "".join(f" [{kind}]" for kind in kinds)
    try:
        line = make_example(masked)
    except ExampleEmpty:
        assume(False)
    assert "\n" not in line
    assert find_refused(re.sub(r"\[[^\]]*\]\(\w+\)|1234|204817|55012", "·", line)) == []
    assert line == line.strip()


def test_shipped_data_hold_no_address_card_or_account_of_anybody() -> None:
    found = [
        (span.kind, value)
        for path in sorted((ROOT / "data/nlu").rglob("*.yml"))
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for line in (block["examples"].splitlines() if "intent" in block else ())
        for span, value in find_refused(line.removeprefix("- "))
    ]
    # Telephone numbers were invented for the data, not all of them in reserved ranges.
    assert {kind for kind, _value in found} <= {"phone"}


def test_examples_side_by_side_are_no_longer_number() -> None:
    refuse_personal("call [07700 900123](phone) [07700 900456](phone)")
