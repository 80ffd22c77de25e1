import re
from datetime import timedelta
from html import unescape

from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.replies.models import SavedReply
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

WHOLE = {
    "shortcut": "/Late",
    "title": "Late parcel",
    "text_en": "Sorry {customer.first_name}, {order.number} is late.\r\nBest, {agent.name}",
    "text_zh": "",
    "scope": "own",
    "team": "",
}
EVIL = "<img src=x onerror=alert(1)>\"'"


def only(scene: Scene) -> SavedReply:
    with scene.db.session() as session:
        return session.query(SavedReply).one()


def test_reply_is_written_changed_and_deleted(agent: TestClient, scene: Scene) -> None:
    assert "No saved reply yet" in agent.get("/staff/replies").text
    assert agent.get("/staff/replies/new").status_code == 200
    answer = agent.post("/staff/replies", data=WHOLE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/replies?done=saved")
    made = only(scene)
    assert (made.shortcut, made.text_en.count("\n"), "\r" in made.text_en) == ("late", 1, False)
    page = agent.get(f"/staff/replies/{made.id}").text
    seen = re.search(r'name="seen_at" value="([^"]+)"', page)
    assert seen is not None
    changed = {**WHOLE, "title": "Parcel is late", "seen_at": unescape(seen[1])}
    assert agent.post(f"/staff/replies/{made.id}", data=changed).status_code == 303
    assert "Parcel is late" in agent.get("/staff/replies?q=parcel").text
    assert "holds these words" in agent.get("/staff/replies?q=zebra").text
    assert agent.post(f"/staff/replies/{made.id}/delete").status_code == 303
    assert agent.post(f"/staff/replies/{made.id}/delete").status_code == 404
    with scene.db.session() as session:
        lines = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "saved_reply_changed")
        ).all()
    assert [(line.details["what"], line.object_id) for line in lines] == [
        ("added", str(made.id)),
        ("changed", str(made.id)),
        ("deleted", str(made.id)),
    ]


def test_mistake_is_told_and_nothing_typed_is_lost(agent: TestClient) -> None:
    typed = {**WHOLE, "shortcut": "a b", "text_en": "Hi {customer.nam}"}
    answer = agent.post("/staff/replies", data=typed)
    assert answer.status_code == 422
    assert "1 to 40 letters" in answer.text
    assert 'value="a b"' in answer.text
    typed["shortcut"] = "ab"
    answer = agent.post("/staff/replies", data=typed)
    assert "Did you mean “customer.name”?" in answer.text
    chinese = agent.post("/staff/replies", data=typed, headers={"Accept-Language": "zh"}).text
    assert "是否想写“customer.name”" in chinese
    agent.post("/staff/replies", data=WHOLE)
    assert agent.post("/staff/replies", data=WHOLE).status_code == 409


def test_two_who_change_at_once_do_not_overwrite_each_other(
    client_of: ClientOf, scene: Scene
) -> None:
    mina, lin = client_of("supervisor", "Mina Park"), client_of("admin", "Lin Berger")
    mina.post("/staff/replies", data={**WHOLE, "scope": "shared"})
    made = only(scene)
    both = {**WHOLE, "scope": "shared", "seen_at": made.changed_at.isoformat()}
    scene.runtime.clock.advance(seconds=1)  # type: ignore[attr-defined]
    assert mina.post(f"/staff/replies/{made.id}", data={**both, "title": "A"}).status_code == 303
    answer = lin.post(f"/staff/replies/{made.id}", data={**both, "title": "B", "text_en": "Kept"})
    assert (answer.status_code, only(scene).title) == (409, "A")
    assert "Mina Park has changed this reply" in answer.text
    assert "Kept" in answer.text
    for lie in ("", "yesterday", "2026-03-02T09:30:00"):
        refused = lin.post(f"/staff/replies/{made.id}", data={**both, "seen_at": lie})
        assert refused.status_code in (409, 422), lie


def test_preview_fills_an_example_and_stores_nothing(agent: TestClient, scene: Scene) -> None:
    answer = agent.post(
        "/staff/replies/preview", data={**WHOLE, "text_zh": "您好，{customer.name}！"}
    )
    assert answer.status_code == 200
    assert "Sorry Ada, FD-1004217 is late." in answer.text
    assert "您好，王小雨！" in answer.text
    with scene.db.session() as session:
        assert session.query(SavedReply).count() == 0


def test_colleagues_own_and_shared_ones_are_kept_from_an_agent(
    client_of: ClientOf, scene: Scene
) -> None:
    ben, mina = client_of("agent"), client_of("supervisor", "Mina Park")
    viewer = client_of("viewer", "Vic Lo")
    mina.post("/staff/replies", data=WHOLE)
    reply_id = only(scene).id
    data = {**WHOLE, "seen_at": only(scene).changed_at.isoformat()}
    for send in (
        lambda who: who.get(f"/staff/replies/{reply_id}"),
        lambda who: who.post(f"/staff/replies/{reply_id}", data=data),
        lambda who: who.post(f"/staff/replies/{reply_id}/delete"),
        lambda who: who.post(f"/staff/replies/{reply_id}/used"),
    ):
        assert send(ben).status_code == 404
        assert send(viewer).status_code == 403
    mina.post(f"/staff/replies/{reply_id}", data={**data, "scope": "shared"})
    assert ben.get(f"/staff/replies/{reply_id}").status_code == 403
    data["seen_at"] = only(scene).changed_at.isoformat()
    assert ben.post(f"/staff/replies/{reply_id}", data=data).status_code == 403
    assert ben.post(f"/staff/replies/{reply_id}/delete").status_code == 403
    assert ben.post("/staff/replies", data={**WHOLE, "scope": "shared"}).status_code == 403
    assert ben.post(f"/staff/replies/{reply_id}/used").status_code == 204
    assert (only(scene).uses, only(scene).scope) == (1, "shared")
    for path in ("replies", "replies/new", "replies/export", "replies/pick?conversation=x"):
        assert viewer.get(f"/staff/{path}").status_code == 403


def test_file_goes_out_and_comes_in(client_of: ClientOf, scene: Scene) -> None:
    ben, mina = client_of("agent"), client_of("supervisor", "Mina Park")
    mina.post("/staff/replies", data={**WHOLE, "scope": "shared"})
    file = mina.get("/staff/replies/export")
    assert file.headers["content-type"].startswith("text/csv")
    answer = mina.post("/staff/replies/import", files={"file": ("r.csv", file.content)})
    assert "Imported: 0 new, 1 changed." in answer.text
    refused = ben.post("/staff/replies/import", files={"file": ("r.csv", file.content)})
    assert refused.status_code == 422
    assert "changed by supervisors" in refused.text
    own = file.content.replace(b"shared", b"own")
    assert "1 new" in ben.post("/staff/replies/import", files={"file": ("r.csv", own)}).text


def test_picker_offers_filled_texts_as_a_list_box(client_of: ClientOf, scene: Scene) -> None:
    ben = client_of("agent")
    ada = scene.customer(f"Ada{EVIL} Moreno")
    scene.order(ada, "FD-1000001", 4_900)
    chat = scene.conversation(ada, verified_until=scene.now + timedelta(hours=1))
    ben.post("/staff/replies", data=WHOLE)
    part = ben.get("/staff/replies/pick", params={"q": "la", "conversation": chat})
    assert part.status_code == 200
    assert 'role="listbox"' in part.text
    assert part.text.count('role="option"') == 1
    assert 'aria-selected="true"' in part.text
    assert "<img" not in part.text
    found = re.search(r'data-text="([^"]*)"', part.text)
    assert found is not None
    filled = "Sorry Ada<img, FD-1000001 is late.\nBest, Ben Okafor"
    assert unescape(found[1]) == filled
    assert "gap" not in part.text.lower()


def test_picker_warns_of_gaps_and_of_the_other_language(client_of: ClientOf, scene: Scene) -> None:
    ben = client_of("agent")
    chat = scene.conversation(language="zh")
    ben.post("/staff/replies", data=WHOLE)
    part = ben.get("/staff/replies/pick", params={"conversation": chat}).text
    assert "Sorry …, … is late." in unescape(part)
    assert "Fill the gap yourself: first name of the customer, number of the order" in part
    assert "no text in the language" in part
    assert "No saved reply fits" in ben.get(f"/staff/replies/pick?q=zz&conversation={chat}").text
    for lie in ("0" * 32, "x", "../..", ""):
        answer = ben.get("/staff/replies/pick", params={"conversation": lie})
        assert answer.status_code == 404, lie
