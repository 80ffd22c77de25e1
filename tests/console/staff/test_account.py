"""One's own account: name, language, password, logins."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.staff.browsers import describe_browser, shorten_address
from console.staff.models import Staff, StaffSession
from console.web import COOKIE
from tests.conftest import FakeClock
from tests.console.conftest import HOST, ClientOf
from tests.console.scene import PASSWORD, Scene

NEW = "another quiet green lamp"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36"


def who(scene: Scene) -> Staff:
    with scene.db.session() as session:
        return session.scalars(select(Staff)).one()


def log_in(app: FastAPI, agent: str, host: str = "203.0.113.77") -> TestClient:
    headers = {"Origin": HOST, "User-Agent": agent}
    client = TestClient(app, headers=headers, follow_redirects=False, client=(host, 5000))
    client.post("/staff/login", data={"email": "ben@desk.example", "password": PASSWORD})
    return client


def test_name_and_language_are_set(agent: TestClient, scene: Scene) -> None:
    assert "Your account" in agent.get("/staff/account").text
    form = {"name": " Ben  A.\x07 Okafor ", "language": "zh"}
    done = agent.post("/staff/account", data=form)
    assert done.headers["Location"] == "/staff/account?done=profile"
    assert who(scene).name == "Ben A. Okafor"
    page = agent.get("/staff/account?done=profile").text
    assert "我的账号" in page
    assert 'lang="zh-CN"' in page
    agent.post("/staff/account", data={"name": "Ben", "language": ""})
    assert who(scene).language is None


@pytest.mark.parametrize("name", ["", "  ", "n" * 201])
def test_form_comes_back_when_the_name_is_none(agent: TestClient, scene: Scene, name: str) -> None:
    page = agent.post("/staff/account", data={"name": name, "language": "en"})
    assert page.status_code == 422
    assert "Give a name" in page.text
    assert who(scene).name == "Ben Okafor"


def test_language_is_one_of_ours(agent: TestClient) -> None:
    data = {"name": "Ben", "language": "xx"}
    assert agent.post("/staff/account", data=data).status_code == 422


def test_password_is_changed_and_other_logins_end(agent: TestClient, scene: Scene) -> None:
    staff = who(scene)
    scene.session(staff), scene.session(staff)
    done = agent.post("/staff/account/password", data={"old": PASSWORD, "new": NEW})
    assert done.headers["Location"] == "/staff/account?done=password"
    assert agent.get("/staff/account?done=password").status_code == 200
    with scene.db.session() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1
    for password, status in ((PASSWORD, 401), (NEW, 303)):
        data = {"email": staff.email, "password": password}
        assert agent.post("/staff/login", data=data).status_code == status


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"old": "wrong", "new": NEW}, 401, "password is wrong"),
        ({"old": PASSWORD, "new": PASSWORD}, 422, "the password you have"),
        ({"old": PASSWORD, "new": "short"}, 422, "at least 12"),
        ({"old": PASSWORD, "new": "ben okafor in april"}, 422, "your own name"),
        ({}, 401, "password is wrong"),
    ],
)
def test_password_stays_when_the_form_is_not_right(
    agent: TestClient, scene: Scene, form: dict[str, str], status: int, words: str
) -> None:
    before = who(scene).password_hash
    page = agent.post("/staff/account/password", data=form)
    assert page.status_code == status
    assert words in page.text
    assert who(scene).password_hash == before


def test_old_password_is_guessed_no_oftener_than_at_a_login(agent: TestClient) -> None:
    codes = [
        agent.post("/staff/account/password", data={"old": f"guess {n}", "new": NEW}).status_code
        for n in range(11)
    ]
    assert codes == [401] * 10 + [429]


def test_logins_are_listed_in_words_and_ended(app: FastAPI, scene: Scene) -> None:
    scene.staff()
    desk, phone = log_in(app, FIREFOX), log_in(app, PHONE, "2001:db8:1:2::7")
    other = log_in(app, CHROME)
    page = desk.get("/staff/account").text
    for words in ("Firefox · Linux", "Safari · iPhone", "Chrome · Windows", "203.0.113.…"):
        assert words in page
    assert "2001:db8:1:…" in page
    assert "203.0.113.77" not in page
    assert page.count("this one") == 1
    ids = re.findall(r"/staff/account/sessions/([0-9a-f]{16})", page)
    assert len(ids) == 2  # the one in use is ended by logging out
    one = re.search(r"Safari · iPhone(?s:.)*?sessions/([0-9a-f]{16})", page)
    assert one is not None
    assert desk.post(f"/staff/account/sessions/{one[1]}").status_code == 303
    assert [c.get("/staff/").status_code for c in (desk, phone, other)] == [200, 303, 200]
    assert desk.post("/staff/account/sessions/others").status_code == 303
    assert [c.get("/staff/").status_code for c in (desk, phone, other)] == [200, 303, 303]
    assert desk.post(f"/staff/account/sessions/{one[1]}").status_code == 404


def test_nobody_ends_the_login_of_another(client_of: ClientOf, scene: Scene) -> None:
    mine, theirs = client_of("admin"), client_of("agent", "Eve Else")
    page = theirs.get("/staff/account").text
    assert "this one" in page
    with scene.db.session() as session:
        hashes = session.scalars(select(StaffSession.token_hash)).all()
    for token_hash in hashes:
        theirs.post(f"/staff/account/sessions/{token_hash[:16]}")
    assert mine.get("/staff/").status_code == 200
    assert theirs.get("/staff/").status_code == 303
    for odd in ("x", "0" * 15, "0" * 64, "%25", "' or 1=1"):
        assert mine.post(f"/staff/account/sessions/{odd}").status_code in (404, 422)


def test_list_leaves_out_what_has_ended(agent: TestClient, scene: Scene, clock: FakeClock) -> None:
    clock.advance(minutes=29)
    agent.get("/staff/")
    scene.session(who(scene))
    clock.advance(minutes=20)
    agent.get("/staff/")
    clock.advance(minutes=11)
    assert agent.get("/staff/account").text.count("<b>Unknown browser</b>") == 1


def test_cookie_stays_out_of_the_page(agent: TestClient) -> None:
    assert agent.cookies[COOKIE] not in agent.get("/staff/account").text


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox · Linux"),
        (PHONE, "Safari · iPhone"),
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/140", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0 Chrome/140", "WeChat · Android"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browsers_have_names(header: str, words: str) -> None:
    assert describe_browser(header) == words


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("203.0.113.77", "203.0.113.…"),
        ("2001:db8:1:2::", "2001:db8:1:…"),
        ("fe80::", "fe80:0:0:…"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_addresses_are_shown_in_short(address: str, short: str) -> None:
    assert shorten_address(address) == short
