"""What a wish in words says of which comes first: the cheapest, the dearest, the newest. Pure."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol, TypeVar

Sort = Literal["cheapest", "dearest", "newest"]

SAID: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    (
        "cheapest",
        re.compile(
            r"\b(?:cheap(?:er|est|o|ish)?|inexpensive|affordable|bargains?"
            r"|discount(?:s|ed)?|on (?:sale|offer)"
            r"|low(?:er|est)?[ -](?:price[ds]?|cost|budget)(?: range)?|on a budget"
            r"|budget(?=[ -](?:friendly|[a-z]+s?$))"
            r"|less (?:expensive|pricey|dear|money)|good value|go lower"
            r"|(?:not|nothing|isn'?t|aren'?t|too|over)\s+(?:that |too |so |very |overly )?"
            r"(?:expensive|pricey|dear|posh|costly|my budget))\b"
            r"|便宜|平价|平價|实惠|實惠|廉价|经济型|低价|划算|性价比|超预算|超出预算|价[格钱位]再?低"
            r"|(?:不|别|別|不用|不会|太)(?:要|算|是)?(?:太|那么|那麼|很|怎么)?[贵貴]|平[啲哋靚]|特价|特價|打折|折扣|促销|促銷",
            re.IGNORECASE,
        ),
    ),
    (
        "dearest",
        re.compile(
            r"\b(?:(?:some|any)thing (?:really |very )?expensive|most expensive|priciest"
            r"|dearest|luxur(?:y|ious)|high[ -]end|premium"
            r"|money no object|price no object)\b"
            r"|最[贵貴]|高档|高檔|高端|奢华|豪华|不差钱|价钱无所谓",
            re.IGNORECASE,
        ),
    ),
    (
        "newest",
        re.compile(
            r"\bwhat(?:'?s| is| are) (?:\w+ )?new\b(?! with you)|\bnew in\?*$"
            r"|\bwhat(?:'?s| has| have)?(?: just)? (?:arrived|come in|came in)\b"
            r"|\b(?:any|some)thing (?:\w+ )?new\b|\b(?:new|latest|recent|fresh)"
            r" (?:in(?= the (?:shop|store))|arrivals?|products?|items?|things?|stuff|stock"
            r"|collections?|additions?|releases?|range|ones)\b"
            r"|\b(?:newest|latest|just (?:came in|arrived|launched|added|in)|(?:newly|recently)"
            r" (?:\w+ )?(?:added|arrived|in))\b|\bthis season'?s\b"
            r"|新品|新款|新货|新貨|新到|新出|新上|上新|最新|刚到|剛到|新鲜货|新鮮貨|新东西|新進",
            re.IGNORECASE,
        ),
    ),
)


class Sold(Protocol):
    """What can be put in order: a product, or what stands for one."""

    @property
    def price_cents(self) -> int:
        """What it costs."""

    @property
    def created_at(self) -> datetime:
        """When the shop took it in."""


T = TypeVar("T", bound=Sold)
KEYS: dict[Sort, Callable[[Sold], float]] = {
    "cheapest": lambda one: one.price_cents,
    "dearest": lambda one: -one.price_cents,
    "newest": lambda one: -one.created_at.timestamp(),
}


def take_sort(text: str) -> tuple[Sort | None, str]:
    """Return what is to come first, and the text without the words that said it."""
    for sort, pattern in SAID:
        if pattern.search(text):
            return sort, pattern.sub(" ", text)
    return None, text
