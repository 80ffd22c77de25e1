"""Whose address a connection comes from, as far as it can be known. Pure.

Behind a proxy the server puts the address of X-Forwarded-For in the peer's place, but only if the
peer is one of FRONTDESK_TRUSTED_PROXIES: anybody else can write that header.
"""

from ipaddress import IPv6Address, ip_address

NOBODY = ""  # of an unknown address: limits by address do not count it
PREFIX = 64  # bits: one customer of an IPv6 provider owns a whole such network


def read_address(peer: str | None) -> str:
    """Return what to count by: the address, of IPv6 the network; `NOBODY` for this machine.

    A peer on loopback is a proxy of this machine that was not named as trusted, or the operator:
    all visitors look alike there, and must not share one visitor's allowance.

    >>> read_address("2001:db8:1:2::7")
    '2001:db8:1:2::'
    """
    try:
        found = ip_address((peer or "").partition("%")[0])
    except ValueError:
        return NOBODY
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return read_address(str(found.ipv4_mapped))
        network = int(found) >> (128 - PREFIX) << (128 - PREFIX)
        return NOBODY if found.is_loopback else str(IPv6Address(network))
    return NOBODY if found.is_loopback else str(found)
