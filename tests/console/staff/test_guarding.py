"""Hashes that rise (S28), counted guesses (S30, S31), cookies (S33, S34), first start (S36)."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from argon2 import PasswordHasher, extract_parameters
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import select

from console.access import cookie_name
from console.staff import logins, service
from console.staff.models import LoginFailure, SetupLink, Staff
from console.web import COOKIE
from frontdesk.server import make_server
from frontdesk.staff import print_setup_link
from kernel.errors import FrontdeskError, TooMany, Unauthenticated, Unavailable
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.conftest import FakeClock
from tests.console.conftest import HOST, create_app
from tests.console.scene import PASSWORD, Scene

REAL = service.HASHER  # before the tests put a cheap one in its place
GOOD = {"email": "ben@desk.example", "password": PASSWORD}
BAD = GOOD | {"password": "not the password"}
HERE = logins.Visitor("", "", service.NOWHERE)


def from_address(app: FastAPI, host: str, **headers: str) -> TestClient:
    return TestClient(
        app, headers={"Origin": HOST} | headers, follow_redirects=False, client=(host, 5000)
    )


def stored_hash(scene: Scene) -> str:
    with scene.db.session() as session:
        return session.scalars(select(Staff.password_hash)).one()


def test_s28_hash_is_renewed_at_login_when_parameters_have_risen(
    visitor: TestClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.staff()
    old = stored_hash(scene)
    visitor.post("/staff/login", data=GOOD)
    assert stored_hash(scene) == old
    monkeypatch.setattr(service, "HASHER", PasswordHasher(time_cost=2, memory_cost=64))
    assert visitor.post("/staff/login", data=BAD).status_code == 401
    assert stored_hash(scene) == old
    assert visitor.post("/staff/login", data=GOOD).status_code == 303
    renewed = extract_parameters(stored_hash(scene))
    assert (renewed.time_cost, renewed.memory_cost) == (2, 64)
    assert visitor.post("/staff/login", data=GOOD).status_code == 303


def test_s28_few_passwords_are_hashed_at_once(
    runtime: Runtime, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.staff()
    inside: list[int] = []
    most = [0]

    class Slow:
        def verify(self, _known: str, _password: str) -> bool:
            inside.append(1)
            most[0] = max(most[0], len(inside))
            time.sleep(0.02)
            inside.pop()
            return True

        def check_needs_rehash(self, _known: str) -> bool:
            return False

    monkeypatch.setattr(service, "HASHER", Slow())

    def attempt(_number: int) -> int:
        return logins.prove_password(runtime, **GOOD, visitor=HERE).id

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(attempt, range(16)))) == 1
    assert 1 < most[0] <= logins.HASHES_AT_ONCE
    monkeypatch.setattr(logins, "WAIT_SECONDS", 0.01)
    taken = [logins._SLOTS.acquire() for _ in range(logins.HASHES_AT_ONCE)]
    with pytest.raises(Unavailable):
        attempt(0)
    for _ in taken:
        logins._SLOTS.release()


def test_s30_header_of_a_stranger_changes_no_address(app: FastAPI, scene: Scene) -> None:
    scene.staff()
    codes = []
    for number in range(6):
        client = from_address(app, "192.0.2.1", **{"X-Forwarded-For": f"198.51.100.{number}"})
        bad = BAD | {"email": f"guess{number}@desk.example"}
        codes.append(client.post("/staff/login", data=bad).status_code)
    assert codes == [401] * 5 + [429]


@pytest.mark.parametrize("trusted", [(), ("192.0.2.1",)])
def test_s30_only_the_configured_proxy_says_whose_request_it_is(
    app: FastAPI, trusted: tuple[str, ...]
) -> None:
    config: uvicorn.Config = make_server(app, trusted).config
    assert config.proxy_headers is bool(trusted)
    assert config.forwarded_allow_ips == list(trusted)


def test_s30_one_network_of_ipv6_counts_as_one_address(app: FastAPI, scene: Scene) -> None:
    scene.staff()
    codes = [
        from_address(app, f"2001:db8:1:2::{number}")
        .post("/staff/login", data=BAD | {"email": f"guess{number}@desk.example"})
        .status_code
        for number in range(6)
    ]
    assert codes == [401] * 5 + [429]


def test_s30_proxy_of_this_machine_locks_nobody_out_but_the_account(
    app: FastAPI, scene: Scene
) -> None:
    scene.staff()
    here = from_address(app, "127.0.0.1")
    for number in range(20):
        bad = BAD | {"email": f"guess{number}@desk.example"}
        assert here.post("/staff/login", data=bad).status_code == 401
    assert here.post("/staff/login", data=GOOD).status_code == 303


@pytest.mark.parametrize("change", [str.upper, lambda one: f" {one}\x01", lambda one: one + "\x7f"])
def test_s30_account_is_counted_however_its_name_is_written(
    app: FastAPI, scene: Scene, change: Callable[[str], str]
) -> None:
    scene.staff()
    here = from_address(app, "127.0.0.1")
    for number in range(10):
        email = change(BAD["email"]) if number % 2 else BAD["email"]
        assert here.post("/staff/login", data=BAD | {"email": email}).status_code == 401
    assert here.post("/staff/login", data=GOOD).status_code == 429


def test_s30_many_guesses_at_once_do_not_slip_past_the_limit(
    runtime: Runtime, scene: Scene
) -> None:
    scene.staff()

    def guess(number: int) -> type[FrontdeskError]:
        with pytest.raises(FrontdeskError) as caught:
            logins.prove_password(runtime, **(BAD | {"password": f"guess {number}"}), visitor=HERE)
        return type(caught.value)

    with ThreadPoolExecutor(20) as pool:
        heard = list(pool.map(guess, range(40)))
    assert 10 <= heard.count(Unauthenticated) <= 10 + logins.HASHES_AT_ONCE - 1
    assert set(heard) == {Unauthenticated, TooMany}


@pytest.mark.slow
def test_s31_unknown_account_takes_as_long_as_a_known_one(
    runtime: Runtime, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HASHER", REAL)
    monkeypatch.setattr(service, "DECOY", REAL.hash("nobody's"))
    scene.staff()
    # Of the processor: what other programs of this machine do is no part of it.
    took: dict[str, list[float]] = {"ben@desk.example": [], "nobody@desk.example": []}
    for _ in range(9):
        for email, times in took.items():
            start = time.process_time()
            with pytest.raises(Unauthenticated):
                logins.prove_password(runtime, email=email, password="wrong one", visitor=HERE)
            times.append(time.process_time() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert known > 0.01  # the real work was done
    assert 0.5 < unknown / known < 2


def test_s31_links_tell_nothing_of_accounts(visitor: TestClient) -> None:
    pages = [visitor.get(f"/staff/setup/{token}") for token in ("a", "b" * 43)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1


@pytest.fixture
def secure(settings: Settings, runtime: Runtime) -> TestClient:
    """A browser of a console behind https."""
    settings = Settings(
        _env_file=None, data=settings.data, secret=SecretStr("s" * 43), public_url="https://desk"
    )
    app = create_app(Runtime(settings=settings, db=runtime.db, clock=runtime.clock))
    return TestClient(
        app, base_url="https://desk", headers={"Origin": "https://desk"}, follow_redirects=False
    )


def test_s34_cookie_is_bound_to_host_and_https(secure: TestClient, scene: Scene) -> None:
    scene.staff()
    cookie = secure.post("/staff/login", data=GOOD).headers["Set-Cookie"]
    name, *rest = cookie.split(";")
    flags = {part.strip().lower() for part in rest}
    assert name.startswith(f"__Host-{COOKIE}=")
    assert flags == {"httponly", "samesite=lax", "secure", "path=/"}
    assert secure.get("/staff/").status_code == 200
    token = secure.cookies[f"__Host-{COOKIE}"]
    secure.cookies.clear()
    secure.cookies.set(COOKIE, token)  # as another host of the domain could set it
    assert secure.get("/staff/").status_code == 303


def test_s34_cookie_of_a_plain_console_is_kept_from_scripts_and_other_sites(
    visitor: TestClient, scene: Scene
) -> None:
    scene.staff()
    cookie = visitor.post("/staff/login", data=GOOD).headers["Set-Cookie"]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert flags == {"httponly", "samesite=lax", "path=/staff"}


def test_s34_every_cookie_of_the_console_has_the_prefix(settings: Settings) -> None:
    https = settings.model_copy(update={"public_url": "https://desk"})
    assert cookie_name(https, "any") == "__Host-any"
    assert cookie_name(settings, "any") == "any"


def test_s33_every_login_has_a_new_id(visitor: TestClient, scene: Scene) -> None:
    scene.staff()
    visitor.cookies.set(COOKIE, "chosen-by-somebody-else", domain="testserver.local", path="/staff")
    visitor.post("/staff/login", data=GOOD)
    first = visitor.cookies[COOKIE]
    visitor.post("/staff/login", data=GOOD)
    assert len({first, visitor.cookies[COOKIE], "chosen-by-somebody-else"}) == 3


def test_s36_link_is_printed_while_nobody_has_an_account(runtime: Runtime, scene: Scene) -> None:
    screen = Console(record=True, width=200)
    print_setup_link(runtime, "http://here", screen)
    said = screen.export_text()
    assert said.count("/staff/setup/") == 1
    token = said.split("/staff/setup/")[1].split()[0]
    with scene.db.session() as session:
        kept = session.scalars(select(SetupLink)).one()
        assert token not in kept.token_hash
    scene.staff()
    print_setup_link(runtime, "http://here", screen)
    assert screen.export_text() == ""


@pytest.mark.parametrize("email", ["admin", "root", "admin@localhost", "admin@desk.example", ""])
def test_s36_no_account_is_there_by_default(visitor: TestClient, scene: Scene, email: str) -> None:
    for password in ("", "admin", "password", "frontdesk", "changeme"):
        page = visitor.post("/staff/login", data={"email": email, "password": password})
        assert page.status_code in (401, 429)
    with scene.db.session() as session:
        assert session.scalars(select(Staff)).all() == []
        assert session.scalars(select(LoginFailure)).all() != []
