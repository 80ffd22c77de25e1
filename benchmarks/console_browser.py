"""The console in Chromium: what a page weighs, twelve tabs at once, a restart of the server."""

import asyncio
import os
import time
import uuid
from collections.abc import Sequence
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from benchmarks.console_desk import Speaker, hand_over, hire
from benchmarks.report import figure
from bot.ledger.intake import Incoming, receive
from console.web import COOKIE
from kernel.clock import utc_now
from tests.reliability.stage import Stage

CHROMIUM = os.environ.get("FRONTDESK_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TABS, LIMIT = 12, 60_000  # milliseconds after which a tab is given up
WEIGHT_BAR, RESTART_BAR = 130, 5  # kB, seconds


async def measure_browser(stage: Stage, url: str, db: str) -> None:
    """Measure weights, tabs and restart with one agent and one customer."""
    speaker = await Speaker.open(url, "127.0.201.1")
    text = await speaker.say()
    agent, cookie = await asyncio.to_thread(hire, stage.database, 1_000)
    await speaker.wait_stored(text)
    chat = await asyncio.to_thread(hand_over, stage.database, text, agent)
    page = f"/staff/conversations/{chat}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, path in (("inbox", "/staff/"), ("conversation", page)):
            context = await sign_in(browser, cookie)
            weight, parts = await weigh(context, url + path)
            figure(f"console_weight_{name}", weight, "kB", bar=WEIGHT_BAR, parts=parts)
            await context.close()
        context = await sign_in(browser, cookie)
        tabs = [await context.new_page() for _ in range(TABS)]
        for tab in tabs:
            await tab.goto(url + page)
        await measure_tabs(speaker, tabs, db)
        await speaker.close()
        await measure_restart(stage, chat, tabs, db)
        await browser.close()


async def sign_in(browser: Browser, cookie: str) -> BrowserContext:
    """Return a browser with an empty cache, signed in."""
    context = await browser.new_context(locale="en-GB")
    value = cookie.partition("=")[2]
    kept: Any = {"name": COOKIE, "value": value, "domain": "127.0.0.1", "path": "/staff"}
    await context.add_cookies([kept])
    return context


async def weigh(context: BrowserContext, url: str) -> tuple[float, dict[str, float]]:
    """Return what came over the wire until the page was quiet, in kB, and the heaviest of it.

    Headers count; so do what the page's scripts ask for. What the socket brings does not.
    """
    page = await context.new_page()
    names: dict[str, str] = {}
    sizes: dict[str, float] = {}
    watching = await context.new_cdp_session(page)
    watching.on(
        "Network.requestWillBeSent",
        lambda sent: names.__setitem__(sent["requestId"], sent["request"]["url"]),
    )
    watching.on(
        "Network.loadingFinished",
        lambda done: sizes.__setitem__(done["requestId"], done["encodedDataLength"] / 1000),
    )
    await watching.send("Network.enable")
    await page.goto(url)
    await page.wait_for_load_state("networkidle")
    foreign = [name for name in names.values() if not name.startswith((url[:20], "data:"))]
    assert foreign == [], foreign
    heavy = sorted(sizes.items(), key=lambda one: -one[1])[:4]
    parts = {names[key].rpartition("/")[2][:32]: round(size, 1) for key, size in heavy}
    return sum(sizes.values()), parts


async def measure_tabs(speaker: Speaker, tabs: Sequence[Page], db: str) -> None:
    """Say something and wait until every tab of the browser shows it."""
    worst: list[float] = []
    for _ in range(5):
        text = await speaker.say()
        await asyncio.gather(*(wait_for(tab, text) for tab in tabs))
        worst.append(time.perf_counter() - speaker.sent[text])
        await asyncio.sleep(1)
    about = {"tabs": len(tabs), "database": db}
    figure("console_tabs_slowest", max(worst) * 1000, "ms", runs=len(worst), **about)


async def wait_for(tab: Page, text: str) -> None:
    """Wait until the transcript of a tab shows a text."""
    shown = tab.locator("#transcript .said", has_text=text)
    await expect(shown).to_have_count(1, timeout=LIMIT)


async def measure_restart(stage: Stage, chat: str, tabs: Sequence[Page], db: str) -> None:
    """Restart the application while the customer goes on, and wait for every tab."""
    app, text = stage.apps[0], f"said-{uuid.uuid4().hex[:12]}"
    began = time.perf_counter()
    await app.stop()
    with stage.database.transaction() as session:
        incoming = Incoming(chat, text, text)
        receive(session, incoming=incoming, now=utc_now(), needs_turn=False)
    stopped = time.perf_counter()
    await app.start()
    await app.wait_ready()
    ready = time.perf_counter()
    await asyncio.gather(*(wait_for(tab, text) for tab in tabs))
    for tab in tabs:
        await expect(tab.locator("#offline")).to_be_hidden(timeout=LIMIT)
    about = {"tabs": len(tabs), "database": db, "stopping": round(stopped - began, 2)}
    figure("console_restart_starting", ready - stopped, "s", **about)
    figure("console_restart_live_again", time.perf_counter() - ready, "s", bar=RESTART_BAR, **about)
