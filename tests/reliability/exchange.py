"""Telegram in a storm: updates come several times, answers late, and calls fail by the seed."""

import asyncio
import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.bot_api import Call, FakeBotApi, Fault
from tests.reliability.plan import Plan

SLOW_SECONDS = 0.1  # between doing a call and saying so: a kill finds messages on their way
# Shares of the messages. "cut" is read and not done, "cut_after" is done; both end the line.
FAULTS = {"flood": 0.01, "fail": 0.01, "cut": 0.005, "cut_after": 0.005}
POLL_FAULTS = {"flood": 0.005, "fail": 0.01, "cut": 0.01, "cut_after": 0.02}
TIMES = (1, 1, 2, 3, 4)  # how often an update is delivered at least
MOST = (1, 2, 5, 100)  # updates in one answer
LATE_SHARE, LATE_SECONDS = 0.3, 0.5  # webhook: one that is late is overtaken by its neighbours
AGAIN_SECONDS = (0.2, 1.0)  # between tries to deliver to a webhook
HOOK_SECONDS = 10.0  # how long a webhook may take


@dataclass
class Post:
    """One update on its way. Times are of the monotonic clock; None: not yet."""

    body: dict[str, Any]
    times: int
    count: int = 0  # deliveries so far
    first_at: float | None = None
    acked_at: float | None = None
    is_acked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def number(self) -> int:
        """Its update_id."""
        return int(self.body["update_id"])

    @property
    def is_due(self) -> bool:
        """Whether it is delivered once more, acknowledged or not."""
        return self.acked_at is None or self.count < self.times

    def note_delivery(self) -> None:
        """Note that it leaves now."""
        self.count += 1
        self.first_at = self.first_at or time.monotonic()

    def acknowledge(self) -> None:
        """Note that the product has promised to keep it."""
        self.acked_at = self.acked_at or time.monotonic()
        self.is_acked.set()


class Exchange(FakeBotApi):
    """A Bot API in bad weather. `hooks` are where updates are delivered to, if there is a webhook.

    Polled, it delivers an update again even after it was confirmed. Before `is_raging` nothing
    fails and nothing is overtaken: everybody gets in.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan, self.dice = plan, plan.dice("exchange")
        self.posts: dict[int, Post] = {}
        self.shown: defaultdict[str, list[str]] = defaultdict(list)  # by chat, in order
        self.faults: Counter[str] = Counter()
        self.hooks: Sequence[str] = ()
        self.is_raging = False
        self._spoiled: set[tuple[str, str]] = set()
        self._polls = 0
        self._in_line = asyncio.Lock()
        self._pushes: set[asyncio.Task[None]] = set()
        self._client = httpx.AsyncClient(timeout=HOOK_SECONDS, trust_env=False)

    async def close(self) -> None:
        """Deliver nothing more."""
        for push in self._pushes:
            push.cancel()
        await asyncio.gather(*self._pushes, return_exceptions=True)
        await self._client.aclose()
        await self.go_down()

    def describe(self) -> str:
        """Say in words what the weather was."""
        deliveries = sum(post.count for post in self.posts.values())
        by = "webhook" if self.plan.has_webhook else "polling"
        return f"telegram_by={by} deliveries={deliveries} faults={dict(self.faults)}"

    # What the product calls

    def _find_trouble(self, call: Call) -> str:
        kind = self._throw_fault(call) if self.is_raging else ""
        if kind:
            self.faults[f"{call.method}:{kind}"] += 1
            self.troubles.clear()
            self.trouble(kind, call.method)
        return super()._find_trouble(call)

    def _throw_fault(self, call: Call) -> str:
        shares = {"sendMessage": FAULTS, "getUpdates": POLL_FAULTS}.get(call.method, {})
        thrown, kind = self.dice.random(), ""
        for name, share in shares.items():
            if 0 <= thrown < share:
                kind = name
            thrown -= share
        # One fault for each message: three of a server's own would rightly bury it.
        what = (call.chat, str(call.values.get("text")))
        if not kind or (call.method == "sendMessage" and what in self._spoiled):
            return ""
        self._spoiled.add(what)
        return kind

    async def _answer(self, call: Call) -> Any:
        result = await super()._answer(call)
        if call.method == "sendMessage":
            await asyncio.sleep(SLOW_SECONDS)
        return result

    def on_sendMessage(self, call: Call) -> Any:  # noqa: N802
        result = super().on_sendMessage(call)
        self.shown[call.chat].append(result["text"])
        return result

    async def on_getUpdates(self, call: Call) -> Any:  # noqa: N802
        if self.webhook.get("url"):
            raise Fault(409, "Conflict: can't use getUpdates method while webhook is active")
        self._polls += 1
        this = self._polls
        self._confirm(int(call.values.get("offset") or 0))
        await self._tell()  # the poll before is over: its process may be dead
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(float(call.values.get("timeout") or 0)), self._changed:
                await self._changed.wait_for(lambda: this != self._polls or bool(self._list_due()))
        if this != self._polls:
            raise Fault(409, "Conflict: terminated by other getUpdates request")
        chosen = self._list_due()[: self.dice.choice(MOST)]
        for post in chosen:
            post.note_delivery()
        return [post.body for post in chosen]

    def _confirm(self, offset: int) -> None:
        for post in self.posts.values():
            if post.number < offset and post.count:
                post.acknowledge()

    def _list_due(self) -> list[Post]:
        """Return what is delivered next, repeats among what is new, in order."""
        return [post for post in self.posts.values() if post.is_due]

    # What Telegram delivers

    async def put(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Let something happen; gives the update."""
        update = {"update_id": self.next_update, kind: body}
        self.next_update += 1
        post = Post(update, self.dice.choice(TIMES))
        self.posts[post.number] = post
        if self.plan.has_webhook:
            push = asyncio.create_task(self._push(post))
            self._pushes.add(push)
            push.add_done_callback(self._pushes.discard)
        await self._tell()
        return update

    async def _push(self, post: Post) -> None:
        """Deliver by webhook until it is taken; repeats beside it or later, all in parallel."""
        if not self.is_raging:
            async with self._in_line:
                while post.acked_at is None:
                    await self._push_once(post, 0.0)
            return
        dice = self.plan.dice("push", post.number)
        if dice.random() < LATE_SHARE:
            await asyncio.sleep(dice.uniform(0, LATE_SECONDS))
        waits = [dice.choice((0.0, dice.uniform(0, 0.3), dice.uniform(0, 5))) for _ in TIMES]
        pauses = [0.0, *waits[: post.times - 1]]
        await asyncio.gather(*(self._push_once(post, pause) for pause in pauses))
        while post.acked_at is None:
            await self._push_once(post, dice.uniform(*AGAIN_SECONDS))

    async def _push_once(self, post: Post, pause: float) -> None:
        await asyncio.sleep(pause)
        await self.wait(lambda api: api.webhook.get("url"), HOOK_SECONDS)
        header = {"X-Telegram-Bot-Api-Secret-Token": str(self.webhook["secret_token"])}
        post.note_delivery()
        try:
            address = self.dice.choice(self.hooks)
            answer = await self._client.post(address, json=post.body, headers=header)
        except httpx.ConnectError:
            post.count -= 1  # nobody was there
            return
        except httpx.HTTPError:
            return
        if answer.status_code == httpx.codes.OK:
            post.acknowledge()


@asynccontextmanager
async def open_exchange(plan: Plan) -> AsyncIterator[Exchange | None]:
    """Give a running Telegram, None where nobody in the storm has it."""
    if not plan.telegram:
        yield None
        return
    exchange = Exchange(plan)
    await exchange.start()
    try:
        yield exchange
    finally:
        await exchange.close()


def make_settings(exchange: Exchange | None) -> dict[str, str]:
    """Return the variables that lead the product to it."""
    if exchange is None:
        return {}
    return {
        "FRONTDESK_TELEGRAM_TOKEN": exchange.token,
        "FRONTDESK_TELEGRAM_API": exchange.url,
        # The address is for show: who delivers knows where the applications are.
        "FRONTDESK_TELEGRAM_WEBHOOK": "https://storm.example" if exchange.plan.has_webhook else "",
    }
