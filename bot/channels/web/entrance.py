"""How a hello becomes a conversation: the secret and the token it brings, and what is refused."""

import hashlib
import hmac

from bot.channels.web.channel import WebChannel
from bot.channels.web.frames import FrameError, Hello
from bot.identity.entering import Admission, Visitor, admit, find_resumable
from bot.identity.tokens import SiteClaims, TokenRefused
from kernel.logging import get_logger
from kernel.turns import Language

log = get_logger(__name__)


class Entrance:
    """Lets one browser in. `address` is empty where it tells nothing about who comes."""

    def __init__(self, web: WebChannel, address: str) -> None:
        self.web, self.address = web, address
        self.refusals: list[FrameError] = []

    async def enter(self, hello: Hello, language: Language) -> Admission:
        """Return what the browser may see; `refusals` then holds what it brought in vain.

        Raises `FrameError` "too_many" where this network address has begun too many.
        """
        visitor = Visitor(
            secret=hello.session,
            claims=self._read_token(hello),
            language=language,
            page=hello.page or "",
            address_hash=self._hash_address(),
        )
        found = await self.web.ledger.read(lambda session: find_resumable(session, visitor))
        if found is not None:
            return Admission(found.conversation, str(hello.session), was_known=True)
        if self.address and not self.web.conversations.take(self.address, self.web.ticks()):
            raise FrameError("too_many")
        return await self._admit(visitor)

    async def _admit(self, visitor: Visitor) -> Admission:
        now = self.web.clock()
        try:
            admission = await self.web.ledger.write(
                lambda session: admit(session, visitor, now=now)
            )
        except TokenRefused as error:
            self._refuse_token(error)
            anonymous = Visitor(
                visitor.secret, None, visitor.language, visitor.page, visitor.address_hash
            )
            admission = await self.web.ledger.write(
                lambda session: admit(session, anonymous, now=now)
            )
        if visitor.secret and not admission.was_known:
            self.refusals.append(FrameError("session_unknown"))
        return admission

    def _read_token(self, hello: Hello) -> SiteClaims | None:
        if not hello.token:
            return None
        try:
            return self.web.keys.read(hello.token, self.web.clock())
        except TokenRefused as error:
            self._refuse_token(error)
            return None

    def _refuse_token(self, error: TokenRefused) -> None:
        log.warning("token_refused", reason=error.message, address=self._hash_address()[:12])
        self.refusals.append(FrameError("token_invalid"))

    def _hash_address(self) -> str:
        if not self.address:
            return ""
        key = self.web.settings.derive_key("addresses")
        return hmac.new(key.encode(), self.address.encode(), hashlib.sha256).hexdigest()
