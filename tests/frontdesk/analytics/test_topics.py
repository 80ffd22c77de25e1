"""`frontdesk analytics topics` on a file: topics, drivers, a model that is kept and goes on."""

import csv
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from crm_backend.analytics.feedback.model import TopicModel
from frontdesk.analytics import analytics
from tests.crm_backend.analytics.feedback.made import make_documents


def write_reviews(path: Path, each: int, *, is_rated: bool = True) -> None:
    """Write reviews; those of deliveries have low ratings, every third of the others too."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["review", "when", "stars", "channel"])
        for at, one in enumerate(make_documents(each)):
            stars = 1 if one.kind == "delivery" or at % 4 == 0 else 5
            writer.writerow(
                [one.text, str(one.at), stars if is_rated else 5, ("web", "chat")[at % 2]]
            )


def run(path: Path, *more: str) -> tuple[Result, dict[str, Any]]:
    """Return a run of the command and its result."""
    out = path.parent / "out.json"
    options = ["--csv", str(path), "--text", "review", "--json", str(out), *more]
    ran = CliRunner().invoke(analytics, ["topics", *options], catch_exceptions=False)
    return ran, json.loads(out.read_text("utf-8"))


def test_reviews_are_told_and_what_lowers_their_ratings(tmp_path: Path) -> None:
    write_reviews(tmp_path / "a.csv", 40)
    ran, told = run(
        tmp_path / "a.csv",
        *("--time", "when", "--rating", "stars", "--drivers", "channel", "--number", "3"),
    )
    assert ran.exit_code == 0
    assert len(told["topics"]) == 3
    worst = min(told["topics"], key=lambda one: one["rating"]["value"])
    effect = told["drivers"]["effects"][0]
    assert effect["column"] == "topic"
    assert effect["level"] == worst["name"]
    assert effect["is_sure"]
    assert effect["odds"] > 3
    assert effect["sentences"]["en"] in ran.stderr
    assert worst["name"] in ran.stderr


def test_too_few_low_ratings_are_said_beside_the_topics(tmp_path: Path) -> None:
    write_reviews(tmp_path / "a.csv", 10, is_rated=False)
    _, told = run(tmp_path / "a.csv", "--rating", "stars")
    assert told["topics"]
    assert told["drivers"]["refused"].startswith("0 ratings are 2 or less and 30 are higher")


def test_topics_go_on_from_a_model_that_was_kept(tmp_path: Path) -> None:
    model = tmp_path / "kept" / "topics.npz"
    write_reviews(tmp_path / "a.csv", 20)
    _, first = run(tmp_path / "a.csv", "--model", str(model), "--number", "3")
    write_reviews(tmp_path / "b.csv", 30)
    _, second = run(tmp_path / "b.csv", "--previous", str(model), "--number", "3")
    assert {one["id"] for one in second["topics"]} == {one["id"] for one in first["topics"]}
    assert not any(one["is_new"] for one in second["topics"])
    assert set(TopicModel.load(model).names) == {one["id"] for one in first["topics"]}


def test_figures_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    write_reviews(tmp_path / "a.csv", 10)
    text = (tmp_path / "a.csv").read_text("utf-8").replace(";5;", ";five;", 3)
    (tmp_path / "a.csv").write_text(text, "utf-8")
    _, told = run(tmp_path / "a.csv", "--rating", "stars")
    assert "3 values of 'stars' cannot be read and count as none." in told["notes"]
