"""Making an agent's reply fit for other customers: what is one customer's becomes a placeholder.

What is left of a reply must hold no digit, no address and no name that belongs to somebody: else
the reply is not suggested at all. Better a good reply less than another's data once. Pure.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from console.replies.placeholders import GAP, PATTERN

ORDER = re.compile(r"(?<![A-Za-z0-9-])FD[\s#-]*\d{7,9}(?!\d)", re.IGNORECASE)
TICKET = re.compile(r"(?<![A-Za-z0-9-])T-\d{4,9}(?!\d)", re.IGNORECASE)
OTHER_NUMBER = re.compile(
    r"(?<![A-Za-z0-9-])(?:R-\d{4,}|[A-Z]{2}\d{8,}|\+?\d[\d\s()/.-]{7,}\d)(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]{0,64}\s?[@＠]\s?[\w.-]*")
LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
GREETED = re.compile(
    r"\b(?P<how>Hi|Hello|Hey|Dear|Good (?:morning|afternoon|evening)|Thanks?|Thank you|Sorry)"
    r"(?P<comma>,?) (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)(?=[,.!:\s]|$)"
)
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
TITLED_ZH = re.compile(r"[\u4e00-\u9fff](?:先生|女士|小姐|太太)")
LARGE = re.compile(
    r"(?:(?<=[\w,;:)] )|(?<=[\u3400-\u9fff，、：]))[A-Z][A-Za-z'’-]+"
)  # written large within a sentence
DOTTED = re.compile(r"[A-Za-z]{2,}\.[a-z]{2,}")  # what is left of an address for mail
CALLED = re.compile(r"(?:^|[.!?…\n] ?)([A-Z][\w'’-]+)(?=,|!)")  # "Tom, we send it"
FORMS = "(?:hi|hello|hey|dear|thanks|thank you|sorry|good (?:morning|afternoon|evening)),? "
# A road or a town in an address; "on the way" is written with the same signs and must not count.
PLACES_ZH = re.compile(
    r"[\u4e00-\u9fff]{1,8}[省市区县][\u4e00-\u9fff]{0,8}[路街镇乡村]|"
    r"[\u4e00-\u9fff]{2,6}(?:大街|大道|小区|公寓|花园|胡同|弄堂|号楼|单元)"
)
BEGINNINGS = """
yes no sorry thanks sure great good perfect understood unfortunately however well right ok okay
certainly absolutely alright hello hi hey please then so now also first second finally today
tomorrow done here there apologies welcome indeed meanwhile otherwise wonderful exactly
"""
OPENINGS = frozenset(BEGINNINGS.split())  # before a comma these are no names
CAPITALISED = re.compile(r"(?=\b([A-Z][\w'’-]+ [A-Z][\w'’-]+)\b)")
# Greeted words that are no names.
NO_NAMES = frozenset({"There", "All", "Everyone", "Again", "For", "To", "The", "That", "This", "I"})
SHORTEST, SHORTEST_ZH, LONGEST = 12, 7, 700  # characters of a reply worth keeping
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Parties:
    """Who spoke: what is theirs in a reply is masked. Empty strings are nobody's."""

    customer: str = ""
    agent: str = ""
    shop: str = ""
    private: tuple[str, ...] = ()  # street, town, phone: a reply that holds one is dropped

    @property
    def private_parts(self) -> tuple[str, ...]:
        """The same in small letters and without their numbers: "4 Mill Lane" is "mill lane"."""
        bare = (" ".join(re.sub(r"[\d,;#/-]", " ", one).split()).lower() for one in self.private)
        return tuple(one for one in bare if len(one) > 1)


def mask_reply(
    text: str,
    parties: Parties,
    names: Collection[str] = (),
    known: Collection[str] | None = None,
) -> str | None:
    """Return a reply with placeholders, or None where something of a person may be left in it.

    `names` are whole names of other customers. `known` are words, in small letters, that may be
    written large within a sentence: any other is taken for a name (None: not looked at).
    """
    masked = PATTERN.sub(lambda found: f"({found[1]})", text.strip())  # no template but our own
    for pattern, put in (
        (ORDER, "{order.number}"),
        (TICKET, "{ticket.number}"),
        (EMAIL, GAP),
        (LINK, GAP),
        (OTHER_NUMBER, GAP),
    ):
        masked = pattern.sub(put, masked)
    masked = _mask_names(masked, parties)
    shortest = SHORTEST_ZH if re.search("[\u4e00-\u9fff]", masked) else SHORTEST
    if not shortest <= len(masked) <= LONGEST or DIGIT.search(masked) or masked.count(GAP) > 1:
        return None
    small = masked.lower()
    if any(part in small for part in parties.private_parts):
        return None
    if DOTTED.search(PATTERN.sub("", masked)):
        return None
    if TITLED_ZH.search(masked) or PLACES_ZH.search(masked) or holds_name(masked, names):
        return None
    if known is not None and holds_strange(masked, known):
        return None
    return masked


def _mask_names(text: str, parties: Parties) -> str:
    customer = parties.customer
    text = TITLED.sub("{customer.name}", text)
    for part in (customer, *customer.split()):
        # Greeted in small letters; elsewhere "will" and "rose" are words.
        pattern = rf"(?i)\b({FORMS}){re.escape(part)}\b"
        if len(part) > 1 and part.isascii():
            text = re.sub(pattern, r"\1{customer.first_name}", text)
    for name, put in (
        (customer, "{customer.name}"),
        (parties.agent, "{agent.name}"),
        (parties.shop, "{shop.name}"),
        *((part, "{agent.name}") for part in parties.agent.split()),
        *((part, "{customer.first_name}") for part in customer.split()[:1]),
        *((part, "{customer.name}") for part in customer.split()[1:]),
    ):
        text = _replace_name(text, name, put)
    if len(customer) in (2, 3, 4) and not customer.isascii():
        surname = re.escape(customer[0])
        text = re.sub(f"{surname}(?=先生|女士|小姐|太太)", "{customer.name}", text)
    return GREETED.sub(_mask_greeted, text)


def _replace_name(text: str, name: str, put: str) -> str:
    if len(name) < 2:
        return text
    if not name.isascii():
        return text.replace(name, put)
    return re.sub(f"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", put, text)


def _mask_greeted(found: re.Match[str]) -> str:
    if found["name"].split()[0] in NO_NAMES:
        return found[0]
    return f"{found['how']}{found['comma']} {{customer.first_name}}"


def holds_strange(text: str, known: Collection[str]) -> bool:
    """Tell whether a word is written large that nothing explains: a name, a street, a town."""
    called = (word for word in CALLED.findall(text) if word.lower() not in OPENINGS)
    return any(word.lower() not in known for word in (*LARGE.findall(text), *called))


def holds_name(text: str, names: Collection[str]) -> bool:
    """Tell whether a text holds one of these whole names: two words, or Chinese."""
    if not names:
        return False
    if any(found in names for found in CAPITALISED.findall(text)):
        return True
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return any(
        run[at : at + size] in names
        for run in runs
        for size in (2, 3, 4)
        for at in range(len(run) - size + 1)
    )
