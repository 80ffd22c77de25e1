import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.replies.exchange import COLUMNS, import_csv, read_csv, write_csv
from console.replies.finding import find_replies
from console.replies.models import SavedReply
from console.replies.schemas import ReplyDraft, read_draft
from console.replies.service import (
    ChangedMeanwhile,
    ShortcutTaken,
    change_reply,
    count_use,
    create_reply,
    delete_reply,
    get_reply,
    list_replies,
)
from console.staff.models import Staff
from kernel.errors import Forbidden, NotFound
from tests.console.scene import Scene


def draft(shortcut: str = "thanks", **more: str) -> ReplyDraft:
    typed = {"shortcut": shortcut, "title": "Thanks", "text_en": "Thank you!", **more}
    made, problems = read_draft(typed)
    assert made is not None, problems
    return made


def add(scene: Scene, staff: Staff, shortcut: str = "thanks", **more: str) -> SavedReply:
    with scene.db.transaction() as session:
        return create_reply(session, staff=staff, draft=draft(shortcut, **more), now=scene.now)


@pytest.fixture
def ben(scene: Scene) -> Staff:
    return scene.staff()


@pytest.fixture
def mina(scene: Scene) -> Staff:
    return scene.staff("supervisor", "Mina Park")


def test_own_reply_is_seen_by_nobody_else(scene: Scene, ben: Staff, mina: Staff) -> None:
    mine = add(scene, ben)
    with scene.db.session() as session:
        assert [one.id for one in list_replies(session, staff=ben)] == [mine.id]
        assert list_replies(session, staff=mina) == []
        for act in (get_reply, delete_reply, count_use):
            with pytest.raises(NotFound):
                act(session, staff=mina, reply_id=mine.id)


def test_shared_reply_is_a_supervisors_to_change(scene: Scene, ben: Staff, mina: Staff) -> None:
    with pytest.raises(Forbidden):
        add(scene, ben, scope="shared")
    shared = add(scene, mina, scope="shared")
    with scene.db.session() as session:
        assert get_reply(session, staff=ben, reply_id=shared.id).title == "Thanks"
        with pytest.raises(Forbidden):
            delete_reply(session, staff=ben, reply_id=shared.id)
        with pytest.raises(Forbidden):  # nor by making it their own
            change_reply(
                session,
                staff=ben,
                reply_id=shared.id,
                draft=draft(),
                seen_at=None,
                now=scene.now,
            )
        mine = create_reply(session, staff=ben, draft=draft("mine"), now=scene.now)
        with pytest.raises(Forbidden):  # and none of their own becomes everybody's
            change_reply(
                session,
                staff=ben,
                reply_id=mine.id,
                draft=draft("mine", scope="shared"),
                seen_at=None,
                now=scene.now,
            )


def test_shortcut_is_one_replys_on_its_shelf(scene: Scene, ben: Staff, mina: Staff) -> None:
    add(scene, ben)
    add(scene, mina)
    add(scene, mina, scope="shared")
    with pytest.raises(ShortcutTaken):
        add(scene, ben)
    with pytest.raises(ShortcutTaken):
        add(scene, mina, scope="shared", team="returns")


def test_change_of_an_old_version_is_refused(scene: Scene, ben: Staff) -> None:
    seen = add(scene, ben).changed_at
    scene.runtime.clock.advance(seconds=5)  # type: ignore[attr-defined]
    for is_first in (True, False):
        with scene.db.transaction() as session:
            reply = list_replies(session, staff=ben)[0]
            if is_first:
                change_reply(
                    session,
                    staff=ben,
                    reply_id=reply.id,
                    draft=draft(text_en="Many thanks!"),
                    seen_at=seen,
                    now=scene.now,
                )
            else:
                with pytest.raises(ChangedMeanwhile):
                    change_reply(
                        session,
                        staff=ben,
                        reply_id=reply.id,
                        draft=draft(text_en="Lost?"),
                        seen_at=seen,
                        now=scene.now,
                    )
    with scene.db.session() as session:
        assert list_replies(session, staff=ben)[0].text_en == "Many thanks!"


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ({"shortcut": "a b"}, {"replies_bad_shortcut"}),
        ({"shortcut": "x" * 41}, {"replies_bad_shortcut"}),
        ({"title": ""}, {"replies_bad_title"}),
        ({"title": "two\nlines"}, {"replies_bad_title"}),
        ({"text_en": " "}, {"replies_bad_empty"}),
        ({"text_en": "x" * 4_001}, {"replies_bad_text_en"}),
        ({"scope": "all"}, {"replies_bad_scope"}),
        ({"text_zh": "{客户}"}, {"replies_bad_placeholder"}),
        ({"text_en": "{order.nr}"}, {"replies_bad_placeholder_near"}),
    ],
)
def test_what_is_wrong_is_named_by_field(typed: dict[str, str], keys: set[str]) -> None:
    whole = {"shortcut": "thanks", "title": "Thanks", "text_en": "Thank you!"}
    made, problems = read_draft(whole | typed)
    assert made is None
    assert {one.key for one in problems} == keys
    assert {one.field for one in problems} <= typed.keys() | {"text_en"}


def test_beginning_of_a_shortcut_comes_before_words(scene: Scene, mina: Staff) -> None:
    add(scene, mina, "refund", title="Refund sent", text_en="The money is on its way.")
    add(scene, mina, "ref-late", title="Late", text_en="Your refund takes longer than usual.")
    add(scene, mina, "sorry", title="Sorry", text_en="Sorry that your refund is late.")
    add(scene, mina, "hello", title="Hello", text_en="Hello!", text_zh="您好！")
    with scene.db.transaction() as session:
        count_use(session, staff=mina, reply_id=2)

    def find(query: str, language: str = "en", **more: int) -> list[str]:
        with scene.db.session() as session:
            found = find_replies(session, mina, query, language, **more)  # type: ignore[arg-type]
            return [one.reply.shortcut for one in found]

    assert find("ref")[:2] == ["ref-late", "refund"]  # the one that was used comes first
    assert find("refund")[0] == "refund"
    assert set(find("/refund")) == {"refund", "ref-late", "sorry"}
    assert find("您好", "zh") == ["hello"]
    assert find("", "zh")[:2] == ["hello", "ref-late"]  # those that speak Chinese first
    assert find("zebra") == []
    assert len(find("", limit=2)) == 2


def test_replies_of_other_teams_are_left_out_where_asked(scene: Scene, mina: Staff) -> None:
    add(scene, mina, "a", scope="shared", team="returns")
    add(scene, mina, "b", scope="shared", team="sales")
    add(scene, mina, "c", scope="shared")
    with scene.db.session() as session:
        found = find_replies(session, mina, "", "en", teams=("sales",))
        assert {one.reply.shortcut for one in found} == {"b", "c"}


def test_file_that_was_written_is_read_back(scene: Scene, ben: Staff, mina: Staff) -> None:
    add(scene, mina, "a", text_en='=HYPERLINK("http://x")\n"quoted", with comma', text_zh="@您")
    add(scene, mina, "-b", title="+1", scope="shared", team="sales")
    with scene.db.session() as session:
        rows = list_replies(session, staff=mina)
        content = write_csv(rows)
        before = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
    assert "\n=" not in content.replace("\r\n", "\n")
    assert ",=" not in content
    assert ',"=' not in content
    drafts, problems = read_csv(("\ufeff" + content).encode())
    assert problems == []
    assert [one.model_dump() for one in drafts] == before
    with scene.db.transaction() as session:
        done = import_csv(session, staff=mina, content=content.encode(), now=scene.now)
        assert (done.added, done.changed) == (0, 2)
        refused = import_csv(session, staff=ben, content=content.encode(), now=scene.now)
        assert [one.problem.key for one in refused.problems] == ["replies_import_shared"]


@given(st.text(), st.text(min_size=1))
def test_any_text_survives_a_spreadsheet(text: str, title: str) -> None:
    made, _problems = read_draft(
        {"shortcut": "a", "title": title, "text_en": text, "text_zh": "好"}
    )
    if made is None or "\r" in text:
        return
    row = SavedReply(**made.model_dump())
    assert read_csv(write_csv([row]).encode())[0] == [made]


@pytest.mark.parametrize(
    ("content", "key", "row"),
    [
        (b"\xff\xfe\x00", "replies_import_unreadable", 1),
        (b"a,b\n1,2\n", "replies_import_columns", 1),
        (b"", "replies_import_columns", 1),
        (b"x" * 1_000_001, "replies_import_large", 1),
        (b"shortcut,title,text_en\n" + b"a,b,c\n" * 2_001, "replies_import_large", 1),
        (b"shortcut,title,text_en\na,b,c\nb b,t,x\n", "replies_bad_shortcut", 3),
        (b'shortcut,title,text_en\na,b,"c', "replies_import_unreadable", 1),
        (b"shortcut,title,text_en\na,b\n", "replies_bad_empty", 2),
    ],
)
def test_file_with_a_mistake_changes_nothing(
    scene: Scene, ben: Staff, content: bytes, key: str, row: int
) -> None:
    with scene.db.transaction() as session:
        done = import_csv(session, staff=ben, content=content, now=scene.now)
        assert [(one.row, one.problem.key) for one in done.problems][:1] == [(row, key)]
        assert list_replies(session, staff=ben) == []
