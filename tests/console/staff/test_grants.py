"""Rights of the studio beyond the role, the bot editor's way in, who approves a promotion."""

import re
from collections.abc import Collection

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from console.access import as_principal
from console.audit.models import AuditEntry
from console.staff import team
from console.staff.grants import choose_grants, list_rights, set_grants
from console.staff.models import Staff, StaffGrant
from console.staff.policy import needs_second_person
from kernel.errors import Invalid, NotFound
from kernel.principals import ALLOWED, GRANTABLE, Principal, may
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.scene import PASSWORD, Scene

ROLES = ("viewer", "agent", "supervisor", "studio", "admin")
EVERY = sorted(set().union(*ALLOWED.values()))


@pytest.fixture
def admin(client_of: ClientOf) -> TestClient:
    return client_of("admin", "Ada Boss")


def give(scene: Scene, staff: Staff, *rights: str) -> None:
    with scene.db.transaction() as session:
        set_grants(session, staff_id=staff.id, wanted=rights, by=staff.id, now=scene.now)


def read(scene: Scene, staff: Staff) -> Principal:
    with scene.db.session() as session:
        return as_principal(session.get_one(Staff, staff.id))


def lines(scene: Scene, action: str) -> list[dict[str, object]]:
    with scene.db.session() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == action)
        return list(session.scalars(query.order_by(AuditEntry.id)))


@given(st.sampled_from(ROLES), st.frozensets(st.sampled_from(EVERY)), st.sampled_from(EVERY))
def test_grants_add_rights_of_the_studio_and_nothing_else(
    role: str, grants: frozenset[str], permission: str
) -> None:
    allowed = may(Principal("staff", "1", role, grants=grants), permission)
    is_given = permission in grants and permission.startswith("studio:")
    assert allowed == (permission in ALLOWED[role] or is_given)


@pytest.mark.parametrize(
    ("kind", "role"), [("staff", "dismissed"), ("service", "viewer"), ("anonymous", "anonymous")]
)
def test_grants_count_for_staff_with_a_role_alone(kind: str, role: str) -> None:
    principal = Principal(kind, "1", role, grants=frozenset(GRANTABLE))  # type: ignore[arg-type]
    assert [one for one in GRANTABLE if may(principal, one)] == []


@given(st.sampled_from(ROLES), st.frozensets(st.sampled_from(GRANTABLE)))
def test_who_was_given_something_sees_the_studio(role: str, wanted: frozenset[str]) -> None:
    chosen = choose_grants(role, wanted)
    principal = Principal("staff", "1", role, grants=chosen)
    assert all(may(principal, one) for one in wanted)
    assert may(principal, "studio:read") or not wanted
    assert chosen.isdisjoint(ALLOWED[role])


@pytest.mark.parametrize(
    "wanted", [["staff:write"], ["studio:read", "customers:read"], [""], ["x"]]
)
def test_nothing_but_the_studio_can_be_given(wanted: Collection[str]) -> None:
    with pytest.raises(Invalid):
        choose_grants("viewer", wanted)


def test_rights_are_given_shown_and_taken_on_the_members_page(
    admin: TestClient, client_of: ClientOf, scene: Scene
) -> None:
    client = client_of("agent", "Lin Berger")
    lin = scene.newest_agent()
    assert client.get("/staff/studio").status_code == 403
    assert "/staff/studio" not in client.get("/staff/").text
    form = {"rights": ["studio:write", "studio:train"]}
    assert admin.post(f"/staff/team/{lin}/rights", data=form).status_code == 303
    assert client.get("/staff/studio").status_code == 200  # by the login that was open
    assert 'href="/staff/studio"' in client.get("/staff/").text
    assert "see, edit, train." in client.get("/staff/studio").text
    checked = re.findall(r'value="(studio:\w+)" checked', admin.get(f"/staff/team/{lin}").text)
    assert checked == ["studio:read", "studio:write", "studio:train"]
    assert admin.post(f"/staff/team/{lin}/rights", data=form).status_code == 303
    assert admin.post(f"/staff/team/{lin}/rights").status_code == 303
    assert client.get("/staff/studio").status_code == 403
    assert lines(scene, "rights_changed") == [
        {"given": "studio:read studio:train studio:write"},
        {"taken": "studio:read studio:train studio:write"},
    ]


def test_right_that_nobody_can_be_given_is_refused(admin: TestClient, scene: Scene) -> None:
    lin = scene.staff(name="Lin Berger")
    for wrong in ("staff:write", "studio:all"):
        answer = admin.post(f"/staff/team/{lin.id}/rights", data={"rights": [wrong]})
        assert answer.status_code == 422
    assert admin.post("/staff/team/4711/rights").status_code == 404
    assert read(scene, lin).grants == frozenset()
    assert lines(scene, "rights_changed") == []


@pytest.mark.parametrize("role", ["viewer", "agent", "supervisor", "studio"])
def test_nobody_gives_rights_but_an_admin(client_of: ClientOf, scene: Scene, role: str) -> None:
    client = client_of(role, "Own Self")
    form = {"rights": ["studio:promote"]}
    assert client.post(f"/staff/team/{scene.newest_agent()}/rights", data=form).status_code == 403
    assert client.post("/staff/team/promotion", data={"by_two": "1"}).status_code == 403
    with scene.db.session() as session:
        assert session.scalars(select(StaffGrant)).all() == []
        assert not needs_second_person(session)


def test_supervisor_sees_who_has_which_right(client_of: ClientOf, scene: Scene) -> None:
    lin = scene.staff(name="Lin Berger")
    client = client_of("supervisor", "Sue Visor")
    assert "Nothing there is open" in client.get(f"/staff/team/{lin.id}").text
    give(scene, lin, "studio:train")
    page = client.get(f"/staff/team/{lin.id}").text
    assert page.count("given to this person") == 2  # to train, and so to see


def test_rights_end_with_the_role(scene: Scene) -> None:
    scene.staff("admin", "Ada Boss")
    lin = scene.staff(name="Lin Berger")
    give(scene, lin, "studio:promote")
    for role, left in (("agent", {"studio:read", "studio:promote"}), ("viewer", set())):
        with scene.db.transaction() as session:
            team.change_role(session, staff_id=lin.id, role=role, now=scene.now)
        assert read(scene, lin).grants == left


def test_account_that_is_gone_is_given_nothing(scene: Scene) -> None:
    with scene.db.transaction() as session, pytest.raises(NotFound):
        set_grants(session, staff_id=99, wanted=["studio:read"], by=1, now=scene.now)


def test_new_account_has_no_grants_before_it_is_read_again(scene: Scene) -> None:
    made = scene.staff(name="Lin Berger")
    assert as_principal(made).grants == frozenset()
    assert [one.is_given for one in list_rights("viewer", ["studio:read"])] == [True] + [False] * 3


def test_bot_editor_lands_in_the_studio(visitor: TestClient, scene: Scene) -> None:
    scene.staff("studio", "Eddy Tor")
    form = {"email": "eddy@desk.example", "password": PASSWORD}
    answer = visitor.post("/staff/login", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/studio")
    page = visitor.get("/staff/studio")
    assert page.status_code == 200
    shown = re.findall(r'<a href="(/staff/[^"]*)"', page.text.split("</header>")[0])
    assert shown == ["/staff/studio"]
    again = visitor.get("/staff/")
    assert (again.status_code, again.headers["Location"]) == (303, "/staff/studio")
    for path in ("customers", "tickets", "board", "reports", "conversations/" + "0" * 32):
        assert visitor.get(f"/staff/{path}").status_code == 403
    assert visitor.post("/staff/presence", data={"state": "online"}).status_code == 403


def test_bot_editor_comes_back_to_the_page_they_asked_for(
    visitor: TestClient, scene: Scene
) -> None:
    scene.staff("studio", "Eddy Tor")
    form = {"email": "eddy@desk.example", "password": PASSWORD, "back": "/staff/account"}
    assert visitor.post("/staff/login", data=form).headers["Location"] == "/staff/account"


def test_who_may_see_nothing_is_told_so(client_of: ClientOf, scene: Scene) -> None:
    client = client_of("agent")
    with scene.db.transaction() as session:
        session.execute(update(Staff).values(role="dismissed"))
    assert client.get("/staff/").status_code == 403


def test_second_person_is_asked_for_by_rule(admin: TestClient, scene: Scene) -> None:
    def is_set() -> bool:
        with scene.db.session() as session:
            return needs_second_person(session)

    assert not is_set()
    for form, expected in (({"by_two": "1"}, True), ({"by_two": "1"}, True), ({}, False)):
        assert admin.post("/staff/team/promotion", data=form).status_code == 303
        assert is_set() is expected
        checked = 'name="by_two" value="1" checked' in admin.get("/staff/team").text
        assert checked is expected
    assert lines(scene, "promotion_rule_changed") == [{"by_two": "yes"}, {"by_two": "no"}]


def test_old_login_changes_no_rights(admin: TestClient, scene: Scene, clock: FakeClock) -> None:
    lin = scene.staff(name="Lin Berger")
    clock.advance(minutes=6)
    for path in (f"/staff/team/{lin.id}/rights", "/staff/team/promotion"):
        answer = admin.post(path, data={"rights": ["studio:promote"], "by_two": "1"})
        assert answer.headers["Location"].startswith("/staff/again?back=")
    assert read(scene, lin).grants == frozenset()
