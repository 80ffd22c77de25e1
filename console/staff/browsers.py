"""Where a login comes from, in a few words its owner knows it by. Pure."""

from ipaddress import IPv6Address, ip_address, ip_network

# In this order: later ones name earlier ones as what they are like.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def describe_browser(agent: str) -> str:
    """Return browser and system of a `User-Agent` header, empty where neither is known.

    >>> describe_browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox · Linux'
    """
    found = [
        next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in found if name)


def shorten_address(address: str) -> str:
    """Return an address without what tells one household from its neighbours, or nothing.

    >>> shorten_address("203.0.113.77"), shorten_address("2001:db8:1:2::")
    ('203.0.113.…', '2001:db8:1:…')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        network = ip_network((int(found) >> 80 << 80, 48)).network_address
        return ":".join(part.lstrip("0") or "0" for part in network.exploded.split(":")[:3]) + ":…"
    return address.rpartition(".")[0] + ".…"
