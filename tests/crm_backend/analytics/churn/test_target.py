"""Targets by any name are read; what is none is refused with advice."""

import pytest

from crm_backend.analytics.churn.target import read_target
from kernel.errors import Invalid


def column(positive: object, negative: object, ones: int = 20, zeros: int = 40) -> list[object]:
    return [positive] * ones + [negative] * zeros


@pytest.mark.parametrize(
    ("positive", "negative", "name"),
    [
        ("Yes", "No", "Yes"),
        ("1", "0", "1"),
        (1, 0, "1"),
        (1.0, 0.0, "1"),
        (True, False, "true"),
        ("True", "False", "True"),
        ("T", "F", "T"),
        ("Churned", "Stayed", "Churned"),
        ("Attrited Customer", "Existing Customer", "Attrited Customer"),
        ("weg", "stayed", "weg"),
        ("流失", "未流失", "流失"),
        (" yes ", "NO", "yes"),
    ],
)
def test_the_positive_value_is_known_by_its_name(
    positive: object, negative: object, name: str
) -> None:
    target = read_target(column(positive, negative), "left")
    assert target.positive == name
    assert target.is_positive.tolist() == [1] * 20 + [0] * 40


def test_two_strange_names_are_refused_until_one_is_said() -> None:
    with pytest.raises(Invalid, match="--positive"):
        read_target(column("blue", "green"), "left")
    assert read_target(column("blue", "green"), "left", positive="GREEN").is_positive.sum() == 40


def test_one_value_is_refused() -> None:
    with pytest.raises(Invalid, match="in every row"):
        read_target(["No"] * 100, "left")


def test_numbers_are_no_target() -> None:
    with pytest.raises(Invalid, match="100 different numbers"):
        read_target(list(range(100)), "income")


def test_one_of_three_values_counts_where_it_is_named() -> None:
    values = [*column("Churned", "Stayed"), *["Joined"] * 20]
    with pytest.raises(Invalid, match="3 different values"):
        read_target(values, "status")
    target = read_target(values, "status", positive="Churned")
    assert (target.is_positive.sum(), len(target.rows)) == (20, 80)
    assert "'Joined', 'Stayed'" in target.notes[0]


def test_a_value_that_is_not_there_is_refused() -> None:
    with pytest.raises(Invalid, match="never 'gone'; it holds 'No', 'Yes'"):
        read_target(column("Yes", "No"), "left", positive="gone")


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    target = read_target([None, "", "NA", *column("Yes", "No")], "left")
    assert target.rows[0] == 3
    assert target.notes[0].startswith("3 rows")


@pytest.mark.parametrize(("ones", "zeros"), [(9, 500), (12, 20), (0, 0)])
def test_too_few_rows_are_refused(ones: int, zeros: int) -> None:
    with pytest.raises(Invalid, match=r"Too little|is empty"):
        read_target(column("Yes", "No", ones, zeros), "left")


def test_rare_positives_are_said() -> None:
    notes = read_target(column("Yes", "No", 150, 9_850), "left").notes
    assert any("1.50%" in note for note in notes)


@pytest.mark.parametrize(
    ("spellings", "positive", "negative"),
    [
        ((["1.0"], ["0.0"]), "1.0", "0.0"),
        ((["1", "1.0"], ["0", "0.0"]), "1", "0"),
        ((["Yes", "YES", "yes"], ["No", "no"]), "Yes", "No"),
        ((["Yes", "true", "1"], ["No", "N", "0"]), "Yes", "No"),
        ((["Churned", "churned"], ["Stayed"]), "Churned", "Stayed"),
    ],
)
def test_one_value_may_be_spelt_in_several_ways(
    spellings: tuple[list[str], list[str]], positive: str, negative: str
) -> None:
    yes, no = spellings
    values = [*yes * 20, yes[0], *no * 20, no[0]]
    target = read_target(values, "left")
    assert (target.positive, target.negative) == (positive, negative)
    assert target.is_positive.sum() == 20 * len(yes) + 1


def test_words_for_different_things_are_not_taken_for_one() -> None:
    values = ["closed"] * 40 + ["inactive"] * 40 + ["active"] * 40
    with pytest.raises(Invalid, match="has 3 different values"):
        read_target(values, "status")


def test_codes_other_than_nought_and_one_are_asked_about() -> None:
    with pytest.raises(Invalid, match="say which one is to be predicted"):
        read_target(column("1", "2"), "left")


def test_a_word_or_nothing_is_asked_about() -> None:
    with pytest.raises(Invalid, match=r"'Yes' or nothing: .* \(40 rows\), such as no"):
        read_target(column("Yes", "-"), "left")
