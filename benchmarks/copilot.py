"""`python -m benchmarks.copilot`: suggested replies on chats held out, beside two rivals; speed.

Each third of the written chats of the demo shop is held out in turn and the others are learned
from as the product does. A hit is a suggestion among three that answers the same intent. The same
is asked with the bot's own training lines, which others wrote for another purpose. Rivals rank the
same candidates: BM25 (k1 1.5, b 0.75), and one reply of each of the three most frequent intents.
"""

import math
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from benchmarks.report import figure, figure_latency
from bot.ledger.conversations import open_conversation
from bot.ledger.intake import Incoming, receive
from bot.ledger.models import Conversation
from console.copilot.demo import Dialogue, read_dialogues, read_rows, seed_chats
from console.copilot.index import Candidate, SuggestionIndex, Wanted
from console.copilot.past import collect
from console.copilot.suggesting import suggest
from console.copilot.vectors import cut_words
from console.staff.models import Staff
from crm_backend.seed import seed_shop
from crm_backend.seed.shop import Size
from kernel.db import Database
from kernel.turns import Language

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SHOP = "Lumen & Loom"
FOLDS = 3
SHOWN = 3
LINES = 12  # training lines of each intent and language
REPLIES, PASSAGES, QUESTIONS = 10_000, 500, 300
K1, B = 1.5, 0.75
LANGUAGES: tuple[Language, Language] = ("en", "zh")
MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")

Ranking = Callable[[str], Sequence[Candidate]]
Question = tuple[str, str]  # text, intent


def make_database(folder: Path, dialogues: Sequence[Dialogue]) -> Database:
    """Return a small demo shop that has seen these chats."""
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    database.create_all()
    size = Size(customers=200, orders=600, tickets=50)
    seed_shop(database, data=folder, now=NOW, progress=lambda *_: None, size=size)
    seed_chats(database, now=NOW, dialogues=dialogues)
    return database


def find_intents(dialogues: Sequence[Dialogue]) -> Callable[[Candidate], str]:
    """Return what tells the intent that a candidate answers."""
    said = {}
    for dialogue in dialogues:
        for line in dialogue.lines[1::2]:
            for name in ("{customer.first_name}", "{customer.name}"):
                masked = line.replace("{name}", name).replace("{order}", "{order.number}")
                said[masked] = dialogue.intent
    topics = {row["title_en"]: row["topic"] for row in read_rows("replies")}

    def intent_of(one: Candidate) -> str:
        if one.source == "past":
            return said.get(one.text, "")
        return one.topic if one.source == "article" else topics.get(one.title, "")

    return intent_of


def rank_bm25(candidates: Sequence[Candidate]) -> Ranking:
    """Return Okapi BM25 over what each candidate answers and says."""
    counter = CountVectorizer(analyzer=cut_words)
    counts = csr_array(counter.fit_transform([f"{one.asked} {one.text}" for one in candidates]))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    seen = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (len(candidates) - seen + 0.5) / (seen + 0.5))
    rows = counts.tocoo()
    damp = K1 * (1 - B + B * lengths[rows.row] / lengths.mean())
    gains = rows.data * (K1 + 1) / (rows.data + damp) * rarity[rows.col]
    weights = csr_array((gains, (rows.row, rows.col)), shape=counts.shape)

    def rank(text: str) -> Sequence[Candidate]:
        scores = (weights @ counter.transform([text]).T).toarray().ravel()
        return [candidates[at] for at in np.argsort(-scores, kind="stable")[:SHOWN]]

    return rank


def rank_frequent(
    candidates: Sequence[Candidate], intent_of: Callable[[Candidate], str]
) -> Ranking:
    """Return one reply of each of the most frequent intents, whatever is asked."""
    intents = Counter(filter(None, map(intent_of, candidates)))
    first = {intent_of(one): one for one in reversed(candidates)}
    fixed = [first[intent] for intent, _count in intents.most_common(SHOWN)]
    return lambda _text: fixed


def read_training_lines(language: Language, intents: set[str]) -> Iterator[Question]:
    """Give lines of the bot's training data of these intents, drawn the same way every time."""
    found: dict[str, list[str]] = {}
    for path in sorted(Path("data/nlu", language).glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if block.get("intent") in intents:
                lines = [line.removeprefix("- ") for line in block["examples"].splitlines()]
                found.setdefault(block["intent"], []).extend(lines)
    chance = random.Random(7)
    for intent in sorted(found):
        for line in chance.sample(found[intent], min(LINES, len(found[intent]))):
            yield MARKED.sub(r"\1", line), intent


def find_places(
    questions: Sequence[Question], rank: Ranking, intent_of: Callable[[Candidate], str]
) -> list[int]:
    """Return for each question the place of the first reply that answers its intent, 0 for none."""
    return [
        next((at for at, one in enumerate(rank(text)[:SHOWN], 1) if intent_of(one) == intent), 0)
        for text, intent in questions
    ]


def find_interval(hits: int, asked: int) -> tuple[float, float]:
    """Return the 95 per cent interval of a share in per cent (Wilson 1927)."""
    share, z = hits / asked, 1.96
    middle = share + z * z / (2 * asked)
    half = z * math.sqrt(share * (1 - share) / asked + z * z / (4 * asked * asked))
    scale = 100 / (1 + z * z / asked)
    return round(scale * (middle - half), 1), round(scale * (middle + half), 1)


def judge() -> None:
    """Print hit@1 and hit@3 of the product and its rivals, by language, over all folds."""
    dialogues = list(read_dialogues())
    places: dict[tuple[str, str, Language], list[int]] = {}
    for fold in range(FOLDS):
        learned = [one for at, one in enumerate(dialogues) if at % FOLDS != fold]
        held_out = [one for at, one in enumerate(dialogues) if at % FOLDS == fold]
        with tempfile.TemporaryDirectory() as name:
            database = make_database(Path(name), learned)
            with database.session() as session:
                candidates, rates = collect(session, shop_name=SHOP)
            database.dispose()
        intent_of = find_intents(learned)
        index = SuggestionIndex(candidates, rates)
        for tag in LANGUAGES:
            mine = [one for one in candidates if one.language == tag]
            rankings: dict[str, Ranking] = {
                "frontdesk": lambda text, tag=tag, index=index: [
                    hit.candidate for hit in index.rank(Wanted(text), tag, SHOWN)
                ],
                "bm25": rank_bm25(mine),
                "most frequent": rank_frequent(mine, intent_of),
            }
            chats = [
                (one.lines[0].format(name="", order="FD-1000001"), one.intent)
                for one in held_out
                if one.language == tag
            ]
            lines = list(read_training_lines(tag, {one.intent for one in dialogues}))
            for model, rank in rankings.items():
                for kind, questions in (("held-out chats", chats), ("training lines", lines)):
                    found = find_places(questions, rank, intent_of)
                    places.setdefault((kind, model, tag), []).extend(found)
    for (kind, model, tag), found in places.items():
        for most in (1, SHOWN):
            hits = sum(0 < place <= most for place in found)
            more = {"model": model, "on": kind, "language": tag, "questions": len(found)}
            more["interval"] = find_interval(hits, len(found))
            figure(f"hit_at_{most}", 100 * hits / len(found), "per cent", **more)


def make_many(chance: random.Random) -> list[Candidate]:
    """Return as many replies and passages as a busy shop has, of words of the written ones."""
    words = {
        tag: [
            word
            for one in read_dialogues()
            if one.language == tag
            for line in one.lines
            for word in (line.split() if tag == "en" else re.findall("..?", line))
        ]
        for tag in LANGUAGES
    }
    made = []
    for tag in LANGUAGES:
        joint = " " if tag == "en" else ""
        for number in range(REPLIES + PASSAGES):
            asked, text = (
                joint.join(chance.choices(words[tag], k=chance.randint(low, high)))
                for low, high in ((5, 25), (12, 50))
            )
            is_past = number < REPLIES
            source, key = ("past", "past:") if is_past else ("article", "article:")
            made.append(Candidate(f"{key}{number}", source, tag, text, asked))  # type: ignore[arg-type]
    return made


def measure_speed() -> None:
    """Print how long the index takes to build, and one suggestion with all its reading."""
    chance = random.Random(3)
    candidates = make_many(chance)
    began = time.perf_counter()
    index = SuggestionIndex(candidates)
    more = {"replies": REPLIES, "passages": PASSAGES, "languages": len(LANGUAGES)}
    figure("index_build", time.perf_counter() - began, "s", **more)
    questions = [one for one in read_dialogues() for _ in range(QUESTIONS // 100)]
    staff = Staff(id=1, name="Ben Okafor", role="agent", email="ben@desk.example")
    with tempfile.TemporaryDirectory() as name:
        database = make_database(Path(name), [])
        for tag in LANGUAGES:
            chats = [talk(database, one) for one in questions if one.language == tag]
            spans = [time_one(database, index, chat, staff) for chat in chats]
            figure_latency("suggest", [wall for wall, _cpu in spans[5:]], language=tag, **more)
            figure_latency("suggest_cpu", [cpu for _wall, cpu in spans[5:]], language=tag, **more)
        database.dispose()


def talk(database: Database, dialogue: Dialogue) -> str:
    """Store a chat in which the customer has asked."""
    with database.transaction() as session:
        chat = open_conversation(session, channel="web", language=dialogue.language, now=NOW)
        chat.customer_id, chat.level = 20, "verified"
        chat.verified_until = NOW + timedelta(hours=1)
        session.flush()
        text = dialogue.lines[0].format(name="", order="FD-1000001")
        receive(session, incoming=Incoming(chat.id, chat.id, text), now=NOW, needs_turn=False)
        return chat.id


def time_one(
    database: Database, index: SuggestionIndex, chat: str, staff: Staff
) -> tuple[float, float]:
    """Return the seconds that suggesting takes, with reading the conversation and filling in.

    The second figure is those of the processor alone, whatever else the machine is at.
    """
    with database.session() as session:
        conversation = session.get(Conversation, chat)
        assert conversation is not None
        began, busy = time.perf_counter(), time.thread_time()
        known = {"conversation": conversation, "staff": staff, "shop_name": SHOP, "now": NOW}
        suggest(session, index=index, **known)
        return time.perf_counter() - began, time.thread_time() - busy


if __name__ == "__main__":
    judge()
    measure_speed()
