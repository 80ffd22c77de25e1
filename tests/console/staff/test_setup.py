"""The set-up link: the only way to a first account, good for one."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from console.staff import links, service
from console.staff.models import SetupLink, Staff
from console.web import COOKIE
from kernel.errors import Invalid, NotFound
from tests.conftest import FakeClock
from tests.console.scene import PASSWORD, Scene

FORM = {"name": " Lin Berger ", "email": " Lin@Desk.example", "password": PASSWORD}


def count(scene: Scene, table: type[Staff] | type[SetupLink]) -> int:
    with scene.db.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_s36_account_is_made_and_signed_in_when_the_link_is_new(
    visitor: TestClient, scene: Scene
) -> None:
    path = f"/staff/setup/{scene.link('supervisor')}"
    assert "Make your account" in visitor.get(path).text
    done = visitor.post(path, data=FORM)
    assert (done.status_code, done.headers["Location"]) == (303, "/staff/")
    page = visitor.get("/staff/").text
    assert "Lin Berger" in page
    assert "supervisor" in page


def test_s36_link_works_no_second_time(visitor: TestClient, scene: Scene) -> None:
    path = f"/staff/setup/{scene.link()}"
    visitor.post(path, data=FORM)
    for again in (visitor.get(path), visitor.post(path, data=FORM | {"email": "x@y.example"})):
        assert again.status_code == 404
        assert "unknown, used or expired" in again.text
    assert count(scene, Staff) == 1


def test_s36_link_is_gone_when_two_days_have_passed(
    visitor: TestClient, scene: Scene, clock: FakeClock
) -> None:
    path = f"/staff/setup/{scene.link()}"
    clock.advance(days=2, seconds=-1)
    assert visitor.get(path).status_code == 200
    clock.advance(seconds=1)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data=FORM).status_code == 404
    assert count(scene, Staff) == 0


def test_page_says_so_when_the_link_is_unknown(visitor: TestClient) -> None:
    page = visitor.get("/staff/setup/guessed")
    assert page.status_code == 404
    assert "ask for a new one" in page.text
    assert page.headers["Content-Type"].startswith("text/html")


def test_older_link_dies_when_a_new_one_for_the_role_is_made(
    visitor: TestClient, scene: Scene
) -> None:
    old, other, new = scene.link("admin"), scene.link("agent"), scene.link("admin")
    codes = [visitor.get(f"/staff/setup/{token}").status_code for token in (old, other, new)]
    assert codes == [404, 200, 200]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short"}, "at least 12 characters"),
        ({"password": ""}, "at least 12 characters"),
        ({"password": "lumen & loom for ever"}, "well-known"),
        ({"name": "  "}, "Give a name and an e-mail"),
        ({"email": "nobody"}, "Give a name and an e-mail"),
        ({"email": "a@" + "b" * 400}, "Give a name and an e-mail"),
        ({"name": "n" * 201}, "Give a name and an e-mail"),
    ],
)
def test_form_comes_back_filled_when_something_is_wrong(
    visitor: TestClient, scene: Scene, change: dict[str, str], words: str
) -> None:
    form = FORM | change
    page = visitor.post(f"/staff/setup/{scene.link()}", data=form)
    assert page.status_code == 422
    assert words in page.text
    assert form["name"] in page.text
    assert PASSWORD not in page.text
    assert COOKIE not in page.cookies
    assert count(scene, Staff) == 0


def test_form_comes_back_when_the_address_has_an_account(visitor: TestClient, scene: Scene) -> None:
    scene.staff(name="Lin Berger", email="lin@desk.example")
    page = visitor.post(f"/staff/setup/{scene.link()}", data=FORM)
    assert page.status_code == 409
    assert "an account with this e-mail address already" in page.text


def test_s36_one_account_is_made_when_the_link_is_used_in_between(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = scene.link()
    with scene.db.session() as session:
        link = links.find_setup_link(session, token=token, now=scene.now)
    values = {"name": "Lin", "password": PASSWORD, "shop_name": "Shop", "now": scene.now}
    with scene.db.transaction() as session:
        links.accept_setup(session, token=token, email="a@desk.example", **values)
    # The other one had looked before the first was done.
    monkeypatch.setattr(links, "find_setup_link", lambda *_args, **_more: link)
    with pytest.raises(NotFound), scene.db.transaction() as session:
        links.accept_setup(session, token=token, email="b@desk.example", **values)
    assert count(scene, Staff) == 1


def test_s36_nobody_has_an_account_when_nothing_was_set_up(
    visitor: TestClient, scene: Scene
) -> None:
    with scene.db.session() as session:
        assert not service.has_staff(session)
    for email, password in (("admin", "admin"), ("admin@localhost", ""), ("", "")):
        page = visitor.post("/staff/login", data={"email": email, "password": password})
        assert page.status_code == 401
        assert COOKIE not in page.cookies


def test_link_is_refused_when_the_role_is_unknown(scene: Scene) -> None:
    with pytest.raises(Invalid, match="choose one of viewer, agent, supervisor, studio, admin"):
        scene.link("root")
    assert count(scene, SetupLink) == 0


def test_only_hashes_are_stored(scene: Scene) -> None:
    token = scene.link()
    staff = scene.staff()
    cookie = scene.session(staff)
    stored = (scene.runtime.settings.data / "frontdesk.db").read_bytes()
    with scene.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(FULL)")
    stored += (scene.runtime.settings.data / "frontdesk.db").read_bytes()
    for secret in (token, cookie, PASSWORD):
        assert secret.encode() not in stored
    assert staff.password_hash.startswith("$argon2id$")
