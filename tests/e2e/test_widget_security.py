"""Security cases that need a browser, by their numbers; S46 is in test_widget_extras.py."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenPage
from .driver import Widget, wait_until
from .fakes.chat import FakeChat

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "**<img src=x onerror=alert(1)>**",
    'https://a.example/"onmouseover=alert(1)',
    "{{constructor.constructor('alert(1)')()}}",
    "\u202e<img src=x onerror=alert(1)>",
    "<x-chat onclick=alert(1) id=x tabindex=1>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example><input name=x></form>",
)
FIND = """() => {
  const shadow = document.querySelector('frontdesk-chat').shadowRoot;
  const bad = [];
  for (const one of shadow.querySelectorAll('*')) {
    if (/^(script|iframe|object|embed|base|meta|link|style|template|math)$/.test(one.localName)) {
      bad.push(one.localName);
    }
    for (const { name, value } of one.attributes) {
      if (name.startsWith('on') || name === 'style') bad.push(name);
      if (/^(href|src|action)$/.test(name) && !/^(https?|mailto|tel):/.test(value)) bad.push(value);
    }
  }
  return bad;
}"""


def watch(page: Page) -> list[str]:
    """Collect every dialog that a script opens."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    return seen


def test_s43_messages_of_other_windows_change_nothing(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    before = len(chat.sent)
    widget.page.evaluate(
        """() => {
          const evil = JSON.parse('{"__proto__": {"type": "message"}, "type": "logout"}');
          const frames = [evil, {type: 'message', id: 9, from: 'agent', text: 'Pay me'}, 'x', null];
          for (const frame of frames) window.postMessage(frame, '*');
          const frame = document.body.appendChild(document.createElement('iframe'));
          frame.contentWindow.parent.postMessage(frames[1], '*');
        }"""
    )
    widget.ask("still me", "You said: still me")
    assert widget.texts() == ["hello", "You said: hello", "still me", "You said: still me"]
    assert [one["type"] for one in chat.sent[before:]] in (["message"], ["typing", "message"])


def test_s45_names_of_the_page_do_not_mislead_the_widget(
    open_page: OpenPage, chat: FakeChat
) -> None:
    page = open_page()
    page.evaluate(
        """() => {
          for (const [tag, name] of [['img', 'documentElement'], ['form', 'body'], ['a', 'server'],
            ['img', 'activeElement'], ['a', 'session'], ['form', 'location'], ['a', 'crypto']]) {
            const one = document.createElement(tag);
            one.id = name;
            one.setAttribute('name', name);
            document.querySelector('main').append(one);
          }
          const old = document.querySelector('frontdesk-chat');
          old.replaceWith(old.cloneNode());
        }"""
    )
    widget = Widget(page).open()
    widget.ask("hello", "You said: hello")
    assert chat.hellos[-1]["page"] == "/"


def test_s45_page_cannot_press_what_needs_a_person(open_page: OpenPage, chat: FakeChat) -> None:
    """The panel lies over the page, never in a frame that another site could cover."""
    widget = Widget(open_page()).open()
    assert widget.page.frames == [widget.page.main_frame]
    top = "document.querySelector('frontdesk-chat').shadowRoot.querySelectorAll('iframe').length"
    assert widget.page.evaluate(top) == 0


def test_s47_only_web_addresses_become_links_and_pictures(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    dialogs = watch(widget.page)
    widget.ask("hello", "You said")
    for url in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "blob:x", "//["):
        file = {"id": "f", "name": "f", "media_type": "image/png", "size": 1, "url": url}
        card = {"title": "t", "image": url, "buttons": []}
        files = [{**file, "width": 9, "height": 9}, {**file, "width": 0, "height": 0}]
        chat.say(f"[here]({url}) {url}", cards=[card], attachments=files)
        widget.expect_text(f"[here]({url})")
    assert widget.page.evaluate(FIND) == []
    assert widget.log.locator("a, img").count() == 0
    assert dialogs == []


def test_s49_nothing_runs_when_a_bot_or_an_agent_sends_markup(
    open_page: OpenPage, chat: FakeChat, console: list[str]
) -> None:
    widget = Widget(open_page()).open()
    dialogs = watch(widget.page)
    widget.ask("hello", "You said")
    for number, evil in enumerate(PAYLOADS):
        file = {"id": "f", "name": evil, "media_type": evil, "size": 1, "width": 0, "height": 0}
        chat.say(
            evil,
            ("bot", "agent", "system")[number % 3],
            name=evil,
            buttons=[{"label": evil, "token": evil}],
            cards=[dict.fromkeys(("title", "subtitle", "price", "reason", "image"), evil)],
            attachments=[file | {"url": "/x"}],
            asks_rating=number % 2 == 0,
            rating=3,
            comment=evil,
        )
    last = widget.messages.last
    expect(last).to_contain_text(PAYLOADS[-1])
    chat.run(chat.only.tell({"type": "status", "owner": "person", "name": PAYLOADS[1]}))
    expect(widget.page.locator(".head")).to_contain_text(PAYLOADS[1])
    chat.run(chat.only.tell({"type": "error", "code": PAYLOADS[0], "text": PAYLOADS[1]}))
    wait_until(widget.page, lambda: PAYLOADS[1] in widget.texts()[-1])
    assert widget.page.evaluate(FIND) == []
    assert dialogs == []
    # Pictures of cards that lead nowhere are all that was tried.
    assert [line for line in console if "404" not in line and "img-src" not in line] == []
    console.clear()
