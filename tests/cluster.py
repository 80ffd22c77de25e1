"""A PostgreSQL of one's own: made in a temporary folder, reached over a socket in it alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = ("initdb", "pg_ctl")


def find_programs() -> dict[str, str]:
    """Return where PostgreSQL's programs are: on the path, or where Debian hides them."""
    hidden = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, reversed(hidden))])
    found = {name: shutil.which(name, path=path) for name in PROGRAMS}
    return {name: where for name, where in found.items() if where}


def unprivileged() -> dict[str, Any]:
    """Return how to start a program that refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def running_cluster() -> Iterator[str]:
    """Give the folder of the socket of a running server."""
    programs, who = find_programs(), unprivileged()
    # Not below pytest's folder, which its owner alone may enter; a socket's path is short, too.
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-", dir="/tmp"))
    if who:
        os.chown(folder, who["user"], who["group"])

    def run(program: str, *arguments: str) -> None:
        # What the server writes goes to a file: it would keep a pipe open.
        with (folder / "said").open("ab") as said:
            subprocess.run(
                [programs[program], "-D", str(folder / "data"), *arguments],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                stdout=said,
                stderr=said,
                check=True,
                **who,
            )

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-w", "-o", f"-c listen_addresses='' -k {folder} -F", "start")
        yield str(folder)
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
