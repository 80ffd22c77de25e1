"""Put the pinned uv into .tools/uv, with nothing but Python's standard library on the machine.

pip is used where it exists, since it knows the user's mirrors and certificates; a bare Debian has
none, so the wheel is then fetched from PyPI's simple index. Both ways check the same SHA-256.
"""

import hashlib
import io
import platform
import re
import stat
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
TARGET = Path(".tools/uv")
SHA256 = {
    "x86_64": "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    "aarch64": "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
}


def install_with_pip(digest: str) -> bool:
    """Install by pip; False where this Python has no pip or pip failed."""
    requirement = TARGET / "requirements.txt"
    requirement.write_text(f"uv=={VERSION} --hash=sha256:{digest}\n", encoding="ascii")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
    command += ["--only-binary", ":all:", "--upgrade", "--target", str(TARGET)]
    done = subprocess.run([*command, "-r", str(requirement)], capture_output=True, text=True)
    return done.returncode == 0


def install_from_index(digest: str) -> None:
    """Fetch the wheel whose digest is pinned and unpack its program."""
    with urllib.request.urlopen("https://pypi.org/simple/uv/", timeout=60) as page:
        links = re.findall(r'href="([^"#]+)#sha256=([0-9a-f]{64})"', page.read().decode())
    url = next((url for url, known in links if known == digest), None)
    if url is None:
        sys.exit(f"uv {VERSION} was not found on PyPI; install uv into {TARGET}/bin by hand.")
    with urllib.request.urlopen(url, timeout=300) as download:
        wheel = download.read()
    if hashlib.sha256(wheel).hexdigest() != digest:
        sys.exit(
            "The downloaded uv is not the pinned one (SHA-256 differs); nothing was installed."
        )
    program = TARGET / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/scripts/uv"))
        program.write_bytes(archive.read(name))
    program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def main() -> None:
    """Install uv for this machine's processor, or say why not."""
    digest = SHA256.get(platform.machine())
    if digest is None:
        sys.exit(f"No pinned uv for {platform.machine()}; install uv into {TARGET}/bin by hand.")
    TARGET.mkdir(parents=True, exist_ok=True)
    if not install_with_pip(digest):
        install_from_index(digest)


if __name__ == "__main__":
    main()
