"""What a training takes, told before it begins."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.training.estimate import FIRST_EXAMPLES, FIRST_MB, FIRST_SECONDS, estimate
from console.studio.training.room import read_memory, read_room


def manifest(examples: int, seconds: float, mb: int = 1_000) -> dict[str, object]:
    return {"examples": examples, "seconds": seconds, "peak_mb": mb}


def test_first_estimate_is_scaled_from_measured_figures_and_says_so() -> None:
    first = estimate(FIRST_EXAMPLES, [])
    assert (first.low, first.mb, first.based_on) == (FIRST_SECONDS, FIRST_MB, 0)
    assert first.high > first.low
    assert estimate(FIRST_EXAMPLES // 4, []).low < first.low


def test_estimate_is_scaled_from_trainings_of_this_machine() -> None:
    same = estimate(1_000, [manifest(1_000, 20), manifest(1_000, 30), manifest(1_000, 22)])
    assert (same.low, same.high, same.mb, same.based_on) == (22, 30, 1_000, 3)
    double = estimate(2_000, [manifest(1_000, 20)])
    assert 20 < double.low < 40
    assert double.high > double.low


def test_only_the_newest_trainings_count() -> None:
    manifests = [manifest(1_000, 20)] * 5 + [manifest(1_000, 900)]
    assert estimate(1_000, manifests).high == 20


@pytest.mark.parametrize(
    "facts",
    [{}, {"examples": 0, "seconds": 3}, {"examples": "many", "seconds": 3}, {"examples": 5}],
)
def test_manifest_that_says_too_little_is_passed_over(facts: dict[str, object]) -> None:
    assert estimate(1_000, [facts]).based_on == 0
    assert estimate(1_000, [facts, manifest(1_000, 20)]).based_on == 1


@given(
    st.integers(0, 10**6),
    st.lists(st.tuples(st.integers(1, 10**6), st.floats(0.1, 10**5)), max_size=8),
)
def test_estimate_is_ordered_and_grows_with_the_examples(
    examples: int, known: list[tuple[int, float]]
) -> None:
    manifests = [manifest(count, seconds) for count, seconds in known]
    one, more = estimate(examples, manifests), estimate(examples + 1_000, manifests)
    assert 0 <= one.low <= one.high
    assert one.low <= more.low
    assert one.mb <= more.mb


def test_free_memory_is_read_or_unknown(tmp_path: Path) -> None:
    source = tmp_path / "meminfo"
    source.write_text("MemTotal: 24 kB\nMemAvailable:   2048000 kB\n", encoding="ascii")
    assert read_memory(source) == 2_000
    for text in ("", "MemAvailable:", "MemAvailable: much kB"):
        source.write_text(text, encoding="ascii")
        assert read_memory(source) is None
    assert read_memory(tmp_path / "absent") is None
    assert read_room(tmp_path / "not" / "yet").disk_mb > 0
