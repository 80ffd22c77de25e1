"""The index behind search: it finds what holds the words and nothing else, and follows changes."""

import random

import pytest
from sqlalchemy import delete, update

from bot.ledger import fulltext
from bot.ledger.matching import find_messages, have_grams, split_terms
from bot.ledger.models import Message
from kernel.db import Database
from tests.console.scene import Scene

pytestmark = pytest.mark.timeout(60)

LETTERS = "ab %_'\"\\退款👍é-1"


def find(database: Database, words: str) -> set[str]:
    """Return the conversations that the index names and the text confirms."""
    with database.session() as session:
        query = find_messages(split_terms(words), database.engine.dialect.name)
        return set(session.scalars(query))


def test_index_finds_what_a_look_at_every_text_finds(scene: Scene, database: Database) -> None:
    dice = random.Random(1)
    texts: dict[str, str] = {}
    for _ in range(40):
        text = "".join(dice.choices(LETTERS, k=dice.randint(1, 12))).strip() or "x"
        chat = scene.conversation()
        scene.hear(chat, text)
        texts[chat] = text
    asked = 0
    for _ in range(300):
        words = "".join(dice.choices(LETTERS, k=dice.randint(1, 5)))
        terms = split_terms(words)
        if not have_grams(terms):
            continue
        asked += 1
        held = {chat for chat, text in texts.items() if all(one.text in text for one in terms)}
        # A letter whose other case a database may not know fits any: the page looks again.
        assert find(database, words) >= held, words
        if "é" not in words:
            assert find(database, words) == held, words
    assert asked > 100


def test_what_is_masked_or_deleted_is_found_no_more(scene: Scene, database: Database) -> None:
    chats = [scene.conversation() for _ in range(3)]
    for each in chats:
        scene.hear(each, "my card is 4111111111111111 退款")
    with database.transaction() as session:
        mine = Message.conversation_id == chats[0]
        session.execute(update(Message).where(mine).values(text="my card is masked 退货"))
        session.execute(delete(Message).where(Message.conversation_id == chats[1]))
    assert find(database, "4111111111111111") == {chats[2]}
    assert find(database, "退款") == {chats[2]}
    assert find(database, "masked") == {chats[0]}
    assert find(database, "退货") == {chats[0]}


def test_index_is_filled_from_what_is_there(scene: Scene, database: Database) -> None:
    with database.engine.begin() as connection:
        fulltext.remove(connection)
        assert not fulltext.is_whole(connection)
    chat = scene.conversation()
    scene.hear(chat, "before the index 退款")
    with database.engine.begin() as connection:
        fulltext.install(connection)
        assert fulltext.is_whole(connection)
    for words in ("before", "退款", "款"):
        assert find(database, words) == {chat}
    with database.engine.begin() as connection:
        fulltext.rebuild(connection)
    for words in ("before", "退款", "款"):
        assert find(database, words) == {chat}


def test_lost_trigger_is_noticed_and_mended(scene: Scene, database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps an index up without triggers")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER fulltext_insert")
    chat = scene.conversation()
    scene.hear(chat, "said while nothing kept the index up")
    assert find(database, "nothing kept") == set()
    with database.engine.begin() as connection:
        fulltext.install(connection)
    assert find(database, "nothing kept") == {chat}
