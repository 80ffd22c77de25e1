"""The team: who is there, invitations, roles (S37), switching off (S33), fresh logins (S39)."""

import asyncio
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update

from bot.handoff.moves import Agent
from bot.handoff.presence import set_presence
from bot.handoff.service import take_over
from bot.ledger.notes import Note
from console.audit.models import AuditEntry
from console.staff import own, service, team
from console.staff.models import LoginStep, SetupLink, Staff, StaffSession
from console.web import COOKIE
from kernel.errors import Conflict
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import HOST, ClientOf
from tests.console.scene import PASSWORD, Scene
from tests.console.staff.test_factor import enrol

NEW = "another quiet green lamp"


@pytest.fixture
def admin(client_of: ClientOf) -> TestClient:
    return client_of("admin", "Ada Boss")


@pytest.fixture
def ben(scene: Scene) -> Staff:
    return scene.staff()


def browser(app: FastAPI, token: str) -> TestClient:
    client = TestClient(app, headers={"Origin": HOST}, follow_redirects=False)
    client.cookies.set(COOKIE, token, domain="testserver.local", path="/staff")
    return client


def read(scene: Scene, staff: Staff) -> Staff:
    with scene.db.session() as session:
        return session.get_one(Staff, staff.id)


def actions(scene: Scene) -> list[str]:
    with scene.db.session() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_team_is_listed_with_role_state_factor_and_last_seen(
    admin: TestClient, scene: Scene, ben: Staff, clock: FakeClock
) -> None:
    scene.session(ben)
    enrol(scene, ben, clock)
    off = scene.staff(name="Gone Person")
    with scene.db.transaction() as session:
        session.execute(update(Staff).where(Staff.id == off.id).values(is_active=False))
    page = admin.get("/staff/team").text
    rows = {name: re.sub(r"<[^>]+>", " ", row) for name, row in find_rows(page).items()}
    assert "agent" in rows["Ben Okafor"]
    assert "active" in rows["Ben Okafor"]
    assert "on" in rows["Ben Okafor"].split()
    assert "Open logins: 1" in rows["Ben Okafor"]
    assert "switched off" in rows["Gone Person"]
    assert "never" in rows["Gone Person"]
    assert "(you)" in rows["Ada Boss"]
    assert list(rows)[-1] == "Gone Person"


def find_rows(page: str) -> dict[str, str]:
    rows = re.findall(r'<tr[^>]*>\s*<td class="subject">.*?</tr>', page, re.DOTALL)
    return {found[1]: row for row in rows if (found := re.search(r">([^<]+)</a>", row))}


def test_supervisor_sees_the_team_and_changes_nothing(
    client_of: ClientOf, scene: Scene, ben: Staff
) -> None:
    client = client_of("supervisor", "Sue Visor")
    for path in ("/staff/team", f"/staff/team/{ben.id}"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<form" not in page.text.split("<main")[1]
    for path in ("role", "disable", "enable", "sessions", "factor", "link"):
        assert client.post(f"/staff/team/{ben.id}/{path}").status_code == 403
    for path in ("invite", "rule", "invitations/" + "0" * 16):
        assert client.post(f"/staff/team/{path}").status_code == 403
    assert client_of("agent", "Al Gent").get("/staff/team").status_code == 403


def test_invited_people_get_the_role_of_their_link(
    admin: TestClient, visitor: TestClient, scene: Scene
) -> None:
    paths = []
    for whom in ("Lin", "Mo <b>"):
        made = admin.post("/staff/team/invite", data={"role": "supervisor", "label": whom})
        assert made.status_code == 200
        found = re.search(r'value="http://testserver(/staff/setup/[\w-]+)"', made.text)
        assert found is not None
        paths.append(found[1])
    page = admin.get("/staff/team").text
    assert "Mo &lt;b&gt;" in page
    assert not [path for path in paths if path in page]  # shown once
    form = {"name": "Lin Berger", "email": "lin@desk.example", "password": NEW}
    assert visitor.post(paths[0], data=form).status_code == 303
    assert visitor.get(paths[1]).status_code == 200  # the other lives
    with scene.db.session() as session:
        assert session.scalar(select(Staff.role).where(Staff.name == "Lin Berger")) == "supervisor"
    assert actions(scene)[-3:] == ["account_invited", "account_made", "logged_in"]


def test_invitation_is_withdrawn(admin: TestClient, visitor: TestClient, scene: Scene) -> None:
    made = admin.post("/staff/team/invite", data={"role": "agent"}).text
    path = re.search(r"/staff/setup/[\w-]+", made)
    link = re.search(r"/staff/team/invitations/[0-9a-f]{16}", made)
    assert path is not None
    assert link is not None
    assert admin.post(link[0]).status_code == 303
    assert visitor.get(path[0]).status_code == 404
    assert admin.post(link[0]).status_code == 404


@pytest.mark.parametrize("role", ["", "root", "admin\x00"])
def test_role_that_is_none_is_refused(
    admin: TestClient, scene: Scene, ben: Staff, role: str
) -> None:
    assert admin.post("/staff/team/invite", data={"role": role}).status_code == 422
    assert admin.post(f"/staff/team/{ben.id}/role", data={"role": role}).status_code == 422
    assert read(scene, ben).role == "agent"


def test_s37_new_role_counts_at_the_next_request(
    app: FastAPI, admin: TestClient, scene: Scene, ben: Staff
) -> None:
    bens, chat = browser(app, scene.session(ben)), scene.conversation()
    assert bens.get("/staff/team").status_code == 403
    admin.post(f"/staff/team/{ben.id}/role", data={"role": "supervisor"})
    assert bens.get("/staff/team").status_code == 200
    admin.post(f"/staff/team/{ben.id}/role", data={"role": "viewer"})
    assert bens.get("/staff/team").status_code == 403
    assert bens.post(f"/staff/conversations/{chat}/take").status_code == 403
    assert scene.read(chat).owner == "bot"
    admin.post(f"/staff/team/{ben.id}/role", data={"role": "viewer"})
    assert actions(scene).count("role_changed") == 2


async def loses_everything_at_once(
    app: FastAPI, admin: TestClient, bens: TestClient, ben: Staff, runtime: Runtime
) -> None:
    """Switch Ben off and look, within the second, at what he had."""
    told: list[Note] = []
    app.state.bot.ledger.listen(told.append)
    assert bens.get("/staff/").status_code == 200
    await asyncio.to_thread(admin.post, f"/staff/team/{ben.id}/disable")
    for path in ("/staff/", "/staff/account", "/staff/tickets"):
        assert bens.get(path).status_code == 303
    with runtime.db.session() as session:
        token = bens.cookies[COOKIE]
        assert service.find_session(session, token=token, now=runtime.clock()) is None
        theirs = select(StaffSession).where(StaffSession.staff_id == ben.id)
        assert session.scalars(theirs).all() == []
    await asyncio.sleep(0.05)
    assert Note("staff", str(ben.id)) in told  # by which open pages hear of it


async def test_s33_disabling_ends_logins_and_tells_open_pages(
    app: FastAPI, admin: TestClient, scene: Scene, ben: Staff, runtime: Runtime
) -> None:
    bens = browser(app, scene.session(ben))
    await loses_everything_at_once(app, admin, bens, ben, runtime)
    assert admin.post(f"/staff/team/{ben.id}/disable").status_code == 303
    assert actions(scene).count("account_disabled") == 1
    good = {"email": ben.email, "password": PASSWORD}
    assert bens.post("/staff/login", data=good).status_code == 401
    admin.post(f"/staff/team/{ben.id}/enable")
    assert bens.get("/staff/").status_code == 303  # the old cookie stays dead
    assert bens.post("/staff/login", data=good).status_code == 303


def leave_sessions(session: Any, *, staff_id: int, now: Any) -> bool:
    """Only write down that the account is off."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(is_active=False))
    return True


def find_any(session: Any, *, token: str, **_more: Any) -> StaffSession | None:
    """Find a session without a look at its owner."""
    return session.get(StaffSession, service.hash_token(token))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (team, "disable", leave_sessions),
        (own, "add_note", lambda *_what: None),
    ],
)
async def test_s33_twin_turns_red(
    app: FastAPI,
    admin: TestClient,
    scene: Scene,
    ben: Staff,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    broken: Callable[..., Any],
) -> None:
    bens = browser(app, scene.session(ben))
    monkeypatch.setattr(where, name, broken)
    if where is team:
        monkeypatch.setattr(service, "find_session", find_any)
    with pytest.raises(AssertionError):
        await loses_everything_at_once(app, admin, bens, ben, runtime)


def test_s33_half_done_login_dies_with_the_account(
    app: FastAPI, admin: TestClient, scene: Scene, ben: Staff, clock: FakeClock
) -> None:
    device, _codes = enrol(scene, ben, clock)
    visitor = TestClient(app, headers={"Origin": HOST}, follow_redirects=False)
    visitor.post("/staff/login", data={"email": ben.email, "password": PASSWORD})
    admin.post(f"/staff/team/{ben.id}/disable")
    with scene.db.session() as session:
        assert session.scalars(select(LoginStep)).all() == []
    late = visitor.post("/staff/login/code", data={"code": device.show()})
    assert late.headers["Location"] == "/staff/login?ended=1"


@pytest.mark.parametrize(("path", "data"), [("disable", {}), ("role", {"role": "viewer"})])
def test_chats_go_back_in_line_when_their_agent_may_answer_no_more(
    admin: TestClient, scene: Scene, ben: Staff, path: str, data: dict[str, str]
) -> None:
    chat, other = scene.conversation(), scene.conversation()
    with scene.db.transaction() as session:
        agent = Agent(str(ben.id), ben.name)
        set_presence(session, agent_id=agent.id, name=ben.name, state="online", now=scene.now)
        take_over(session, conversation_id=chat, agent=agent, now=scene.now)
        take_over(session, conversation_id=other, agent=Agent("999", "Lin"), now=scene.now)
    assert admin.post(f"/staff/team/{ben.id}/{path}", data=data).status_code == 303
    assert (scene.read(chat).owner, scene.read(chat).agent_id) == ("waiting", None)
    assert scene.read(other).owner == "person"


@pytest.mark.parametrize(("path", "data"), [("disable", {}), ("role", {"role": "agent"})])
def test_last_admin_stays(admin: TestClient, scene: Scene, path: str, data: dict[str, str]) -> None:
    with scene.db.session() as session:
        only = session.scalars(select(Staff).where(Staff.role == "admin")).one()
    switched_off = scene.staff("admin", "Off Admin")
    with scene.db.transaction() as session:
        session.execute(update(Staff).where(Staff.id == switched_off.id).values(is_active=False))
    page = admin.post(f"/staff/team/{only.id}/{path}", data=data)
    assert page.status_code == 409
    assert "the last admin at work" in page.text
    assert (read(scene, only).role, read(scene, only).is_active) == ("admin", True)


@pytest.mark.parametrize("is_demotion", [False, True])
def test_one_admin_stays_when_two_switch_each_other_off_at_once(
    runtime: Runtime, scene: Scene, is_demotion: bool
) -> None:
    both = [scene.staff("admin", "Ada Boss").id, scene.staff("admin", "Bo Boss").id]
    ready = threading.Barrier(2)

    def switch_off(staff_id: int) -> str:
        ready.wait()
        try:
            with runtime.db.transaction() as session:
                if is_demotion:
                    team.change_role(session, staff_id=staff_id, role="agent", now=scene.now)
                else:
                    team.disable(session, staff_id=staff_id, now=scene.now)
        except Conflict as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(switch_off, both)) == ["done", "last_admin"]


def test_links_of_a_former_admin_open_nothing(
    app: FastAPI, admin: TestClient, visitor: TestClient, scene: Scene
) -> None:
    former = scene.staff("admin", "Bo Boss")
    theirs = browser(app, scene.session(former))
    made = theirs.post("/staff/team/invite", data={"role": "admin"}).text
    path = re.search(r"/staff/setup/[\w-]+", made)
    assert path is not None
    admin.post(f"/staff/team/{former.id}/role", data={"role": "agent"})
    assert visitor.get(path[0]).status_code == 404


def test_password_link_sets_a_password_once_and_makes_no_account(
    app: FastAPI, admin: TestClient, visitor: TestClient, scene: Scene, ben: Staff
) -> None:
    bens = browser(app, scene.session(ben))
    made = admin.post(f"/staff/team/{ben.id}/link").text
    path = re.search(r"/staff/setup/[\w-]+", made)
    assert path is not None
    page = visitor.get(path[0]).text
    assert ben.email in page
    assert 'name="name"' not in page
    weak = visitor.post(path[0], data={"password": "short"})
    assert weak.status_code == 422
    assert bens.get("/staff/").status_code == 200
    form = {"name": "Eve", "email": "eve@desk.example", "password": NEW}
    assert visitor.post(path[0], data=form).status_code == 303
    assert bens.get("/staff/").status_code == 303
    with scene.db.session() as session:
        assert session.scalar(select(Staff.id).where(Staff.name == "Eve")) is None
    assert visitor.post(path[0], data=form).status_code == 404
    for password, status in ((PASSWORD, 401), (NEW, 303)):
        data = {"email": ben.email, "password": password}
        assert visitor.post("/staff/login", data=data).status_code == status


def test_newer_password_link_kills_the_older_and_so_does_a_changed_password(
    admin: TestClient, visitor: TestClient, app: FastAPI, scene: Scene, ben: Staff
) -> None:
    paths = []
    for _ in range(2):
        found = re.search(r"/staff/setup/[\w-]+", admin.post(f"/staff/team/{ben.id}/link").text)
        assert found is not None
        paths.append(found[0])
    assert [visitor.get(path).status_code for path in paths] == [404, 200]
    bens = browser(app, scene.session(ben))
    bens.post("/staff/account/password", data={"old": PASSWORD, "new": NEW})
    assert visitor.get(paths[1]).status_code == 404
    admin.post(f"/staff/team/{ben.id}/disable")
    assert admin.post(f"/staff/team/{ben.id}/link").status_code == 409


def test_lost_factor_is_taken_away_and_recorded(
    app: FastAPI, admin: TestClient, scene: Scene, ben: Staff, clock: FakeClock
) -> None:
    enrol(scene, ben, clock)
    bens = browser(app, scene.session(ben))
    assert admin.post(f"/staff/team/{ben.id}/factor").status_code == 303
    assert bens.get("/staff/").status_code == 303
    assert read(scene, ben).factor_at is None
    assert (
        bens.post("/staff/login", data={"email": ben.email, "password": PASSWORD}).headers[
            "Location"
        ]
        == "/staff/"
    )
    again = admin.post(f"/staff/team/{ben.id}/factor")
    assert again.status_code == 409
    assert "no second factor" in again.text
    assert actions(scene).count("factor_taken_away") == 1


def test_rule_ends_the_logins_of_those_without_a_factor(
    app: FastAPI, admin: TestClient, scene: Scene, ben: Staff
) -> None:
    bens = browser(app, scene.session(ben))
    done = admin.post("/staff/team/rule", data={"roles": ["agent", "admin"]})
    assert done.status_code == 303
    assert bens.get("/staff/").headers["Location"].startswith("/staff/login")
    assert admin.get("/staff/team").headers["Location"] == "/staff/account/factor"


def test_all_logins_of_somebody_are_ended(
    app: FastAPI, admin: TestClient, scene: Scene, ben: Staff
) -> None:
    theirs = [browser(app, scene.session(ben)) for _ in range(2)]
    admin.post(f"/staff/team/{ben.id}/sessions")
    assert [one.get("/staff/").status_code for one in theirs] == [303, 303]
    assert admin.get("/staff/").status_code == 200


@pytest.mark.parametrize("odd", ["0", "-1", "x", "99999999999", "%00", str(2**31)])
def test_account_that_is_none_is_not_there(admin: TestClient, odd: str) -> None:
    assert admin.get(f"/staff/team/{odd}").status_code in (404, 422)
    assert admin.post(f"/staff/team/{odd}/disable").status_code in (404, 422)
    assert admin.get("/staff/team/4711").status_code == 404
    assert admin.post("/staff/team/4711/disable").status_code == 404


SENSITIVE: list[tuple[str, dict[str, str]]] = [
    ("team/{ben}/role", {"role": "admin"}),
    ("team/{ben}/disable", {}),
    ("team/{ben}/enable", {}),
    ("team/{ben}/sessions", {}),
    ("team/{ben}/factor", {}),
    ("team/{ben}/link", {}),
    ("team/invite", {"role": "admin"}),
    ("team/rule", {"roles": "viewer"}),
    ("account/factor", {"draft": "x", "code": "000000"}),
    ("account/factor/codes", {}),
    ("account/factor/off", {}),
]


@pytest.fixture
def stale(admin: TestClient, ben: Staff, clock: FakeClock) -> TestClient:
    clock.advance(minutes=5, seconds=1)
    return admin


@pytest.mark.parametrize(("path", "data"), SENSITIVE)
def test_s39_sensitive_change_asks_for_the_password_again(
    stale: TestClient, scene: Scene, ben: Staff, path: str, data: dict[str, str]
) -> None:
    with scene.db.transaction() as session:
        session.execute(delete(SetupLink))
    answer = stale.post(f"/staff/{path.format(ben=ben.id)}", data=data)
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert where.startswith("/staff/again?back=%2Fstaff%2F")
    with scene.db.session() as session:
        assert session.scalars(select(SetupLink)).all() == []
    found = read(scene, ben)
    assert (found.role, found.is_active) == ("agent", True)
    assert "older than five minutes" in " ".join(stale.get(where).text.split())
    wrong = stale.post("/staff/again", data={"password": "wrong"})
    assert wrong.status_code == 401
    again = {"password": PASSWORD, "back": "/staff/team"}
    assert stale.post("/staff/again", data=again).headers["Location"] == "/staff/team"
    done = stale.post(f"/staff/{path.format(ben=ben.id)}", data=data)
    assert not done.headers.get("Location", "").startswith("/staff/again")


def test_s39_export_and_set_up_of_a_factor_ask_too(stale: TestClient) -> None:
    for path in ("/staff/audit/export", "/staff/account/factor"):
        assert stale.get(path).headers["Location"].startswith("/staff/again")


def test_s39_pages_offer_no_change_to_an_older_login(stale: TestClient, ben: Staff) -> None:
    for path in ("/staff/team", f"/staff/team/{ben.id}"):
        page = stale.get(path).text
        assert f'href="/staff/again?back={path}"' in page
        for _path in ("role", "disable", "link", "invite"):
            assert f'/{_path}"><button' not in page


def test_s39_who_has_a_factor_gives_the_code_too(
    app: FastAPI, scene: Scene, clock: FakeClock
) -> None:
    boss = scene.staff("admin", "Ada Boss")
    device, _codes = enrol(scene, boss, clock)
    client = browser(app, scene.session(boss))
    clock.advance(minutes=6)
    for code, status in (("", 401), ("000000", 401), (device.show(), 303)):
        data = {"password": PASSWORD, "code": code}
        assert client.post("/staff/again", data=data).status_code == status
    assert client.post("/staff/team/invite", data={"role": "agent"}).status_code == 200


def test_s39_password_is_guessed_no_oftener_than_at_a_login(stale: TestClient) -> None:
    codes = [
        stale.post("/staff/again", data={"password": f"guess {n}"}).status_code for n in range(11)
    ]
    assert codes == [401] * 10 + [429]


def test_s39_way_on_leads_nowhere_else(stale: TestClient) -> None:
    data = {"password": PASSWORD, "back": "//evil.example"}
    assert stale.post("/staff/again", data=data).headers["Location"] == "/staff/"
    assert "evil" not in stale.get("/staff/again?back=//evil.example").text
