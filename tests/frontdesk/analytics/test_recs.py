"""`frontdesk analytics fit-recs` on files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crm_backend.analytics.recommendations.saving import load_scorer
from frontdesk.cli import cli
from kernel.errors import Invalid


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["analytics", "fit-recs", *words], catch_exceptions=False)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    lines = [
        f"c{user};p{(user % 2) * 8 + (user // 2 + place) % 8};{place}"
        for user in range(40)
        for place in range(5)
    ]
    path.write_text("customer;product;time\n" + "\n".join(lines) + "\n")
    return path


def test_model_is_judged_and_kept(train: Path, tmp_path: Path) -> None:
    out, kept = tmp_path / "told.json", tmp_path / "model.npz"
    columns = ["--user", "customer", "--item", "product"]
    run("--train", str(train), *columns, "--json", str(out), "--save", str(kept))
    told = json.loads(out.read_text())
    assert told["users_tested"] == 40
    assert told["result"]["hr_at_10"]["mean"] == 1
    assert told["result"]["ms_p95"] > 0
    assert told["ndcg_gain"]["low"] > 0
    saved = load_scorer(kept)
    assert saved.name == told["model"]["name"]
    assert saved.settings["items"] == sorted(f"p{item}" for item in range(16))
    assert len(saved.scorer.prior_) == 16


def test_what_is_missing_is_said(train: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"no column 'user'\. It has: customer, product, time"):
        run("--train", str(train))
    with pytest.raises(Invalid, match="There is no file"):
        run("--train", str(tmp_path / "none.csv"))
    with pytest.raises(Invalid, match=r"should end in \.npz"):
        run("--train", str(train), "--save", str(tmp_path / "model.pkl"))


def test_files_that_say_the_same_or_are_swapped_are_told(train: Path, tmp_path: Path) -> None:
    columns = ["--user", "customer", "--item", "product"]
    with pytest.raises(Invalid, match="every item of the test in the training file already"):
        run("--train", str(train), "--test", str(train), *columns)
    with pytest.raises(Invalid, match="'product' cannot be both"):
        run("--train", str(train), "--user", "product", "--item", "product")
    before, out = tmp_path / "before.csv", tmp_path / "told.json"
    lines = [f"c{user};p{(user % 2) * 8 + (user // 2 + 6) % 8};-{user + 1}" for user in range(40)]
    before.write_text("customer;product;time\n" + "\n".join(lines) + "\n")
    run("--train", str(train), "--test", str(before), *columns, "--json", str(out))
    assert any("were the files swapped" in note for note in json.loads(out.read_text())["notes"])


def test_words_for_nothing_are_no_users_and_no_items(train: Path, tmp_path: Path) -> None:
    out = tmp_path / "told.json"
    with train.open("a") as file:
        file.write("NaN;p1;9\nnull;p2;9\nc1;N/A;9\n-;p3;9\n")
    run("--train", str(train), "--user", "customer", "--item", "product", "--json", str(out))
    told = json.loads(out.read_text())
    assert (told["users"], told["items"]) == (40, 16)
    assert any("4 rows name no user or no item" in note for note in told["notes"])


def test_a_model_that_cannot_be_kept_is_told_in_a_line(train: Path) -> None:
    columns = ["--user", "customer", "--item", "product"]
    with pytest.raises(Invalid, match=r"model\.npz cannot be written: Not a directory"):
        run("--train", str(train), *columns, "--save", str(train / "model.npz"))
