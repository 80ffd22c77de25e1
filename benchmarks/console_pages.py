"""The console of a large desk as browsers see it: pages over HTTP, a live part over a WebSocket."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psutil
from sqlalchemy import select
from websockets.sync.client import connect

from benchmarks.console_data import COMMON, COMMON_ZH, FIRST, LAST, RARE, RARE_ZH, SOMETIMES, Desk
from benchmarks.report import figure
from bot.ledger.models import Conversation
from console.staff import links, service
from kernel.clock import utc_now
from kernel.db import Database

EMAIL, PASSWORD, SHOP = "bench@desk.example", "a quiet green lamp", "Lumen & Loom"
PAGES = 200  # conversations opened, half of them closed
Times = list[float]
Word = Callable[[random.Random], str]


def add_supervisor(database: Database) -> None:
    """Add who looks at everything, unless a kept database has them already."""
    now = utc_now()
    with database.transaction() as session:
        if any(one.email == EMAIL for one in service.list_active(session)):
            return
        token = links.create_setup_link(session, role="supervisor", now=now)
        links.accept_setup(
            session,
            token=token,
            name="Bench",
            email=EMAIL,
            password=PASSWORD,
            shop_name=SHOP,
            now=now,
        )


def log_in(url: str) -> httpx.Client:
    """Return a browser that is signed in."""
    client = httpx.Client(base_url=url, headers={"Origin": url}, timeout=120, trust_env=False)
    answer = client.post("/staff/login", data={"email": EMAIL, "password": PASSWORD})
    if answer.status_code != 303 or "code" in answer.headers["Location"]:
        raise RuntimeError(f"Logging in failed: {answer.status_code} {answer.text[:300]}")
    return client


def time_page(client: httpx.Client, path: str, must_have: str = "") -> float:
    """Return the seconds until a page was read as a whole.

    Raises `RuntimeError` for a page that failed or lacks what it must show.
    """
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200 or must_have not in answer.text:
        raise RuntimeError(f"{path}: {answer.status_code}, or no {must_have!r} in it")
    return took


def time_view(client: httpx.Client, view: str, runs: int) -> Times:
    """Return how long the inbox takes in a view; the first page does not count."""
    return [time_page(client, f"/staff/?view={view}", 'id="list"') for _ in range(runs + 1)][1:]


class Work:
    """The processor time that the application and its database spend, whoever else is busy."""

    def __init__(self, app: int, database_url: str) -> None:
        self.processes = [psutil.Process(app)]
        folder = database_url.partition("?host=")[2]
        if folder:  # the server's own process; those that serve are its children
            lines = (Path(folder) / "data" / "postmaster.pid").read_text("utf-8").splitlines()
            self.processes.append(psutil.Process(int(lines[0])))

    def measure(self) -> float:
        """Return the seconds spent so far by the processes that run now."""
        everybody = [one for each in self.processes for one in (each, *each.children())]
        return sum(sum(one.cpu_times()[:2]) for one in everybody)

    @contextmanager
    def of(self, name: str, label: str, runs: int) -> Iterator[None]:
        """Print what a page of some cost; the one that did not count is counted here."""
        before = self.measure()
        yield
        each = (self.measure() - before) / (runs + 1)
        figure(f"{name}_processor", each * 1000, "ms", of=label)


def time_conversations(client: httpx.Client, database: Database, dice: random.Random) -> Times:
    """Return how long pages of conversations take, each opened once."""
    ids: list[str] = []
    with database.session() as session:
        for owners in (("bot", "waiting", "person"), ("closed",)):
            query = select(Conversation.id).where(Conversation.owner.in_(owners))
            some = session.scalars(query.limit(20_000)).all()
            ids += dice.sample(list(some), PAGES // 2)
    dice.shuffle(ids)
    time_page(client, f"/staff/conversations/{ids[0]}?view=open")
    return [
        time_page(client, f"/staff/conversations/{each}?view=open", 'id="transcript"')
        for each in ids
    ]


def time_live_list(client: httpx.Client, url: str, runs: int) -> Times:
    """Return how long it takes from connecting until a page has its list of the moment."""
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    query = urlencode({"lang": "en", "part": "list:view=open"})
    address = url.replace("http", "ws", 1) + f"/staff/live?{query}"
    took: Times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        with connect(
            address, additional_headers={"Cookie": cookies}, origin=url, proxy=None
        ) as socket:
            if 'id=\\"list\\"' not in str(socket.recv(30)):
                raise RuntimeError("The live list did not come.")
            took.append(time.perf_counter() - began)
    return took[1:]


def list_words(desk: Desk, sayings: dict[str, Sequence[str]]) -> dict[str, tuple[Word, str]]:
    """Return what is looked for, by kind: how to draw such words, and what the page must show."""

    def saying(language: str) -> Word:
        return lambda dice: dice.choice(sayings[language])[:60]

    def one_word(dice: random.Random) -> str:
        return max(dice.choice(sayings["en"]).split(), key=len)

    def two_signs(dice: random.Random) -> str:
        said = dice.choice([one for one in sayings["zh"] if len(one) > 4])
        start = dice.randrange(len(said) - 1)
        return said[start : start + 2].strip() or COMMON_ZH

    def customer(dice: random.Random) -> int:
        return dice.randrange(1, desk.customers + 1)

    mark = "<mark>"
    return {
        "word, English": (one_word, ""),
        "sentence, English": (saying("en"), ""),
        "sentence, Chinese": (saying("zh"), ""),
        "two signs, Chinese": (two_signs, ""),
        "frequent word": (lambda _: COMMON, mark),
        "frequent word, Chinese": (lambda _: COMMON_ZH, mark),
        "word in one of 200": (lambda _: SOMETIMES, mark),
        "rare word": (lambda _: RARE, mark),
        "rare word, Chinese": (lambda _: RARE_ZH, mark),
        "word of nobody": (lambda dice: f"zzyzx{dice.randrange(10**6)}", "Nothing has"),
        "customer's name": (
            lambda dice: f"{dice.choice(FIRST)} {dice.choice(LAST)}{dice.randrange(977)}",
            "",
        ),
        "surname": (lambda dice: f"{dice.choice(LAST)}{dice.randrange(100, 977)}", ""),
        "e-mail": (lambda dice: f"customer{customer(dice)}@example.com", "E-mail address"),
        "order number": (lambda dice: f"FD-{2_000_000 + customer(dice)}", "Order FD-"),
        "phone": (lambda dice: f"+49 170 {customer(dice):07}", "Phone number"),
        "two letters": (lambda _: "zq", ""),
        "punctuation": (lambda _: "!?", ""),
    }


def time_search(
    client: httpx.Client, draw: Word, must_have: str, runs: int, dice: random.Random
) -> Times:
    """Return how long pages of results take, each for words drawn anew."""
    took: Times = []
    for _ in range(runs + 1):
        path = "/staff/?" + urlencode({"q": draw(dice)})
        took.append(time_page(client, path, must_have))
    return took[1:]
