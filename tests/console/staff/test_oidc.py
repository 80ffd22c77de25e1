"""S35: logging in by the shop's identity provider, and all that must not be one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select, update

from console.audit.models import AuditEntry
from console.staff.models import OidcAttempt, Staff, StaffIdentity
from console.web import COOKIE
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.conftest import FakeClock
from tests.console.conftest import HOST
from tests.console.scene import PASSWORD, Scene
from tests.console.staff.test_factor import enrol
from tests.e2e.fakes.site import serving
from tests.fakes.oidc import CLIENT, SECRET, FakeProvider, create_provider, make_key

KEY, FOREIGN_KEY = make_key(), make_key()
CALLBACK = "/staff/login/oidc/callback"


@pytest.fixture
def provider(clock: FakeClock) -> Iterator[FakeProvider]:
    made = FakeProvider(KEY)
    with serving(create_provider(made, clock)) as made.address:
        yield made


@pytest.fixture
def settings(tmp_path: Path, provider: FakeProvider) -> Settings:
    return Settings(
        _env_file=None,
        data=tmp_path,
        secret=SecretStr("s" * 43),
        public_url=HOST,
        oidc_issuer=provider.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
    )


@pytest.fixture
def ben(scene: Scene) -> Staff:
    return scene.staff()


def leave(browser: TestClient, provider: FakeProvider, back: str = "") -> dict[str, str]:
    """Go to the provider and return the query that the browser comes back with."""
    left = browser.get("/staff/login/oidc", params={"back": back})
    assert left.status_code == 303
    assert left.headers["Location"].startswith(f"{provider.address}/authorize?")
    return provider.authorize(left.headers["Location"])


def log_in(browser: TestClient, provider: FakeProvider) -> Any:
    return browser.get(CALLBACK, params=leave(browser, provider))


def read_identities(scene: Scene) -> dict[str, int]:
    with scene.db.session() as session:
        return {one.subject: one.staff_id for one in session.scalars(select(StaffIdentity))}


def test_staff_log_in_by_the_provider_and_come_to_the_page_they_asked(
    visitor: TestClient, provider: FakeProvider, scene: Scene, ben: Staff
) -> None:
    assert "Log in with single sign-on" in visitor.get("/staff/login").text
    done = visitor.get(CALLBACK, params=leave(visitor, provider, "/staff/tickets"))
    assert (done.status_code, done.headers["Location"]) == (303, "/staff/tickets")
    assert "Ben Okafor" in visitor.get("/staff/").text
    assert read_identities(scene) == {"ben-1": ben.id}
    with scene.db.session() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.action == "logged_in")).one()
    assert line.details == {"how": "oidc"}


def test_s35_account_is_known_by_subject_from_then_on(
    visitor: TestClient, provider: FakeProvider, ben: Staff
) -> None:
    assert log_in(visitor, provider).status_code == 303
    provider.claims = {"email": "renamed@desk.example", "email_verified": False}
    assert log_in(visitor, provider).status_code == 303
    provider.claims, provider.subject = {}, "somebody else of the same address"
    assert log_in(visitor, provider).status_code == 401


@pytest.mark.usefixtures("ben")
@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": ""},
        {"sub": None},
        {"sub": "s" * 201},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "nobody@desk.example"},
        {"exp": 0},
        {"exp": None},
        {"iat": 2**40},
        {"iat": None},
    ],
)
def test_s35_token_that_proves_nobody_is_refused(
    visitor: TestClient, provider: FakeProvider, scene: Scene, wrong: dict[str, Any]
) -> None:
    provider.claims = wrong
    refused = log_in(visitor, provider)
    assert refused.status_code == 401
    assert COOKIE not in refused.cookies
    assert read_identities(scene) == {}
    assert visitor.get("/staff/").status_code == 303
    provider.claims = {}
    assert log_in(visitor, provider).status_code == 303


@pytest.mark.usefixtures("ben")
@pytest.mark.parametrize(
    ("key", "algorithm"), [(FOREIGN_KEY, "RS256"), ("", "none"), (SECRET, "HS256")]
)
def test_s35_token_that_the_provider_has_not_signed_is_refused(
    visitor: TestClient, provider: FakeProvider, key: Any, algorithm: str
) -> None:
    provider.signs_with, provider.algorithm = key, algorithm
    assert log_in(visitor, provider).status_code == 401


@pytest.mark.usefixtures("ben")
@pytest.mark.parametrize("change", [{"state": "x"}, {"state": ""}, {"code": ""}, {"code": "x"}])
def test_s35_answer_of_another_login_is_refused_and_ends_this_one(
    visitor: TestClient, provider: FakeProvider, change: dict[str, str]
) -> None:
    back = leave(visitor, provider)
    refused = visitor.get(CALLBACK, params=back | change)
    assert refused.status_code == 401
    assert "did not prove who you are" in refused.text
    assert visitor.get(CALLBACK, params=back).status_code == 401


@pytest.mark.usefixtures("ben")
def test_s35_answer_counts_once_and_in_its_own_browser(
    visitor: TestClient, provider: FakeProvider, clock: FakeClock
) -> None:
    back = leave(visitor, provider)
    stolen = dict(visitor.cookies)
    visitor.cookies.clear()
    assert visitor.get(CALLBACK, params=back).status_code == 401  # a link somebody was sent
    visitor.cookies.update(stolen)
    assert visitor.get(CALLBACK, params=back).status_code == 303
    visitor.cookies.clear()
    visitor.cookies.update(stolen)
    assert visitor.get(CALLBACK, params=back).status_code == 401
    late = leave(visitor, provider)
    clock.advance(minutes=11)
    assert visitor.get(CALLBACK, params=late).status_code == 401


@pytest.mark.usefixtures("ben")
def test_s35_code_without_its_verifier_opens_nothing(
    visitor: TestClient, provider: FakeProvider, scene: Scene
) -> None:
    back = leave(visitor, provider)
    with scene.db.transaction() as session:
        session.execute(update(OidcAttempt).values(verifier="v" * 43))
    assert visitor.get(CALLBACK, params=back).status_code == 401


@pytest.mark.usefixtures("ben")
def test_s35_answer_of_another_provider_is_refused(
    visitor: TestClient, provider: FakeProvider
) -> None:
    back = leave(visitor, provider)
    mixed = visitor.get(CALLBACK, params=back | {"iss": "https://evil.example"})
    assert mixed.status_code == 401
    provider.says_issuer = "https://evil.example"
    assert visitor.get("/staff/login/oidc").status_code == 503


def test_s35_same_subject_of_another_issuer_is_somebody_else(
    visitor: TestClient, provider: FakeProvider, scene: Scene, ben: Staff
) -> None:
    lin = scene.staff("admin", "Lin Berger")
    with scene.db.transaction() as session:
        known = {"issuer": "https://other.example", "subject": "ben-1", "staff_id": lin.id}
        session.add(StaffIdentity(**known, linked_at=scene.now))
    assert log_in(visitor, provider).status_code == 303
    assert "Ben Okafor" in visitor.get("/staff/").text


def test_switched_off_account_opens_for_no_provider(
    visitor: TestClient, provider: FakeProvider, scene: Scene, ben: Staff
) -> None:
    assert log_in(visitor, provider).status_code == 303
    with scene.db.transaction() as session:
        session.execute(update(Staff).where(Staff.id == ben.id).values(is_active=False))
    refused = log_in(visitor, provider)
    assert refused.status_code == 401
    assert "No account here belongs to that login" in refused.text


def test_second_factor_of_ours_is_asked_for_as_ever(
    visitor: TestClient, provider: FakeProvider, scene: Scene, ben: Staff, clock: FakeClock
) -> None:
    device, _codes = enrol(scene, ben, clock)
    done = log_in(visitor, provider)
    assert done.headers["Location"].startswith("/staff/login/code?")
    assert COOKIE not in done.cookies
    visitor.post("/staff/login/code", data={"code": device.show()})
    assert "Ben Okafor" in visitor.get("/staff/").text


@pytest.mark.usefixtures("ben")
def test_provider_that_is_away_is_told_and_the_password_still_counts(
    app: FastAPI, visitor: TestClient, provider: FakeProvider, runtime: Runtime
) -> None:
    back = leave(visitor, provider)
    elsewhere = runtime.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    app.state.runtime = replace(runtime, settings=elsewhere)
    for path in ("/staff/login/oidc", f"{CALLBACK}?code={back['code']}&state={back['state']}"):
        page = visitor.get(path, headers={"Accept-Language": "zh"})
        assert page.status_code == 503
        assert "单点登录暂时无法使用" in page.text
    data = {"email": "ben@desk.example", "password": PASSWORD}
    assert visitor.post("/staff/login", data=data).status_code == 303
