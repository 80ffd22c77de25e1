"""Products that nobody bought yet, ranked by what they are like: a part of `recs_cold`."""

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack, identity

from benchmarks.recs_journey import Journey, list_active, make_matrix, read_row
from benchmarks.recs_peers import narrow
from benchmarks.report import figure
from crm_backend.analytics.recommendations.content import (
    ContentKnn,
    band_prices,
    list_attributes,
    weigh_attributes,
)
from crm_backend.analytics.recommendations.evaluation import (
    bootstrap_mean,
    bootstrap_ratio,
    compute_ndcg,
    rank,
)
from crm_backend.analytics.recommendations.model import Floats, Items, Scorer

SHARE_NEW = 0.15
TUNED_ON, REPORTED_ON = 11, (12, 13, 14)
GRID = list(itertools.product((10, 20, 30), (1.0, 1.5, 2.0)))
NOBODY = np.array([], dtype=np.intp)


class NewProducts:
    """All purchases but those of the products taken out, which are what is wanted."""

    def __init__(self, journey: Journey, seed: int) -> None:
        self.ids = list_active(journey.households, journey.products)
        known = np.isin(journey.products, self.ids)
        columns = np.searchsorted(self.ids, journey.products[known])
        shape = (int(journey.households.max()) + 1, len(self.ids))
        everything = make_matrix(journey.households[known], columns, shape)
        chance = np.random.default_rng(seed)
        self.new = np.sort(chance.choice(shape[1], round(SHARE_NEW * shape[1]), replace=False))
        rows, places = everything.nonzero()
        is_old = ~np.isin(places, self.new)
        self.owned = make_matrix(rows[is_old], places[is_old], shape)
        wanted = make_matrix(rows[~is_old], np.searchsorted(self.new, places[~is_old]), shape)
        self.cases = [
            (row, read_row(self.owned, row), set(read_row(wanted, row).tolist()))
            for row in range(shape[0])
            if len(read_row(wanted, row)) and len(read_row(self.owned, row))
        ]
        self.catalog = journey.catalog.reindex(self.ids)

    def judge(self, score: Callable[[int, Items], Floats]) -> Floats:
        """Return NDCG@10 among the new products alone, of each household."""
        return np.array(
            [
                compute_ndcg(rank(score(row, items)[self.new], NOBODY), wanted)
                for row, items, wanted in self.cases
            ]
        )


def list_catalog(catalog: pd.DataFrame) -> list[list[str]]:
    """Return the attributes a shop knows: words of the type, categories, brand, size, price."""
    bands = band_prices(catalog["price"].to_numpy())
    listed = []
    for (_, product), band in zip(catalog.fillna("").iterrows(), bands, strict=True):
        kinds = [product.department, product.product_category, product.product_type]
        more = [f"brand:{product.brand}", f"size:{product.package_size}"]
        more.append(f"maker:{product.manufacturer_id}")
        listed.append(list_attributes(str(product.product_type), kinds, band) + more)
    return listed


def sell_by_type(group: NewProducts) -> Floats:
    """Return how many buyers the known products of each product's type have on average."""
    buyers = pd.Series(np.asarray(group.owned.sum(axis=0), dtype=np.float64).ravel())
    types = group.catalog["product_type"].fillna("").reset_index(drop=True)
    known = buyers > 0
    means = buyers[known].groupby(types[known]).mean()
    return types.map(means).fillna(0.0).to_numpy()


def score_content(group: NewProducts, settings: tuple[int, float]) -> Floats:
    """Return NDCG@10 by the nearest products the household has."""
    model = ContentKnn(*settings).fit(list_catalog(group.catalog), group.owned)
    scorer = Scorer().set_weights(model.weights_, np.zeros(len(group.ids)))
    return group.judge(lambda _, items: scorer.score(items))


def score_lightfm(group: NewProducts) -> Floats | None:
    """Return NDCG@10 of LightFM with the same attributes; `None` where it is not installed."""
    try:
        from lightfm import LightFM
    except ImportError:
        return None
    features = csr_matrix(weigh_attributes(list_catalog(group.catalog)).astype(np.float32))
    features = csr_matrix(hstack([features, identity(features.shape[0], dtype=np.float32) * 0.1]))
    model = LightFM(no_components=64, loss="warp", random_state=0)
    model.fit(narrow(group.owned), item_features=features, epochs=20)
    bias, items = model.get_item_representations(features)
    _, users = model.get_user_representations()
    return group.judge(lambda row, _: items @ users[row] + bias)


def measure_products(journey: Journey) -> None:
    """Print NDCG@10 among products that nobody has bought."""
    group = NewProducts(journey, TUNED_ON)
    tried = {settings: score_content(group, settings).mean() for settings in GRID}
    best = max(tried, key=lambda settings: tried[settings])
    told = {"neighbours": best[0], "sharpness": best[1], "seed": TUNED_ON}
    figure("tuned_ndcg_at_10", 100 * tried[best], "per cent", model="content kNN", **told)
    for seed in REPORTED_ON:
        group = NewProducts(journey, seed)
        by_type = sell_by_type(group)
        base = group.judge(lambda *_, scores=by_type: scores)
        values = {"product type sells": base, "content kNN": score_content(group, best)}
        peer = score_lightfm(group)
        if peer is not None:
            values["LightFM with content (one setting)"] = peer
        about = {"seed": seed, "products": len(group.new), "households": len(group.cases)}
        for name, found in values.items():
            mean = bootstrap_mean(found)
            told = {"interval": [round(100 * mean.low, 2), round(100 * mean.high, 2)], **about}
            figure("products_ndcg_at_10", 100 * mean.mean, "per cent", model=name, **told)
        ratio = bootstrap_ratio(values["content kNN"], base)
        if ratio:
            interval = [round(ratio.low, 2), round(ratio.high, 2)]
            figure("products_times_type", ratio.mean, "times", interval=interval, **about)
