"""The way to the first account."""

import io
import re

import pytest
from rich.console import Console
from sqlalchemy import func, select

from console.staff import links, service
from console.staff.models import SetupLink
from frontdesk.staff import make_setup_link, print_setup_link
from kernel.errors import Invalid, NotFound
from kernel.runtime import Runtime

ADDRESS = "https://desk.example"


def shown(runtime: Runtime) -> str:
    screen = Console(file=io.StringIO(), width=40)
    print_setup_link(runtime, ADDRESS, screen)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def use_link(runtime: Runtime, token: str) -> None:
    with runtime.db.transaction() as session:
        links.accept_setup(
            session,
            token=token,
            name="Mina",
            email="mina@example.com",
            password="long grass by the lake",
            shop_name="Lumen & Loom",
            now=runtime.clock(),
        )


def test_link_is_printed_whole_and_works_once_when_nobody_has_an_account(runtime: Runtime) -> None:
    found = re.search(r"(https://desk\.example)/staff/setup/(\S+)\n", shown(runtime))
    assert found is not None
    use_link(runtime, found[2])
    with runtime.db.session() as session:
        assert service.has_staff(session)


def test_nothing_is_printed_when_somebody_has_an_account(runtime: Runtime) -> None:
    use_link(runtime, make_setup_link(runtime, ADDRESS).rpartition("/")[2])
    assert shown(runtime) == ""
    with runtime.db.session() as session:
        assert session.scalar(select(func.count()).select_from(SetupLink)) == 1


def test_older_link_is_dead_when_a_newer_one_was_made(runtime: Runtime) -> None:
    older = make_setup_link(runtime, ADDRESS).rpartition("/")[2]
    newer = make_setup_link(runtime, ADDRESS).rpartition("/")[2]
    with runtime.db.session() as session:
        now = runtime.clock()
        assert links.find_setup_link(session, token=newer, now=now).role == "admin"
        with pytest.raises(NotFound):
            links.find_setup_link(session, token=older, now=now)


def test_link_is_refused_when_there_is_no_such_role(runtime: Runtime) -> None:
    with pytest.raises(Invalid, match="wizard"):
        make_setup_link(runtime, ADDRESS, role="wizard")
