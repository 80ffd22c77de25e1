"""Finds out what is wrong with a token or a webhook, and says what to do about it.

Nothing is changed, and no updates are fetched: that would take them from a running process.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram.door import Door, Flooded, TelegramTrouble, TokenRefused
from kernel.settings import Settings

BACKLOG = 100  # updates that wait: more than a busy minute brings

# What Telegram says went wrong at its last delivery, and what that means here.
HINTS = (
    (r"ssl|certificate", "The certificate is not one that Telegram trusts: use one of a public "
     "authority, with its whole chain."),
    (r"403|forbidden", "The secret differs: another installation has set the webhook, or the proxy "
     "drops the header X-Telegram-Bot-Api-Secret-Token. Restart frontdesk to set it anew."),
    (r"404|not found", "The proxy does not pass /telegram/v1/webhook on, or frontdesk runs without "
     "FRONTDESK_TELEGRAM_WEBHOOK."),
    (r"413|too large", "The proxy takes bodies that are too small: let it take 1 MB."),
    (r"50\d|bad gateway|unavailable", "Frontdesk does not run behind the proxy, or its database "
     "is away; see its log and /readyz."),
    (r"resolve|host", "The name of the host is not known to the world: check its DNS."),
    (r"refused|timed? ?out|connection", "Telegram cannot connect: open port 443, 80, 88 or 8443 "
     "to the world."),
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One line of the report; `is_bad` ones make the check fail."""

    text: str
    is_bad: bool = False


async def check_bot(settings: Settings, *, now: datetime) -> list[Finding]:
    """Return what was found, in the order an operator reads it."""
    token = settings.telegram_token
    if token is None:
        return [bad("No token is set. Get one from @BotFather in Telegram (/newbot) and put it "
                    "into FRONTDESK_TELEGRAM_TOKEN.")]  # fmt: skip
    door = Door(token.get_secret_value(), api=settings.telegram_api)
    await door.open()
    try:
        return await _look(door, settings, now)
    finally:
        await door.close()


def bad(text: str) -> Finding:
    """Return a finding that needs somebody to do something."""
    return Finding(text, is_bad=True)


async def _look(door: Door, settings: Settings, now: datetime) -> list[Finding]:
    try:
        me = await door.ask("getMe")
        hook = await door.ask("getWebhookInfo")
    except TelegramTrouble as trouble:
        return [bad(_explain(trouble, settings.telegram_api))]
    return [*_describe_bot(me), *judge_webhook(hook, settings.telegram_webhook, now=now)]


def _explain(trouble: TelegramTrouble, api: str) -> str:
    if isinstance(trouble, TokenRefused):
        return ("Telegram refuses the token: it was revoked, or some of it is missing. Ask "
                "@BotFather for the current one (/token) and put it into "
                "FRONTDESK_TELEGRAM_TOKEN.")  # fmt: skip
    if isinstance(trouble, Flooded):
        return f"Telegram asks to wait {trouble.seconds:.0f} s before the next call."
    return (f"Telegram does not answer at {api} ({type(trouble).__name__}). Check this machine's "
            "way to the internet, its proxy (HTTPS_PROXY) and FRONTDESK_TELEGRAM_API.")  # fmt: skip


def _describe_bot(me: dict[str, Any]) -> Iterator[Finding]:
    yield Finding(f"The token is that of @{me.get('username')} ({me.get('first_name')}).")
    if me.get("can_join_groups"):
        yield Finding("The bot can be added to groups, and leaves them by itself; @BotFather "
                      "(/setjoingroups) can forbid it.")  # fmt: skip


def judge_webhook(hook: dict[str, Any], wanted: str, *, now: datetime) -> list[Finding]:
    """Return what is to be said of what Telegram knows of the webhook. Pure."""
    found, waiting = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    findings = _judge_polling(found) if not wanted else _judge_address(found, wanted)
    if wanted and hook.get("last_error_message"):
        findings.append(_judge_error(hook, now))
    if waiting > BACKLOG:
        findings.append(bad(f"{waiting} updates wait at Telegram: does frontdesk run, and does "
                            "another program take them?"))  # fmt: skip
    elif waiting:
        findings.append(Finding(f"{waiting} updates wait at Telegram; none is dropped."))
    return findings


def _judge_polling(found: str) -> list[Finding]:
    if not found:
        return [Finding("Updates are fetched by long polling; no webhook stands in the way.")]
    return [bad(f"A webhook is set ({found}), so nothing can be fetched. `frontdesk up` removes it "
                "when it starts; if it comes back, another program uses this bot: give each "
                "its own.")]  # fmt: skip


def _judge_address(found: str, wanted: str) -> list[Finding]:
    if found == wanted:
        return [Finding(f"Updates are delivered to {wanted}.")]
    if not found:
        return [bad(f"No webhook is set. `frontdesk up` sets {wanted} when it starts: start it, "
                    "or read its log for telegram_not_ready.")]  # fmt: skip
    finding = f"The webhook is set elsewhere: {found} instead of {wanted}. "
    if not found.startswith("https://"):
        finding += "Besides, it is not https. "
    return [bad(finding + "Restart frontdesk to set it anew; if it changes again, another program "
                "uses this bot.")]  # fmt: skip


def _judge_error(hook: dict[str, Any], now: datetime) -> Finding:
    said = str(hook["last_error_message"])[:200]
    stamp = int(hook.get("last_error_date") or 0)
    at = datetime.fromtimestamp(stamp, UTC)
    minutes = round((now - at).total_seconds() / 60)
    ago = f" {minutes} min ago" if stamp else ""
    hint = next((hint for sign, hint in HINTS if re.search(sign, said, re.IGNORECASE)), "")
    return bad(f"The last delivery failed{ago}: {said}. {hint}".rstrip())
