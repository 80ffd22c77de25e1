"""A mail server that takes everything, slowly: a kill finds mails on their way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.reliability.checker import Delivery

SLOW_SECONDS = 0.15  # between taking a mail and saying so


@dataclass
class Mailbox:
    """What has arrived, in order. `port` is where it listens."""

    deliveries: list[Delivery] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail; the answer comes late."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.deliveries.append(Delivery(str(mail["To"]), str(mail["Subject"])))
        await asyncio.sleep(SLOW_SECONDS)
        return "250 OK"

    @property
    def url(self) -> str:
        """The value of FRONTDESK_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"


@asynccontextmanager
async def open_mailbox() -> AsyncIterator[Mailbox]:
    """Give a listening mail server."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="storm.example", loop=loop), "127.0.0.1", 0
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
