"""Where a link in a mail leads: to the page the customer wrote from, with the chat open.

The link proves nothing and shows nothing: the session in the customer's browser resumes the chat,
and in any other browser a new one begins. So a mail that is passed on gives nothing away.
"""

from sqlalchemy.orm import Session

from bot.channels.web.channel import WebChannel
from bot.channels.web.origin import may_connect
from bot.ledger.models import Conversation
from bot.mailings.models import Visit
from bot.mailings.rules import read_link

OPEN = "#frontdesk-open"  # the widget opens itself where the address ends so


async def find_page(web: WebChannel, token: str, *, host: str | None) -> str:
    """Return the address to send the browser to; the front page for a forged or old link."""
    home = web.mailing.base_url + "/"
    conversation_id = read_link(token, key=web.mailing.key, now=web.clock())
    if conversation_id is None:
        return home

    def read(session: Session) -> tuple[str, str]:
        conversation = session.get(Conversation, conversation_id)
        visit = session.get(Visit, conversation_id)
        return (visit.site if visit else "", conversation.page if conversation else "")

    site, page = await web.ledger.read(read)
    # Asked again: a site may have been taken off the list since.
    if not site or not may_connect(site, host=host, allowed=web.origins):
        return home + OPEN
    return site.rstrip("/") + make_path(page) + OPEN


def make_path(page: str) -> str:
    """Return a page as a path of its own site: whatever was stored, it names no other host."""
    plain = "".join(letter for letter in page if letter.isprintable() and letter not in "#?\\ ")
    return "/" + plain.lstrip("/")
