"""The prover's findings are kept beside a model, of the files it was trained on alone."""

import pytest

from bot.releases.archives import Archive, find_archive, models_folder
from bot.releases.reports import read_judgement
from console.studio.training.proving import write_findings
from kernel.settings import Settings
from nlu.core.project.files import sum_of
from nlu.manifest import write

FILES = {"data/stories.yml": "stories:\n- story: One\n  steps:\n  - intent: unheard_of\n"}


def make(settings: Settings, data_sum: str) -> Archive:
    folder, key = models_folder(settings), settings.derive_key("model")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "m.tar.gz").write_bytes(b"nothing")
    write(folder / "m.tar.gz", {"data_sha256": data_sum}, key)
    return find_archive(settings, "m")


def test_findings_are_kept_for_the_gate(settings: Settings) -> None:
    archive = make(settings, sum_of(FILES))
    assert write_findings(settings, archive, FILES)
    found = read_judgement(archive, settings.derive_key("model")).findings
    assert found
    assert any("unheard_of" in one and "data/stories.yml" in one for one in found)


@pytest.mark.parametrize("data_sum", ["", "0" * 64])
def test_files_of_another_model_prove_nothing(settings: Settings, data_sum: str) -> None:
    archive = make(settings, data_sum)
    assert not write_findings(settings, archive, FILES)
    assert read_judgement(archive, settings.derive_key("model")).findings is None
