"""A Bot API over real HTTP, with Telegram's limits and its bad days; and the people who use it."""

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.bot_http import Cut, HttpServer, Request, Response

TOKEN = "123456:fake-token-of-the-tests"
BOT_ID = 123456
MAX_TEXT, MAX_CAPTION, MAX_CALLBACK, MAX_CAPTION_MEDIA = 4096, 1024, 64, 10
TAG = re.compile(r"<(/?)([a-z]+)(?: href=\"[^\"<>]*\")?>")
ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "08d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class Fault(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Call:
    """One line of the journal. `is_done` is what Telegram did, whatever the caller heard."""

    method: str
    values: dict[str, Any]
    files: dict[str, bytes]
    at: float
    status: int = 0
    is_done: bool = False
    result: Any = None

    @property
    def chat(self) -> str:
        return str(self.values.get("chat_id"))


@dataclass
class Trouble:
    """What happens to the next `times` calls of the methods; `fits` narrows it down."""

    kind: str  # flood, blocked, bad, fail, cut, cut_after, slow
    methods: tuple[str, ...]
    times: int = 1
    seconds: float = 0
    fits: Callable[[Call], bool] = lambda _call: True


def visible(text: str, *, is_html: bool) -> str:
    """Return what people read; raise `Fault` for broken markup, as Telegram does."""
    if not is_html:
        return text
    stack: list[str] = []
    for found in TAG.finditer(text):
        if not found[1]:
            stack.append(found[2])
        elif not stack or stack.pop() != found[2]:
            raise Fault(400, "Bad Request: can't parse entities: Unmatched end tag")
    bare = TAG.sub("", text)
    if stack or "<" in bare or re.search(r"&(?!lt;|gt;|amp;|quot;|#\d+;)", bare):
        raise Fault(400, "Bad Request: can't parse entities")
    return re.sub(r"&(?:lt|gt|amp|quot);", lambda found: ENTITIES[found[0]], bare)


def count(text: str) -> int:
    """Telegram counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class FakeBotApi:
    """Everything Telegram knows: what waits, who blocked the bot, what was called."""

    token: str = TOKEN
    username: str = "shop_bot"
    calls: list[Call] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    webhook_error: str = ""
    next_update: int = 1000
    next_message: int = 1
    is_conflicted: bool = False
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self.http = HttpServer(self.handle)
        self._changed = asyncio.Condition()
        self.answers: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        return self.http.url

    async def start(self) -> None:
        await self.http.start()

    async def go_down(self) -> None:
        """Refuse every connection."""
        await self.http.stop()

    async def come_up(self) -> None:
        await self.http.start()

    def trouble(self, kind: str, *methods: str, **values: Any) -> None:
        """flood (429), blocked (403), bad (400), fail (500), cut (read, do nothing, close),
        cut_after (do it, then close), slow (answer after `seconds`)."""
        chosen = methods or ("sendMessage", "sendPhoto")
        self.troubles.append(Trouble(kind, chosen, **values))

    async def handle(self, request: Request) -> Response:
        found = re.fullmatch(r"/(file/)?bot([^/]+)/(.+)", request.path)
        if found is None or found[2] != self.token:
            return self._fail(Fault(401 if found else 404, "Unauthorized"))
        if found[1]:
            content = self.files.get(found[3])
            return Response(200 if content else 404, content or b"", "application/octet-stream")
        call = Call(found[3], request.values, request.files, self.clock())
        self.calls.append(call)
        try:
            result = await self._answer(call)
        except Fault as fault:
            call.status = fault.status
            return self._fail(fault)
        finally:
            await self._tell()
        call.status = 200
        return Response(200, json.dumps({"ok": True, "result": result}).encode())

    def _fail(self, fault: Fault) -> Response:
        body: dict[str, Any] = {"ok": False, "error_code": fault.status}
        body["description"] = fault.description
        if fault.parameters:
            body["parameters"] = fault.parameters
        return Response(fault.status, json.dumps(body).encode())

    async def _answer(self, call: Call) -> Any:
        trouble = self._find_trouble(call)
        if trouble == "cut":
            raise Cut
        method = getattr(self, f"on_{call.method}", None)
        made = method(call) if method is not None else True
        result = await made if asyncio.iscoroutine(made) else made
        call.is_done, call.result = True, result
        if trouble == "cut_after":
            raise Cut
        return result

    def _find_trouble(self, call: Call) -> str:
        for trouble in self.troubles:
            if call.method in trouble.methods and trouble.times > 0 and trouble.fits(call):
                trouble.times -= 1
                if trouble.kind == "flood":
                    wait = trouble.seconds or 1
                    raise Fault(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
                if trouble.kind == "fail":
                    raise Fault(500, "Internal Server Error")
                if trouble.kind == "bad":
                    raise Fault(400, "Bad Request: wrong something")
                if trouble.kind == "blocked":
                    raise Fault(403, "Forbidden: bot was blocked by the user")
                return trouble.kind
        return ""

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # What bots call

    def on_getMe(self, call: Call) -> Any:  # noqa: N802
        return {
            "id": BOT_ID, "is_bot": True, "first_name": "Shop", "username": self.username,
            "can_join_groups": True, "can_read_all_group_messages": False,
        }  # fmt: skip

    async def on_getUpdates(self, call: Call) -> Any:  # noqa: N802
        if self.webhook.get("url"):
            raise Fault(409, "Conflict: can't use getUpdates method while webhook is active")
        if self.is_conflicted:
            raise Fault(409, "Conflict: terminated by other getUpdates request")
        offset = int(call.values.get("offset") or 0)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        await self._tell()  # what was confirmed is gone
        wait = float(call.values.get("timeout") or 0)
        try:
            async with asyncio.timeout(wait), self._changed:
                await self._changed.wait_for(lambda: bool(self.updates))
        except TimeoutError:
            return []
        return self.updates[:100]

    def on_setWebhook(self, call: Call) -> Any:  # noqa: N802
        if call.values.get("drop_pending_updates"):
            self.updates = []
        self.webhook = dict(call.values)
        return True

    def on_deleteWebhook(self, call: Call) -> Any:  # noqa: N802
        if call.values.get("drop_pending_updates"):
            self.updates = []
        self.webhook = {}
        return True

    def on_getWebhookInfo(self, call: Call) -> Any:  # noqa: N802
        info: dict[str, Any] = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
        }
        if self.webhook_error:
            info |= {"last_error_date": 1, "last_error_message": self.webhook_error}
        return info

    def on_sendMessage(self, call: Call) -> Any:  # noqa: N802
        text = self._check_text(call, "text", MAX_TEXT)
        if not text.strip():
            raise Fault(400, "Bad Request: message text is empty")
        return self._keep(call, text=text)

    def on_sendPhoto(self, call: Call) -> Any:  # noqa: N802
        photo = call.files.get("photo") or call.values.get("photo")
        if isinstance(photo, str) and not re.match(r"https?://", photo):
            raise Fault(400, "Bad Request: wrong remote file identifier specified")
        if isinstance(photo, bytes) and photo[:4] not in (b"\x89PNG", b"\xff\xd8\xff\xe0"):
            raise Fault(400, "Bad Request: IMAGE_PROCESS_FAILED")
        if not photo:
            raise Fault(400, "Bad Request: there is no photo in the request")
        caption = self._check_text(call, "caption", MAX_CAPTION)
        sizes = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        return self._keep(call, photo=sizes, caption=caption)

    def on_sendDocument(self, call: Call) -> Any:  # noqa: N802
        caption = self._check_text(call, "caption", MAX_CAPTION)
        return self._keep(call, document={"file_id": "d", "file_unique_id": "d"}, caption=caption)

    def on_sendMediaGroup(self, call: Call) -> Any:  # noqa: N802
        media = call.values["media"]
        if not 2 <= len(media) <= MAX_CAPTION_MEDIA:
            raise Fault(400, "Bad Request: wrong number of items in the album")
        return [self._keep(call, caption=item.get("caption", "")) for item in media]

    def on_editMessageText(self, call: Call) -> Any:  # noqa: N802
        text = self._check_text(call, "text", MAX_TEXT)
        return self._keep(call, text=text, message_id=call.values["message_id"])

    def on_editMessageReplyMarkup(self, call: Call) -> Any:  # noqa: N802
        self._check_keyboard(call)
        return self._keep(call, text="", message_id=call.values["message_id"])

    def on_answerCallbackQuery(self, call: Call) -> Any:  # noqa: N802
        self.answers[str(call.values["callback_query_id"])] = call.values
        return True

    def on_getFile(self, call: Call) -> Any:  # noqa: N802
        file_id = call.values["file_id"]
        path = f"files/{file_id}"
        if path not in self.files:
            raise Fault(400, "Bad Request: invalid file_id")
        size = len(self.files[path])
        return {
            "file_id": file_id, "file_unique_id": "u", "file_path": path, "file_size": size
        }  # fmt: skip

    def _check_text(self, call: Call, key: str, most: int) -> str:
        is_html = call.values.get("parse_mode") == "HTML"
        text = visible(str(call.values.get(key) or ""), is_html=is_html)
        if count(text) > most:
            raise Fault(400, f"Bad Request: {key} is too long")
        if call.chat in self.blocked:
            raise Fault(403, "Forbidden: bot was blocked by the user")
        self._check_keyboard(call)
        return text

    def _check_keyboard(self, call: Call) -> None:
        markup = call.values.get("reply_markup") or {}
        for button in (one for row in markup.get("inline_keyboard", ()) for one in row):
            data = button.get("callback_data")
            if not button.get("text"):
                raise Fault(400, "Bad Request: inline keyboard button text is empty")
            if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK:
                raise Fault(400, "Bad Request: BUTTON_DATA_INVALID")

    def _keep(self, call: Call, **values: Any) -> dict[str, Any]:
        chat = {"id": int(call.values["chat_id"]), "type": "private", "first_name": "Ada"}
        kept: dict[str, Any] = {"message_id": self._number(), "date": 1_700_000_000, "chat": chat}
        markup = call.values.get("reply_markup") or {}
        if "inline_keyboard" in markup:
            kept["reply_markup"] = markup
        return kept | {key: value for key, value in values.items() if value is not None}

    def _number(self) -> int:
        self.next_message += 1
        return self.next_message

    # What the tests look at

    async def wait(self, is_so: Callable[["FakeBotApi"], object], seconds: float = 5) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: bool(is_so(self)))

    def done(self, *methods: str) -> list[Call]:
        """What was done by these methods, in order."""
        return [call for call in self.calls if call.method in methods and call.is_done]

    @property
    def sent(self) -> list[Call]:
        return self.done("sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup")

    def texts(self, chat: int | str) -> list[str]:
        """What one chat shows of the bot, in order."""
        found = [call.result for call in self.sent if call.chat == str(chat)]
        return [one.get("text", one.get("caption", "")) for one in found]

    async def wait_sent(self, number: int, seconds: float = 5) -> list[Call]:
        """Wait until so many messages were sent in all."""
        await self.wait(lambda api: len(api.sent) >= number, seconds)
        return self.sent

    # What Telegram delivers

    async def put(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Let something happen; gives the update."""
        update = {"update_id": self.next_update, kind: body}
        self.next_update += 1
        self.updates.append(update)
        await self._tell()
        return update

    async def deliver(self, address: str, update: dict[str, Any], secret: str | None = "") -> int:
        """Post an update to a webhook and return the status; None leaves the header out."""
        header = "X-Telegram-Bot-Api-Secret-Token"
        known = str(self.webhook.get("secret_token", "")) if secret == "" else secret
        headers = {header: known} if known is not None else {}
        async with httpx.AsyncClient() as client:
            response = await client.post(address, json=update, headers=headers)
        if response.status_code == 200 and update in self.updates:
            self.updates.remove(update)
        return response.status_code

    def user(self, number: int = 500, **values: Any) -> "User":
        return User(self, number, **values)


@dataclass
class User:
    """A person with Telegram; `number` is the account and the private chat."""

    api: FakeBotApi
    number: int
    first_name: str = "Ada"
    language_code: str = "en"
    username: str | None = "ada_m"

    @property
    def person(self) -> dict[str, Any]:
        made = {"id": self.number, "is_bot": False, "first_name": self.first_name}
        made |= {"language_code": self.language_code}
        return made | ({"username": self.username} if self.username else {})

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.number, "type": "private", "first_name": self.first_name}

    def message(self, **values: Any) -> dict[str, Any]:
        base = {"message_id": self.api._number(), "date": int(time.time()), "chat": self.chat}
        return {**base, "from": self.person, **values}

    async def post(self, **values: Any) -> dict[str, Any]:
        return await self.api.put("message", self.message(**values))

    async def say(self, text: str) -> dict[str, Any]:
        values: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            values["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self.post(**values)

    async def press(self, call: Call, label: str) -> dict[str, Any]:
        """Press a button of a message the bot sent."""
        rows = call.values["reply_markup"]["inline_keyboard"]
        data = next(one["callback_data"] for row in rows for one in row if one["text"] == label)
        return await self.press_data(data, call.result)

    async def press_data(self, data: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        message = message or self.message(text="old")
        query = {
            "id": str(self.api._number()), "from": self.person, "chat_instance": "1",
            "message": message, "data": data,
        }  # fmt: skip
        return await self.api.put("callback_query", query)

    def _upload(self, content: bytes) -> str:
        file_id = f"file-{self.api._number()}"
        self.api.files[f"files/{file_id}"] = content
        return file_id

    async def send_photo(self, content: bytes = PNG, caption: str | None = None) -> dict[str, Any]:
        size = {"file_id": self._upload(content), "file_unique_id": "u", "width": 9, "height": 9}
        words = {"caption": caption} if caption else {}
        return await self.post(photo=[size | {"file_size": len(content)}], **words)

    async def send_document(
        self, content: bytes, name: str = "bill.pdf", mime_type: str = "application/pdf"
    ) -> dict[str, Any]:
        document = {
            "file_id": self._upload(content), "file_unique_id": "u", "file_name": name,
            "mime_type": mime_type, "file_size": len(content),
        }  # fmt: skip
        return await self.post(document=document)

    async def share_contact(self, phone: str, user_id: int | None = -1) -> dict[str, Any]:
        """Share a phone number: one's own unless another account, or none, is named."""
        contact: dict[str, Any] = {"phone_number": phone, "first_name": self.first_name}
        owner = self.number if user_id == -1 else user_id
        return await self.post(contact=contact | ({"user_id": owner} if owner else {}))

    async def edit(self, update: dict[str, Any], text: str) -> dict[str, Any]:
        edited = update["message"] | {"text": text, "edit_date": int(time.time())}
        return await self.api.put("edited_message", edited)

    async def block(self, is_blocked: bool = True) -> dict[str, Any]:
        (self.api.blocked.add if is_blocked else self.api.blocked.discard)(str(self.number))
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Shop", "username": self.api.username}
        states = ["member", "kicked"] if is_blocked else ["kicked", "member"]
        old, new = ({"user": bot, "status": state, "until_date": 0} for state in states)
        change = {"chat": self.chat, "from": self.person, "date": int(time.time())}
        return await self.api.put(
            "my_chat_member", change | {"old_chat_member": old, "new_chat_member": new}
        )


@asynccontextmanager
async def fake_bot_api(**values: Any) -> AsyncIterator[FakeBotApi]:
    """A running fake; ends with the block."""
    api = FakeBotApi(**values)
    await api.start()
    try:
        yield api
    finally:
        await api.go_down()


def calls_by_chat(calls: list[Call]) -> dict[str, list[Call]]:
    """The calls of each chat, in order."""
    found: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls:
        found[call.chat].append(call)
    return dict(found)
