"""Which products are shown, and which reasons are named, on numbers alone."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.recommendations.rules import Candidate, choose, family_of, is_fresh

candidates = st.lists(
    st.builds(
        Candidate,
        product_id=st.integers(1, 40),
        category_id=st.integers(1, 4),
        name=st.sampled_from(["Lamp (red)", "Lamp (blue)", "Rug", "Pan", "Pot", "Bed", "Vase"]),
        score=st.floats(-1, 10, allow_nan=False),
    ),
    max_size=30,
    unique_by=lambda one: one.product_id,
)


@given(candidates, st.sets(st.sampled_from(["lamp", "rug", "pan"])), st.integers(0, 6))
def test_choice_keeps_the_rules(
    offered: list[Candidate], owned_families: set[str], limit: int
) -> None:
    chosen = choose(offered, owned_families=owned_families, limit=limit)
    families = [family_of(one.name) for one in chosen]
    assert len(chosen) <= limit
    assert all(one.score > 0 for one in chosen)
    assert len(set(families)) == len(families)
    assert not owned_families & set(families)
    assert all(count <= 2 for count in Counter(one.category_id for one in chosen).values())
    assert [one.score for one in chosen] == sorted((one.score for one in chosen), reverse=True)


@given(candidates, st.randoms())
def test_choice_does_not_depend_on_the_order_of_rows(offered: list[Candidate], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(offered)
    chance.shuffle(shuffled)
    chosen = choose(offered, owned_families=(), limit=5)
    assert choose(shuffled, owned_families=(), limit=5) == chosen


def test_category_is_not_capped_when_it_was_asked_for() -> None:
    offered = [Candidate(number, 1, f"Lamp {number}", 1.0) for number in range(5)]
    assert len(choose(offered, owned_families=(), limit=4, most_per_category=None)) == 4
    assert len(choose(offered, owned_families=(), limit=4)) == 2


def test_model_stays_until_a_hundredth_of_the_orders_is_new() -> None:
    assert is_fresh(fitted_count=200, fitted_newest_id=200, newest_id=202)
    assert not is_fresh(fitted_count=200, fitted_newest_id=200, newest_id=203)
    assert not is_fresh(fitted_count=3, fitted_newest_id=3, newest_id=4)
    assert not is_fresh(fitted_count=200, fitted_newest_id=200, newest_id=12)
