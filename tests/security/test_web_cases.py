"""Security cases of the web channel by their numbers, and broken twins that show they bite.

S43, S45-S47 and S49 need a browser: tests/e2e/test_widget_security.py. S71 is in
tests/bot/attachments, S72 in tests/bot/channels/web/test_limits.py and test_uploads.py.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from bot.app import BotService
from bot.attachments import cleaning, rules
from bot.channels.web import routes, uploads
from bot.mailings.rules import Line
from bot.mailings.writing import write_answers, write_transcript
from bot.wording import say
from kernel.clock import utc_now
from kernel.errors import Invalid
from kernel.mail import FolderMailer, Mail, compose
from tests.bot.attachments.samples import EICAR, PDF, SVG
from tests.bot.driver import Client

SHOP = "https://shop.example"
FOREIGN = [
    "https://evil.example",
    "null",
    "",
    "https://shop.example.evil.com",
    "https://evilshop.example",
    "https://shop.example@evil.com",
    "https://shop.example:444",
    "http://shop.example",
    "https://SHOP.example.evil.com",
    "https://shop.example\t.evil.com",
    "file://",
    "javascript:alert(1)",
]


@pytest.fixture
def settings(settings: Any) -> Any:
    return settings.model_copy(update={"allowed_origins": (SHOP,)})


def base_of(address: str) -> str:
    return address.replace("ws://", "http://").removesuffix("/chat/v1/ws")


async def scenario_s40(address: str) -> None:
    """Foreign pages are refused before the socket is accepted, the shop's own is not."""
    for origin in FOREIGN:
        client = Client(address, origin=origin or "about:")
        with pytest.raises(InvalidStatus) as refused:
            await client.connect()
        assert refused.value.response.status_code == 403
    async with Client(address, origin=SHOP):
        pass


async def scenario_s41(address: str) -> None:
    """No answer of any route reflects a foreign origin, and a star comes without credentials."""
    async with Client(address) as client, httpx.AsyncClient(trust_env=False) as http:
        for origin in FOREIGN[1:9]:
            headers = {"origin": origin, "authorization": f"Bearer {client.session}"}
            for method, path in (
                ("POST", "/chat/v1/attachments"),
                ("OPTIONS", "/chat/v1/attachments"),
                ("GET", "/chat/v1/attachments/nothing"),
                ("GET", "/chat/v1/config"),
                ("GET", "/widget/v1/widget.js"),
                ("GET", "/chat/v1/continue/nothing"),
            ):
                answer = await http.request(
                    method, base_of(address) + path, headers=headers, content=PDF
                )
                allowed = answer.headers.get("access-control-allow-origin")
                assert allowed in (None, "*")
                assert allowed is None or path in ("/chat/v1/config", "/widget/v1/widget.js")
                assert "access-control-allow-credentials" not in answer.headers
                assert method == "GET" or answer.status_code == 403


async def scenario_s71(address: str) -> None:
    """What is no picture and no PDF is refused, whatever it is called."""
    async with Client(address) as client, httpx.AsyncClient(trust_env=False) as http:
        for content in (SVG, EICAR, b"<script>alert(1)</script>", PDF + SVG):
            answer = await http.post(
                base_of(address) + "/chat/v1/attachments",
                content=content,
                headers={
                    "authorization": f"Bearer {client.session}",
                    "content-type": "image/png",
                    "x-file-name": "innocent.png",
                },
            )
            assert answer.status_code == 422


Scenario = Callable[[str], Awaitable[None]]
SCENARIOS = pytest.mark.parametrize("scenario", [scenario_s40, scenario_s41, scenario_s71])


@SCENARIOS
async def test_case_holds(address: str, service: BotService, scenario: Scenario) -> None:
    await scenario(address)


def always(*_given: object, **_more: object) -> bool:
    return True


def keep_anything(content: bytes, name: str) -> cleaning.CleanFile:
    return cleaning.CleanFile(name, "image/png", content)


@pytest.mark.parametrize(
    ("scenario", "place", "name", "broken"),
    [
        (scenario_s40, routes, "may_connect", always),
        (scenario_s41, uploads, "may_connect", always),
        (scenario_s71, uploads, "clean_file", keep_anything),
        (scenario_s71, rules, "check_pdf", always),
    ],
)
async def test_case_turns_red_when_its_guard_is_off(
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    scenario: Scenario,
    place: object,
    name: str,
    broken: Callable[..., object],
) -> None:
    await scenario(address)
    monkeypatch.setattr(place, name, broken)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        await scenario(address)


TEMPLATES = "{{7*7}} {slot} {__class__} {0.__class__.__init__.__globals__} ${7*7} <%= 7*7 %> %(a)s"


async def test_s54_template_text_stays_literal(address: str) -> None:
    async with Client(address) as client:
        assert (await client.ask(TEMPLATES))["text"] == f"You said: {TEMPLATES}"
    assert TEMPLATES in say("rate_person", "en", name=TEMPLATES)
    line = Line(1, "agent", TEMPLATES, utc_now(), TEMPLATES)
    subject, text = write_answers([line], language="en", shop=TEMPLATES, link="https://x")
    assert text.count(TEMPLATES) >= 3
    assert TEMPLATES in subject


def test_s55_mail_headers_take_no_second_line(tmp_path: Path) -> None:
    evil = "a@example.com\r\nBcc: all@example.com"
    for mail in (Mail(evil, "s", "t"), Mail("a@example.com", f"s{evil}", "t")):
        with pytest.raises(Invalid):
            compose(mail, sender="shop@example.com", clock=utc_now)
    subject, text = write_transcript([], language="en", shop="Shop\r\nBcc: all@example.com")
    FolderMailer(tmp_path, sender="shop@example.com").send(Mail("a@example.com", subject, text))
    (file,) = tmp_path.glob("*.eml")
    headers = file.read_text().partition("\n\n")[0]
    assert "\nBcc:" not in headers
