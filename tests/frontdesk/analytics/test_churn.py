"""`frontdesk analytics fit-churn` on files."""

import json
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from crm_backend.analytics.churn.model import load_model
from frontdesk.cli import cli


def test_a_file_is_fitted_reported_and_its_model_saved(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    lines = ["id;plan;months;note;left"]
    for number in range(400):
        months = int(generator.integers(0, 40))
        left = generator.random() < (0.7 if months < 10 else 0.2)
        plan = generator.choice(["basic", "plus"])
        lines.append(f"u{number};{plan};{months};same;{'churned' if left else 'stayed'}")
    path = tmp_path / "people.csv"
    path.write_text("\n".join(lines))
    out, saved = tmp_path / "out.json", tmp_path / "model.json"
    options = ["--target", "left", "--drop", "plan", "--json", str(out), "--save", str(saved)]
    CliRunner().invoke(
        cli, ["analytics", "fit-churn", "--csv", str(path), *options], catch_exceptions=False
    )
    told = json.loads(out.read_text())
    assert told["file"] == "people.csv"
    assert told["positive"] == "churned"
    assert told["auc"] > 0.65
    assert {part["column"] for part in told["dropped"]} == {"id", "plan", "note"}
    assert load_model(saved).explain({"months": "3"}).probability > 0.5
