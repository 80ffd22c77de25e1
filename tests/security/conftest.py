"""Fixtures of the security cases: a service whose site signs tokens, two customers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from bot.app import BotService
from bot.dialogue import ScriptedDialogue
from bot.identity.tokens import SiteKeys, _make_key
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.conftest import QUICK, Mailbox
from tests.bot.driver import chatting

SECRET = "a shared secret of the site, long enough"


@dataclass
class Site:
    """The shop's own site: signs who is logged in, or lies about it."""

    rsa: RSAPrivateKey
    claims: dict[str, Any] = field(default_factory=dict)

    def sign(
        self, kid: str = "secret", key: Any = SECRET, alg: str = "HS256", **claims: Any
    ) -> str:
        now = utc_now()
        standard = {
            "sub": "site-1",
            "email": "ada@example.com",
            "name": "Ada Moreno",
            "aud": "frontdesk",
            "iat": now,
            "exp": now + timedelta(minutes=5),
        }
        body = {name: value for name, value in {**standard, **claims}.items() if value is not None}
        return jwt.encode(body, key, algorithm=alg, headers={"kid": kid})

    @property
    def public_pem(self) -> bytes:
        return self.rsa.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def keys(self) -> SiteKeys:
        encoded = jwt.utils.base64url_encode(SECRET.encode()).decode()
        secret = {"kty": "oct", "alg": "HS256", "kid": "secret", "k": encoded}
        public = {**RSAAlgorithm.to_jwk(self.rsa.public_key(), as_dict=True), "alg": "RS256"}
        return SiteKeys({"secret": _make_key(secret), "rsa": _make_key({**public, "kid": "rsa"})})


@pytest.fixture(scope="session")
def rsa() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.fixture
def site(rsa: RSAPrivateKey) -> Site:
    return Site(rsa)


@pytest.fixture
def engine() -> ScriptedDialogue:
    return ScriptedDialogue()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def customers(database: Database) -> dict[str, int]:
    """Ada and Bo: two customers who must not see each other's things."""
    with database.transaction() as session:
        made = [
            Customer(name="Ada Moreno", email="ada@example.com", created_at=utc_now()),
            Customer(name="Bo Lind", email="bo@example.com", created_at=utc_now()),
        ]
        session.add_all(made)
    return {one.email.partition("@")[0]: one.id for one in made}


@pytest_asyncio.fixture
async def service(
    settings: Settings,
    database: Database,
    engine: ScriptedDialogue,
    mailbox: Mailbox,
    site: Site,
    customers: dict[str, int],
) -> AsyncIterator[BotService]:
    runtime = Runtime(settings=settings, db=database)
    service = BotService(runtime, engine=engine, mailer=mailbox, retries=QUICK, keys=site.keys)
    service.dispatcher.poll_seconds = service.hub.poll_seconds = service.mail.poll_seconds = 0.2
    await service.start()
    yield service
    await service.stop()


@pytest_asyncio.fixture
async def address(service: BotService) -> AsyncIterator[str]:
    async with chatting(service) as address:
        yield address
