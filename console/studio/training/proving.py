"""What the prover finds in the files a model was trained on, kept beside it for the gate."""

from collections.abc import Mapping

from bot.releases.archives import Archive
from bot.releases.reports import findings_of, write_about
from console.studio.proving.service import prove_files
from console.studio.proving.view import say_finding
from kernel.settings import Settings
from nlu.core.project.files import sum_of

MOST, LONGEST = 200, 300  # findings that are kept and their characters: more would not be read


def write_findings(settings: Settings, archive: Archive, files: Mapping[str, str]) -> bool:
    """Prove a model's files and keep the grave findings; False where they are not its files."""
    if archive.facts.get("data_sha256") != sum_of(files):
        return False
    lines = [
        f"{one.place}: {say_finding(one, 'en')}"[:LONGEST]
        for one in prove_files(files).errors[:MOST]
    ]
    key = settings.derive_key("model")
    write_about(findings_of(archive.path), archive, {"findings": lines}, key)
    return True
