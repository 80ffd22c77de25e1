"""Who is the visitor: cases S01 to S10 of the catalogue in docs/security.md."""

import json
import secrets
from datetime import timedelta
from io import StringIO
from typing import Any

import jwt
import pytest
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.app import BotService
from bot.channels.web.connection import SESSION_ENDED
from bot.channels.web.entrance import Entrance
from bot.dialogue import Answer, Question, ScriptedDialogue
from bot.identity import codes, revoking, rules, tokens
from bot.identity.sessions import SECRET_BYTES, find_entry
from bot.identity.tokens import SiteClaims, SiteKeys
from bot.ledger.models import Conversation
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Challenge, Reply
from kernel.settings import Settings
from kernel.turns import verify_turn
from tests.bot.conftest import Mailbox
from tests.bot.driver import Client, until
from tests.security.conftest import SECRET, Site
from tests.security.twins import expect_red


class Who:
    """Asks the service who it thinks is speaking: what the next turn's context says."""

    def __init__(self, engine: ScriptedDialogue, settings: Settings) -> None:
        self.engine, self.key = engine, settings.derive_key("turns")

    async def ask(self, client: Client) -> tuple[str, int | None]:
        words = f"who am I? {len(self.engine.asked)}"
        await client.say(words)
        await client.wait(type="message", text=f"You said: {words}")
        context = verify_turn(self.engine.asked[-1].context, self.key, utc_now())
        return context.level, context.customer_id


@pytest.fixture
def who(engine: ScriptedDialogue, settings: Settings) -> Who:
    return Who(engine, settings)


async def stays_anonymous(address: str, who: Who, token: str) -> None:
    async with Client(address, token=token) as client:
        assert await who.ask(client) == ("anonymous", None)
        codes = [frame["code"] for frame in client.frames if frame["type"] == "error"]
        assert codes == ["token_invalid"]


async def test_token_of_the_site_says_who_is_speaking(
    address: str, who: Who, site: Site, customers: dict[str, int]
) -> None:
    async with Client(address, token=site.sign()) as client:
        assert await who.ask(client) == ("verified", customers["ada"])
    async with Client(address, token=site.sign("rsa", site.rsa, "RS256")) as client:
        assert await who.ask(client) == ("verified", customers["ada"])


async def test_customer_of_the_site_is_stored_when_first_met(
    address: str, who: Who, site: Site, database: Database
) -> None:
    token = site.sign(sub="new", email="New@Example.com", name="Nia New")
    async with Client(address, token=token) as client:
        level, number = await who.ask(client)
    with database.session() as session:
        made = session.get_one(Customer, number)
    assert (level, made.name, made.email) == ("verified", "Nia New", "new@example.com")
    # The site's own id counts from now on, whatever the address is by then.
    async with Client(address, token=site.sign(sub="new", email="bo@example.com")) as client:
        assert await who.ask(client) == ("verified", number)


async def is_nobody_without_a_token(address: str, who: Who, customers: dict[str, int]) -> None:
    client = Client(address)
    await client.connect()
    claim = {"customer_id": customers["ada"], "email": "ada@example.com", "level": "verified"}
    await client.send({"type": "hello", **claim, "customer": claim})
    client.welcome = await client.wait(type="welcome")
    assert await who.ask(client) == ("anonymous", None)
    await client.socket.close()


async def test_s01_customer_id_alone_proves_nothing(
    address: str, who: Who, customers: dict[str, int]
) -> None:
    await is_nobody_without_a_token(address, who, customers)


async def test_s01_twin_turns_red(
    address: str, who: Who, customers: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    believed = SiteClaims("x", utc_now(), customer_id=customers["ada"])
    monkeypatch.setattr(Entrance, "_read_token", lambda _entrance, _hello: believed)
    await expect_red(is_nobody_without_a_token, address, who, customers)


def flip_last(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def spoil(token: str) -> list[str]:
    other = "another secret that is just as long as ours"
    claims = jwt.decode(token, options={"verify_signature": False})
    signed_by_others = jwt.encode(claims, other, "HS256", headers={"kid": "secret"})
    unsigned = token.rpartition(".")[0] + "."
    return [flip_last(token), token[:-3], unsigned, "x.y.z", "no token", signed_by_others]


@pytest.mark.parametrize("place", range(6))
async def test_s02_spoiled_token_proves_nothing(
    address: str, who: Who, site: Site, place: int, logged: StringIO
) -> None:
    await stays_anonymous(address, who, spoil(site.sign())[place])
    assert "token_refused" in logged.getvalue()
    assert "ada@example.com" not in logged.getvalue()


async def test_s02_twin_turns_red(
    address: str, who: Who, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = jwt.decode

    def trust(token: str, *_rest: Any, **_options: Any) -> Any:
        return decode(token, options={"verify_signature": False})

    monkeypatch.setattr(tokens.jwt, "decode", trust)
    await expect_red(stays_anonymous, address, who, flip_last(site.sign()))


def forge(site: Site) -> dict[str, str]:
    """Return tokens whose headers try to choose how they are checked."""
    unsigned = jwt.encode(jwt.decode(site.sign(), options={"verify_signature": False}), "", "none")
    public = jwt.utils.base64url_encode
    head = public(json.dumps({"alg": "HS256", "kid": "rsa"}).encode()).decode()
    body = site.sign().split(".")[1]
    signer = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = public(signer.sign(f"{head}.{body}".encode(), site.public_pem)).decode()
    claims = jwt.decode(site.sign(), options={"verify_signature": False})
    elsewhere = {"jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/cert"}
    return {
        "none": unsigned,
        "confused": f"{head}.{body}.{signature}",
        "kid": jwt.encode(claims, SECRET, "HS256", headers={"kid": "../../etc/passwd"}),
        "jku": jwt.encode(claims, site.rsa, "RS256", headers={"kid": "other", **elsewhere}),
        "other algorithm": jwt.encode(claims, SECRET * 2, "HS512", headers={"kid": "secret"}),
    }


@pytest.mark.parametrize("trick", ["none", "confused", "kid", "jku", "other algorithm"])
async def test_s03_header_does_not_choose_the_check(
    address: str, who: Who, site: Site, trick: str
) -> None:
    await stays_anonymous(address, who, forge(site)[trick])


async def test_s03_twin_turns_red(
    address: str, who: Who, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SiteKeys, "_find_key", lambda keys, _header: keys.keys["secret"])
    await expect_red(stays_anonymous, address, who, forge(site)["kid"])


def sign_in(site: Site, claims: dict[str, Any]) -> str:
    """Sign claims in which a broken number stands for so many minutes from now."""
    moments = {
        name: utc_now() + timedelta(minutes=value) if isinstance(value, float) else value
        for name, value in claims.items()
    }
    return site.sign(**moments)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": -2.0},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 5.0},
        {"iat": 5.0},
        {"aud": "somebody else"},
        {"aud": ["frontdesk", "somebody else"]},
        {"aud": None},
        {"sub": None},
        {"sub": " "},
        {"email": "no address"},
        {"email": None},
        {"email_verified": False},
        {"nonce": "n", "at_hash": "h"},
        {"customer_id": 9_999},
        {"customer_id": "1"},
        {"customer_id": True},
    ],
    ids=str,
)
async def test_s04_claims_that_do_not_hold_prove_nothing(
    address: str, who: Who, site: Site, claims: dict[str, Any]
) -> None:
    await stays_anonymous(address, who, sign_in(site, claims))


async def test_s04_clocks_may_differ_by_a_minute(address: str, who: Who, site: Site) -> None:
    async with Client(address, token=sign_in(site, {"exp": -0.5})) as client:
        assert (await who.ask(client))[0] == "verified"


async def test_s05_token_of_another_site_proves_nothing(address: str, who: Who, site: Site) -> None:
    await stays_anonymous(address, who, site.sign(aud="https://other-shop.example"))


async def test_s06_token_is_worthless_after_log_out_everywhere(
    address: str, who: Who, site: Site, service: BotService, customers: dict[str, int]
) -> None:
    token = site.sign(jti="one")
    async with Client(address, token=token) as client:
        assert (await who.ask(client))[0] == "verified"
        await service.ledger.write(
            lambda session: revoking.log_out_everywhere(
                session, customer_id=customers["ada"], now=utc_now()
            )
        )
        with pytest.raises(ConnectionClosed) as closed:
            await client.quiet(2)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == SESSION_ENDED
    await stays_anonymous(address, who, token)
    async with Client(address, token=site.sign(iat=utc_now() + timedelta(seconds=3))) as client:
        assert (await who.ask(client))[0] == "verified"


async def test_s06_one_token_can_be_called_back(
    address: str, who: Who, site: Site, service: BotService
) -> None:
    await service.ledger.write(
        lambda session: revoking.revoke_token(session, token_id="one", now=utc_now())
    )
    await stays_anonymous(address, who, site.sign(jti="one"))
    async with Client(address, token=site.sign(jti="two")) as client:
        assert (await who.ask(client))[0] == "verified"


@pytest.mark.parametrize("name", ["token", "session", "access_token"])
async def test_s07_secret_in_an_address_is_refused(
    address: str, site: Site, name: str, logged: StringIO
) -> None:
    token = site.sign()
    with pytest.raises(InvalidStatus) as refused:
        await Client(f"{address}?{name}={token}").connect()
    assert refused.value.response.status_code == 403
    assert token not in logged.getvalue()


async def test_s08_earlier_visitor_is_out_of_sight_after_a_log_in(
    address: str, who: Who, site: Site
) -> None:
    async with Client(address, token=site.sign()) as ada:
        await ada.ask("my secret is blue")
    bo = Client(address, session=ada.session)
    bo.token = site.sign(sub="site-2", email="bo@example.com", name="Bo Lind")
    async with bo:
        assert bo.session != ada.session
        assert bo.welcome["conversation"] != ada.welcome["conversation"]
        await bo.ask("hello")
        assert "blue" not in str(bo.frames)
    # Without a token the site says that nobody is logged in: Ada's chat is not shown either.
    async with Client(address, session=ada.session) as nobody:
        assert nobody.welcome["conversation"] != ada.welcome["conversation"]
        assert nobody.welcome["last"] == 0


async def test_s08_customer_finds_their_chat_again_on_another_device(
    address: str, who: Who, site: Site
) -> None:
    async with Client(address, token=site.sign()) as home:
        await home.ask("from home")
    async with Client(address, token=site.sign()) as away:
        assert away.welcome["conversation"] == home.welcome["conversation"]
        await away.wait(type="message", text="from home")
        async with Client(address, session=home.session, token=site.sign()) as back:
            assert back.session == home.session  # the other device is not thrown out
            await away.ask("both of us")


async def test_s08_what_was_written_as_nobody_stays_and_the_session_changes(
    address: str, who: Who, site: Site
) -> None:
    async with Client(address) as nobody:
        await nobody.ask("before the log-in")
    known = Client(address, session=nobody.session, token=site.sign())
    async with known:
        assert known.session != nobody.session
        await known.wait(type="message", text="before the log-in")
    async with Client(address, session=nobody.session) as planted:
        assert planted.welcome["last"] == 0


def send_codes(engine: ScriptedDialogue) -> None:
    """Have every address that is written get a code."""

    def answer(question: Question) -> Answer:
        if "@" in question.text:
            return Answer((Reply(text="sent", directives=(Challenge(email=question.text),)),))
        return Answer((Reply(text=f"You said: {question.text}"),))

    engine.script = answer


async def prove(client: Client, mailbox: Mailbox, email: str) -> None:
    count = len(mailbox.mails)
    await client.ask(email)
    await until(lambda: len(mailbox.mails) > count)
    await client.say(mailbox.code)


async def test_s08_session_changes_when_a_code_is_right(
    address: str, engine: ScriptedDialogue, mailbox: Mailbox, who: Who, customers: dict[str, int]
) -> None:
    send_codes(engine)
    async with Client(address) as ada:
        planted = Client(address, session=ada.session)
        await planted.connect()
        await planted.hello()
        await prove(ada, mailbox, "ada@example.com")
        changed = await ada.wait(type="session")
        assert changed["session"] != ada.session
        assert changed["fresh"] is False
        assert await who.ask(ada) == ("verified", customers["ada"])
        with pytest.raises(ConnectionClosed):
            await planted.quiet(2)
        assert "You said: /confirm_identity" not in str(planted.frames)
    async with Client(address, session=ada.session) as late:
        assert late.welcome["last"] == 0
    async with Client(address, session=changed["session"]) as again:
        assert again.welcome["conversation"] == ada.welcome["conversation"]


async def test_s08_second_customer_of_a_browser_gets_a_chat_of_their_own(
    address: str,
    engine: ScriptedDialogue,
    mailbox: Mailbox,
    who: Who,
    customers: dict[str, int],
    database: Database,
) -> None:
    send_codes(engine)
    async with Client(address) as ada:
        await prove(ada, mailbox, "ada@example.com")
        session = (await ada.wait(type="session"))["session"]
        await ada.ask("my secret is blue")
    bo = Client(address, session=session)
    async with bo:
        await prove(bo, mailbox, "bo@example.com")
        changed = await bo.wait(type="session")
        assert changed["fresh"] is True
        with pytest.raises(ConnectionClosed):
            await bo.quiet(2)
    async with Client(address, session=changed["session"]) as fresh:
        assert fresh.welcome["conversation"] != ada.welcome["conversation"]
        assert await who.ask(fresh) == ("verified", customers["bo"])
        assert "blue" not in str(fresh.frames)
        assert "You said: /confirm_identity" in str(fresh.frames)
    with database.session() as db:
        owners = dict(db.execute(select(Conversation.id, Conversation.customer_id)).all())
    assert owners[ada.welcome["conversation"]] == customers["ada"]
    assert owners[fresh.welcome["conversation"]] == customers["bo"]


async def test_s08_logged_out_browser_opens_nothing(address: str) -> None:
    async with Client(address) as client:
        await client.ask("hello")
        await client.send({"type": "logout"})
        with pytest.raises(ConnectionClosed) as closed:
            await client.quiet(2)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
    async with Client(address, session=client.session) as again:
        assert again.welcome["last"] == 0


async def test_s09_session_is_not_to_be_guessed(address: str, database: Database) -> None:
    assert SECRET_BYTES * 8 >= 128
    async with Client(address) as client:
        await client.ask("hello")
    with database.session() as session:
        assert find_entry(session, secret=client.session) is not None
        for _ in range(2_000):
            guess = secrets.token_urlsafe(SECRET_BYTES)
            assert find_entry(session, secret=guess) is None
        assert find_entry(session, secret=str(client.session)[:-1]) is None


async def five_tries_and_no_more(
    address: str, engine: ScriptedDialogue, mailbox: Mailbox, who: Who
) -> None:
    send_codes(engine)
    async with Client(address) as client:
        await client.ask("ada@example.com")
        await until(lambda: mailbox.mails)
        wrong = "000000" if mailbox.code != "000000" else "000001"
        for _ in range(rules.MAX_TRIES):
            await client.ask(wrong)
        await client.say(mailbox.code)
        answer = await client.wait(type="message", sender="bot")
        assert answer["text"] == "You said: /expire_code"
        assert (await who.ask(client))[0] == "claimed"
        await client.ask("ada@example.com")
        await client.quiet()
        assert len(mailbox.mails) == 1  # locked for a quarter of an hour


async def test_s10_sixth_try_is_refused_even_if_it_is_right(
    address: str, engine: ScriptedDialogue, mailbox: Mailbox, who: Who
) -> None:
    await five_tries_and_no_more(address, engine, mailbox, who)


async def test_s10_twin_turns_red(
    address: str,
    engine: ScriptedDialogue,
    mailbox: Mailbox,
    who: Who,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MAX_TRIES", 10)
    monkeypatch.setattr("bot.identity.service._count_try", lambda *_rest: True)
    await expect_red(five_tries_and_no_more, address, engine, mailbox, who)


async def test_s10_code_is_stored_as_a_keyed_hash() -> None:
    hashed = codes.hash_code("123456", key="k" * 40, challenge_id=1)
    assert "123456" not in hashed
    assert hashed != codes.hash_code("123456", key="j" * 40, challenge_id=1)
    assert hashed != codes.hash_code("123456", key="k" * 40, challenge_id=2)
