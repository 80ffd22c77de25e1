"""The item models: one interface, exact reasons, formulas, and the order where it is plain."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations import strongest
from crm_backend.analytics.recommendations.blend import HeadAndTail, add_content, choose_model
from crm_backend.analytics.recommendations.content import ContentKnn
from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.model import ItemModel
from crm_backend.analytics.recommendations.neighbours import ItemKnn

WIDTH = 6

baskets = st.lists(
    st.sets(st.integers(0, WIDTH - 1), min_size=1, max_size=WIDTH), min_size=1, max_size=12
)
models = st.sampled_from(
    [
        Ease(regularisation=1.0),
        Ease(regularisation=2.0, neighbours=2),
        ItemKnn(),
        ItemKnn(shrinkage=0.0, neighbours=2),
        Rp3Beta(),
        Rp3Beta(alpha=0.7, beta=0.2, neighbours=1),
        HeadAndTail(Ease(regularisation=1.0), Rp3Beta(), size=3),
    ]
)


def matrix(people: list[set[int]], width: int = WIDTH) -> csr_array:
    rows = np.zeros((len(people), width))
    for row, items in enumerate(people):
        rows[row, list(items)] = 1
    return csr_array(rows)


def columns(*items: int) -> np.ndarray:
    return np.array(items, dtype=np.intp)


@settings(max_examples=60)
@given(models, baskets, st.sets(st.integers(0, WIDTH - 1)), st.floats(0.1, 1))
def test_reasons_and_prior_sum_to_the_score(
    model: ItemModel, people: list[set[int]], owned: set[int], fading: float
) -> None:
    model.fit(matrix(people))
    items = columns(*sorted(owned))
    strengths = fading ** np.arange(len(items), dtype=np.float64)
    for given_strengths in (None, strengths):
        scores = model.score(items, given_strengths)
        assert scores.shape == (WIDTH,)
        for target in range(WIDTH):
            reasons, prior = model.explain(items, target, given_strengths)
            whole = sum(reason.part for reason in reasons) + prior
            assert whole == pytest.approx(scores[target], abs=1e-9)
            assert {reason.item for reason in reasons} <= owned - {target}
            parts = [reason.part for reason in reasons]
            assert parts == sorted(parts, reverse=True)


@given(models, baskets)
def test_what_counts_is_whether_somebody_has_it_not_how_often(
    model: ItemModel, people: list[set[int]]
) -> None:
    once = model.fit(matrix(people)).weights_.toarray()
    often = matrix(people)
    often.data[:] = 7.0
    assert np.array_equal(model.fit(often).weights_.toarray(), once)


@given(models)
def test_model_of_an_empty_shop_scores_nothing(model: ItemModel) -> None:
    nobody = model.fit(csr_array((0, 3), dtype=np.float64))
    assert nobody.score(columns(0, 2)).tolist() == [0, 0, 0]
    assert nobody.explain(columns(0, 2), 1) == ([], 0.0)
    nothing = model.fit(csr_array((3, 0), dtype=np.float64))
    assert nothing.score(columns()).tolist() == []


@given(models, st.integers(2, 40))
def test_one_customer_or_one_item_is_no_fault(model: ItemModel, count: int) -> None:
    assert np.isfinite(model.fit(matrix([set(range(WIDTH))])).weights_.data).all()
    same = model.fit(matrix([{0}] * count))
    assert same.weights_.nnz == 0
    assert same.score(columns(0)).argmax() == 0


def test_cosines_are_those_of_the_formula() -> None:
    model = ItemKnn(shrinkage=1.0, prior_weight=0.5)
    model.fit(matrix([{0, 1}, {0, 1}, {0}, {2}]), np.array([4.0, 2.0, 0.0, 0.0, 0.0, 0.0]))
    weights = model.weights_.toarray()
    # Items 0 and 1 have 3 and 2 buyers, 2 of them in common.
    assert weights[0, 1] == pytest.approx(2 / (6**0.5 + 1))
    assert weights[1, 0] == weights[0, 1]
    assert weights.sum() == pytest.approx(2 * weights[0, 1])
    assert model.prior_.tolist() == [0.5, 0.25, 0, 0, 0, 0]


def test_walks_are_those_of_the_formula() -> None:
    people = [{0, 1}, {0, 1, 2}, {0}]
    raw = np.zeros((3, 3))
    buyers = [3, 2, 1]
    for source, target in itertools.permutations(range(3), 2):
        walks = sum(1 / len(one) for one in people if {source, target} <= one)
        raw[source, target] = walks / buyers[source] / buyers[target] ** 0.4
    weights = Rp3Beta(alpha=1.0, beta=0.4).fit(matrix(people, 3)).weights_.toarray()
    assert weights == pytest.approx(raw / raw.max())


@given(baskets)
def test_ease_is_the_least_squares_without_the_item_itself(people: list[set[int]]) -> None:
    # Each column is the ridge regression of one item on all others (Steck 2019, eq. 4-8).
    owned = matrix(people).toarray()
    weights = Ease(regularisation=1.5, neighbours=None).fit(csr_array(owned)).weights_.toarray()
    for target in range(WIDTH):
        others = np.delete(np.arange(WIDTH), target)
        rest = owned[:, others]
        ridge = np.linalg.solve(rest.T @ rest + 1.5 * np.eye(WIDTH - 1), rest.T @ owned[:, target])
        assert weights[others, target] == pytest.approx(ridge, abs=1e-9)
        assert weights[target, target] == 0


def test_ease_in_singles_agrees_with_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    owned = csr_array((chance.random((150, 120)) < 0.1).astype(np.float64))
    fine = Ease(regularisation=20.0, neighbours=None).fit(owned).weights_.toarray()
    monkeypatch.setattr("crm_backend.analytics.recommendations.ease.SMALL", 10)
    coarse = Ease(regularisation=20.0, neighbours=None).fit(owned).weights_.toarray()
    assert not np.array_equal(coarse, fine)
    assert coarse == pytest.approx(fine, abs=1e-5)


@given(models, baskets)
def test_pieces_make_the_same_model_as_the_whole(model: ItemModel, people: list[set[int]]) -> None:
    whole = model.fit(matrix(people)).weights_.toarray()
    with pytest.MonkeyPatch.context() as patched:
        for part in ("neighbours", "graph"):
            place = f"crm_backend.analytics.recommendations.{part}.split_targets"
            patched.setattr(place, lambda owned: strongest.split_targets(owned, work=3))
        patched.setattr("crm_backend.analytics.recommendations.ease.COLUMNS_AT_ONCE", 2)
        assert model.fit(matrix(people)).weights_.toarray() == pytest.approx(whole, abs=1e-12)


def test_only_the_strongest_of_each_scored_item_are_kept() -> None:
    chance = np.random.default_rng(4)
    owned = csr_array((chance.random((200, 40)) < 0.3).astype(np.float64))
    full = ItemKnn(neighbours=None).fit(owned).weights_.toarray()
    kept = ItemKnn(neighbours=5).fit(owned).weights_.toarray()
    assert ((kept > 0).sum(axis=0) == 5).all()
    for target in range(40):
        assert sorted(kept[kept[:, target] > 0, target]) == pytest.approx(
            sorted(full[:, target])[-5:]
        )


def test_size_chooses_the_model() -> None:
    assert isinstance(choose_model(10_000), Ease)
    assert isinstance(choose_model(10_001, prior_weight=0.2), HeadAndTail)
    assert choose_model(10_001, prior_weight=0.2).prior_weight == 0.2


def make_tastes(customers: int, width: int, seed: int) -> csr_array:
    """Two halves of the shop; everybody buys in one of them."""
    chance = np.random.default_rng(seed)
    rows = np.zeros((customers, width))
    for row in rows:
        half = chance.integers(2) * (width // 2)
        row[half + chance.choice(width // 2, 6, replace=False)] = 1
    return csr_array(rows)


@pytest.mark.parametrize(
    "model",
    [Ease(), ItemKnn(), Rp3Beta(), HeadAndTail(size=8), HeadAndTail(size=8, tail=ItemKnn())],
    ids=["ease", "item-knn", "rp3beta", "head-and-tail", "head-and-cosine"],
)
def test_what_belongs_together_comes_first(model: ItemModel) -> None:
    model.fit(make_tastes(400, 40, seed=5))
    for owned, own_half in ((columns(0, 3), range(20)), (columns(22, 39), range(20, 40))):
        scores = model.score(owned)
        scores[owned] = -np.inf
        assert set(np.argsort(-scores)[:10].tolist()) <= set(own_half)


def test_item_that_nobody_has_takes_no_part() -> None:
    people = [{0, 2}, {0, 2}, {2, 5}]
    widths = []

    class Spy(Ease):
        def weigh(self, owned):  # type: ignore[no-untyped-def]
            widths.append(owned.shape[1])
            return super().weigh(owned)

    spy = Spy(regularisation=1.0).fit(matrix(people))
    dense = Ease(regularisation=1.0).fit(matrix([{0, 1}, {0, 1}, {1, 2}], 3))
    assert widths == [3]
    sold = [0, 2, 5]
    assert spy.weights_.toarray()[np.ix_(sold, sold)] == pytest.approx(dense.weights_.toarray())
    assert spy.weights_.toarray().sum() == pytest.approx(dense.weights_.toarray().sum())
    assert spy.score(columns(0))[[1, 3, 4]].tolist() == [0, 0, 0]


def test_tail_is_on_the_scale_of_the_head() -> None:
    owned = make_tastes(600, 40, seed=6)
    head, huge = Ease(), ItemKnn(shrinkage=0.0)
    alone = head.fit(owned).score(columns(0, 3, 5)).max()
    blend = HeadAndTail(head, huge, size=20).fit(owned)
    assert blend.settings["head"] == {
        "name": "ease",
        "prior_weight": 0.1,
        "regularisation": 100.0,
        "neighbours": 200,
    }
    assert blend.score(columns(0, 3, 5)).max() == pytest.approx(alone, rel=0.5)
    assert huge.fit(owned).score(columns(0, 3, 5)).max() > 2 * alone


def test_new_product_is_scored_by_what_it_is_like() -> None:
    owned = make_tastes(300, 41, seed=7)  # nobody has the last one
    listed = [["warm"] if place < 20 else ["cold"] for place in range(40)] + [["warm", "new"]]
    model = Ease().fit(owned)
    assert model.score(columns(0, 3))[40] == 0
    scorer = add_content(model, ContentKnn().fit(listed, owned).weights_, owned)
    warm, cold = scorer.score(columns(0, 3)), scorer.score(columns(22, 30))
    assert warm[40] > 0
    assert cold[40] == 0
    assert warm[:40] == pytest.approx(model.score(columns(0, 3))[:40])
    reasons, prior = scorer.explain(columns(0, 3), 40)
    assert sum(reason.part for reason in reasons) + prior == pytest.approx(warm[40])
