"""Segments of a shop from its purchases alone, and who moved."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.segments.movement import find_movement
from crm_backend.analytics.segments.report import fit_segments
from crm_backend.analytics.segments.rfm import Rfm, measure_rfm
from crm_backend.analytics.segments.rules import NAMES, Names
from crm_backend.analytics.value.transactions import Purchases, read_purchases
from kernel.errors import Invalid

START = datetime(2025, 1, 1, tzinfo=UTC)


def read(lines: list[tuple[str, float, float]]) -> Purchases:
    who, days, amounts = zip(*lines, strict=True)
    return read_purchases(who, [pd.Timestamp(START + timedelta(days=day)) for day in days], amounts)


@pytest.fixture(scope="module")
def shop() -> Purchases:
    rng = np.random.default_rng(1)
    lines = [("end", 365.0, 20.0), ("end", 1.0, 20.0)]
    for who in range(240):
        first, last, count = (
            (0, 365, 12) if who < 60 else (0, 90, 6) if who < 120 else (330, 365, 1)
        )
        level = 80 if who < 60 else 30
        lines += [
            (f"c{who}", float(rng.uniform(first, last)), level * rng.gamma(9, 1 / 9))
            for _ in range(count)
        ]
    return read(lines)


def test_rfm_is_that_of_the_last_day() -> None:
    rfm = measure_rfm(read([("b", 3, 10), ("a", 0, 5), ("a", 5, 6), ("a", 5.2, 4)]))
    assert rfm.ids.tolist() == ["a", "b"]
    assert rfm.values.tolist() == [[0, 2, 15], [2, 1, 10]]


def test_a_report_tells_rules_clusters_and_movement(shop: Purchases) -> None:
    report = fit_segments(shop, earlier_day=shop.end - 91)
    told = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert told["as_of"] == "2026-01-01"
    assert told["clusters"]["k"] == 3
    assert set(report.clusters.segmenter.names) <= set(NAMES)
    assert len(set(report.clusters.segmenter.names)) == 3
    assert sum(one["revenue_share"] for one in told["clusters"]["segments"]) == pytest.approx(1)
    assert sum(one["customers"] for one in told["rules"]["segments"]) == 241
    top = told["customers"][0]
    assert top["monetary"] == max(row["monetary"] for row in told["customers"])
    assert top["segment"] in {"champions", "loyal"}
    moved = told["movement"]
    assert moved["earlier"] == "2025-10-02"
    assert sum(map(sum, moved["counts"])) == 241
    assert sum(moved["counts"][-1]) == 120  # those who came in the last weeks
    assert sum(map(sum, told["movement_of_clusters"]["counts"])) == 241
    assert 0 < moved["stayed"] < 1


def test_further_columns_are_used_and_have_no_past(shop: Purchases) -> None:
    tickets = np.random.default_rng(0).poisson(2, len(shop.ids)).astype(float)
    report = fit_segments(shop, extra={"tickets": tickets}, earlier_day=shop.end - 91, k=4)
    assert "tickets" in report.clusters.segmenter.scaling.columns
    assert report.moved is not None
    assert report.moved_clusters is None


def test_movement_counts_each_customer_once() -> None:
    purchases = read([("a", 0, 5), ("b", 0, 5), ("b", 50, 5), ("c", 60, 5)])

    def by_days(rfm: Rfm) -> Names:
        return np.where(rfm.recency_days > 20, "away", "here")

    moved = find_movement(
        purchases, earlier=purchases.end - 40, names=("here", "away"), namer=by_days
    )
    assert moved.rows == ("here", "away", "not_yet")
    assert moved.counts == ((1, 1), (0, 0), (1, 0))
    assert moved.stayed == 0.5
    with pytest.raises(Invalid, match="earlier day"):
        find_movement(purchases, earlier=purchases.end, names=("here",), namer=by_days)


def test_a_shop_where_all_bought_once_says_so() -> None:
    rng = np.random.default_rng(0)
    lines = [(f"c{who}", float(rng.uniform(0, 300)), rng.gamma(2, 20)) for who in range(80)]
    report = fit_segments(read(lines), earlier_day=read(lines).end - 91)
    assert any("Nobody bought on more than one day" in note for note in report.notes)
    assert any("'frequency' is 1 for everybody" in note for note in report.notes)
    assert report.moved_clusters is not None


def test_one_customer_is_refused() -> None:
    with pytest.raises(Invalid, match="At least 20 customers"):
        fit_segments(read([("a", 0, 5), ("a", 9, 5)]))


def test_assigning_a_customer_loads_no_heavy_library() -> None:
    code = (
        "import sys; import crm_backend.analytics.segments.model, "
        "crm_backend.analytics.segments.rules; "
        "print(sorted({'sklearn', 'pandas', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
