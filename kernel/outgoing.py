"""The HTTP client for addresses that somebody wrote down: it reaches public ones only.

A name is resolved, checked and connected to in one step, so that an answer which changes between
the check and the call (DNS rebinding) changes nothing. TLS still verifies the name. No redirects.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore

from kernel.errors import Forbidden, FrontdeskError, Invalid, Unavailable

SECONDS = 10.0  # for a whole call; a receiver stores what it got and answers at once
MAX_BODY_BYTES = 65_536  # of an answer: more is not read
SCHEMES = (b"https", b"http")
Resolve = Callable[[str, int], Awaitable[list[str]]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# An IPv4 address may travel inside an IPv6 one. Translated (NAT64) it is as good as what it holds;
# the tunnels are given up by the internet and lead wherever they like. The others are nobody's in
# the open, which this version of Python does not know of all.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
CLOSED = tuple(
    ipaddress.ip_network(one)
    for one in (
        "2002::/16",
        "2001::/32",
        "64:ff9b:1::/48",
        "::/96",
        "fec0::/10",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
    )
)


class AddressRefused(Forbidden):
    """The address is not one that may be called from here."""

    code = "address_refused"


class NotReached(Unavailable):
    """Surely nothing was sent: no such name, no connection, no valid certificate."""

    code = "not_reached"


class CallInDoubt(FrontdeskError):
    """The call may have arrived: the line broke or the time was up after it had begun."""

    code = "in_doubt"
    status = 503


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and at most 64 kB of the body."""

    status: int
    body: bytes


def is_public(text: str) -> bool:
    """Tell whether an address is one of the open internet, whatever form it is written in."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)))
    is_closed = any(address in network for network in CLOSED)
    return address.is_global and not address.is_multicast and not is_closed


def is_loopback(text: str) -> bool:
    """Tell whether an address is this machine."""
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


async def resolve_name(host: str, port: int) -> list[str]:
    """Return the addresses of a name; raise `NotReached` where it has none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(f"There is no address for {host}.") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was checked; the name is not asked for again."""

    def __init__(
        self,
        *,
        allows_loopback: bool,
        resolve: Resolve,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self.allows_loopback, self.resolve = allows_loopback, resolve
        self.inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - named by httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a name, if all of them may be called."""
        addresses = await self.resolve(host, port)
        if not addresses or not all(self._may_call(one) for one in addresses):
            raise AddressRefused("This address is not on the open internet.")
        return await self.inner.connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )

    def _may_call(self, address: str) -> bool:
        return is_public(address) or (self.allows_loopback and is_loopback(address))

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a file of this machine is no address."""
        raise AddressRefused("A file is no address.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self.inner.sleep(seconds)


class Outgoing:
    """Calls what an operator wrote down; one connection at a time, closed after each call."""

    def __init__(
        self,
        *,
        allows_loopback: bool = False,
        seconds: float = SECONDS,
        resolve: Resolve = resolve_name,
        trusted: ssl.SSLContext | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self.seconds = seconds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trusted or ssl.create_default_context(),
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=CheckedNetwork(
                allows_loopback=allows_loopback, resolve=resolve, inner=network
            ),
        )

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body and return the answer, a redirect included: it is not followed.

        Raises `Invalid` for what is no web address, `AddressRefused`, `NotReached`, `CallInDoubt`.
        """
        target, given = read_url(url), list(headers.items())
        try:
            async with (
                asyncio.timeout(self.seconds),
                self._pool.stream("POST", target, headers=given, content=body) as answer,
            ):
                return Answer(answer.status, await _read_some(answer))
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
            raise NotReached("Nobody takes the call there.") from error
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise CallInDoubt("No answer came in time.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise CallInDoubt("The connection broke, or what came back is no HTTP.") from error

    async def close(self) -> None:
        """Let go of connections."""
        await self._pool.aclose()


def read_url(url: str) -> httpcore.URL:
    """Return the parts of a web address; raise `Invalid` for anything else."""
    try:
        target = httpcore.URL(url.encode("ascii"))
    except (ValueError, UnicodeError) as error:
        raise Invalid("This is no web address.") from error
    if target.scheme not in SCHEMES or not target.host:
        raise Invalid("Only http:// and https:// addresses can be called.")
    return target


async def _read_some(answer: httpcore.Response) -> bytes:
    body = bytearray()
    async for part in answer.aiter_stream():
        body += part
        if len(body) >= MAX_BODY_BYTES:
            break
    return bytes(body[:MAX_BODY_BYTES])
