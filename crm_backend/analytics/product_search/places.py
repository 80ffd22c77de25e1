"""Where a thing is to be put ("under the bed", "沙发旁边的"): a place, and not the thing. Pure."""

import re
from dataclasses import dataclass

from crm_backend.matching import split_words

# "Looking for the lamp" is no place, "a rug for the hall" is one.
FOR = "".join(
    rf"(?<!{verb} )"
    for verb in ("look", "looking", "search", "searching", "hunting", "shopping", "asking", "price")
)
ENDS = (
    r"(?:and|or|but|that|which|so|to|is|are|can|please|pls|thanks?|thx|now|too|not|no|by|as|at|of|for"
    r"|with|without|in|on|under|below|over|above|behind|beside|next|near|from|between|around|max)\b"
)
PLACE = re.compile(
    r"\b(?:(?P<how>on|onto|under|underneath|below|beneath|above|over|behind|beside|near|in|inside|into"
    r"|next to|in front of|against)\s+(?:the|my|our|your|his|her|their|an?)"
    rf"|(?:{FOR}for|with|match(?:es|ing)?)\s+(?:the|my|our|his|her|their))"
    rf"\s+(?P<where>[a-z-]{{2,}}(?:\s+(?!{ENDS})[a-z-]{{2,}})?)"
    r"|(?:[放铺鋪挂掛摆擺贴貼垫墊]?在|[放铺鋪挂掛摆擺贴貼垫墊])?(?P<han>[一-鿿]{1,4}?)"
    r"(?P<at>旁邊?|旁边|边上|邊上|[上下里裡后後前]面|底下|中间|之间|[上下里裡])"
    r"(?:用?的|(?=[放摆擺挂掛铺鋪能]|可以))",
    re.IGNORECASE,
)
# "In my order", "on my card", "in the morning": no place for a thing.
NOWHERE = frozenset(
    (
        *("order", "account", "card", "refund", "price", "morning", "afternoon", "evening"),
        *("weekend", "box", "cart", "way", "meantime"),
        *("订单", "包裹", "物车", "早", "晚", "网", "线", "手机", "路"),
    )
)
VERB = re.compile(r"^.*[放铺鋪挂掛摆擺贴貼垫墊在个個款找买買]")


@dataclass(frozen=True)
class Place:
    """A place: its words, the word of how it is meant ("under"), and what a thing there is not."""

    words: tuple[str, ...]
    how: str
    kind: str


def take_places(text: str) -> tuple[tuple[Place, ...], str]:
    """Return the places a text names, and the text without them."""
    places = []
    for found in PLACE.finditer(text):
        if found["han"]:
            where = VERB.sub("", found["han"])
            kind = where[-2:]
            # 床底 stands in names as one word, 底 alone says nothing.
            said = (one for one in split_words(where) if len(one) > 1 or one == where)
            words = (*said, where[-1:] + found["at"][0])
        else:
            words = split_words(found["where"])
            kind = words[-1] if words else ""
        if kind and kind not in NOWHERE:
            places.append(Place(words, (found["how"] or "").lower(), kind))
    return tuple(places), PLACE.sub(" ", text)
