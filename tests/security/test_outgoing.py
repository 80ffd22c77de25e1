"""S58: what somebody wrote down as an address leads to the open internet or nowhere."""

import ssl
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509.oid import NameOID

from kernel import outgoing
from kernel.errors import FrontdeskError, Invalid
from kernel.outgoing import AddressRefused, CallInDoubt, NotReached, Outgoing, is_public
from tests.security.receiver import Receiver, receiving
from tests.security.twins import expect_red

PUBLIC = "93.184.215.14"
INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "192.0.0.8",
    "192.88.99.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "2002:7f00:1::",
    "2002:5db8:d70e::",
    "2001:0:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2001:db8::1",
    "no address",
]
# All of them name 127.0.0.1 or the like to a C library; the last one is a name that does.
SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "localhost",
]


class Watched(httpcore.AsyncNetworkBackend):
    """A network that leads nowhere and notes where it was asked to go."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        raise httpcore.ConnectError("nowhere")


@pytest.mark.parametrize("address", INSIDE)
def test_s58_address_inside_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_s58_address_of_the_internet_is_known(address: str) -> None:
    assert is_public(address)


async def never_calls_inside(host: str) -> None:
    network = Watched()
    client = Outgoing(network=network)
    with pytest.raises((AddressRefused, NotReached)) as refused:
        await client.post(f"http://{host}:9/", body=b"", headers={})
    await client.close()
    assert network.asked == []
    assert isinstance(refused.value, FrontdeskError)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_s58_spelling_does_not_matter(host: str) -> None:
    await never_calls_inside(host)


async def test_s58_twin_turns_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "is_public", lambda _address: True)
    await expect_red(never_calls_inside, "127.0.0.1")


class Rebinding:
    """A name server that says something else each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers.pop(0)


async def goes_where_it_looked() -> None:
    names, network = Rebinding([PUBLIC], ["127.0.0.1"]), Watched()
    client = Outgoing(resolve=names, network=network)
    with pytest.raises(NotReached):
        await client.post("https://shop.example/", body=b"", headers={})
    assert (names.asked, network.asked) == (1, [PUBLIC])
    with pytest.raises(AddressRefused):
        await client.post("https://shop.example/", body=b"", headers={})
    assert network.asked == [PUBLIC]
    await client.close()


async def test_s58_name_is_asked_for_once_and_its_answer_is_where_it_goes() -> None:
    await goes_where_it_looked()


async def test_s58_twin_turns_red_when_the_name_is_handed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def connect(self: Any, host: str, port: int, *rest: Any, **more: Any) -> Any:
        await self.resolve(host, port)
        return await self.inner.connect_tcp(host, port)

    monkeypatch.setattr(outgoing.CheckedNetwork, "connect_tcp", connect)
    await expect_red(goes_where_it_looked)


async def test_s58_one_address_inside_spoils_a_name() -> None:
    network = Watched()
    client = Outgoing(resolve=Rebinding([PUBLIC, "10.0.0.1"], []), network=network)
    for _ in range(2):
        with pytest.raises(AddressRefused):
            await client.post("https://shop.example/", body=b"", headers={})
    assert network.asked == []


async def test_s58_this_machine_is_reached_only_when_allowed() -> None:
    async with receiving() as receiver:
        strict, loose = Outgoing(), Outgoing(allows_loopback=True)
        with pytest.raises(AddressRefused):
            await strict.post(receiver.url, body=b"", headers={})
        assert (await loose.post(receiver.url, body=b"x", headers={})).status == 204
        assert len(receiver.calls) == 1
        loose._pool._network_backend.resolve = Rebinding(["10.0.0.1"])  # type: ignore[attr-defined]
        with pytest.raises(AddressRefused):
            await loose.post("http://lan.example/", body=b"", headers={})


async def test_s58_redirect_is_an_answer_and_not_followed() -> None:
    async with receiving() as receiver, receiving() as inside:
        receiver.answer(302, headers=f"Location: {inside.url}\r\n")
        client = Outgoing(allows_loopback=True)
        assert (await client.post(receiver.url, body=b"", headers={})).status == 302
        assert inside.calls == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://shop.example/",
        "//shop.example",
        "http://",
        "shop.example",
        "http://[::1",
        "http://shop.example:x/",
        "http://ß.example/\u2028",
        "",
    ],
)
async def test_s58_only_web_addresses_are_called(url: str) -> None:
    network = Watched()
    with pytest.raises(Invalid):
        await Outgoing(network=network).post(url, body=b"", headers={})
    assert network.asked == []


async def test_s58_body_and_time_are_bounded() -> None:
    async with receiving() as receiver:
        client = Outgoing(allows_loopback=True, seconds=0.5)
        receiver.answers += [b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 1_000_000, None, b"no http\r\n\r\n"]
        answer = await client.post(receiver.url, body=b"", headers={})
        assert len(answer.body) == outgoing.MAX_BODY_BYTES
        for _ in range(2):
            with pytest.raises(CallInDoubt):
                await client.post(receiver.url, body=b"", headers={})


async def test_s58_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as receiver, receiving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await Outgoing(allows_loopback=True).post(receiver.url, body=b"", headers={})
        assert (len(receiver.calls), proxy.calls) == (1, [])


def certify(name: str, key: RSAPrivateKey, folder: Path) -> tuple[Path, Path]:
    """Write a certificate for a name, signed by itself, and its key."""
    who, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


@pytest.fixture
async def secure(rsa: RSAPrivateKey, tmp_path: Path) -> AsyncIterator[tuple[Receiver, Outgoing]]:
    certificate, secret = certify("hooks.example", rsa, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    trusted = ssl.create_default_context(cafile=str(certificate))

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async with receiving(context) as receiver:
        client = Outgoing(allows_loopback=True, resolve=resolve, trusted=trusted)
        yield receiver, client
        await client.close()


async def test_s58_name_is_verified_though_the_address_is_pinned(
    secure: tuple[Receiver, Outgoing],
) -> None:
    receiver, client = secure
    url = f"https://hooks.example:{receiver.port}/"
    assert (await client.post(url, body=b"x", headers={})).status == 204
    assert receiver.calls[0][0]["host"] == f"hooks.example:{receiver.port}"
    with pytest.raises(NotReached):
        await client.post(f"https://other.example:{receiver.port}/", body=b"x", headers={})
    with pytest.raises(NotReached):
        await client.post(f"https://127.0.0.1:{receiver.port}/", body=b"x", headers={})
    assert len(receiver.calls) == 1
