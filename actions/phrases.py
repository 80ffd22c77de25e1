"""Cutting free text: the reason of a return, the subject of a ticket, an address, a question. Pure.

People say what they want and why in one breath: "open a ticket, the app logs me out all the time".
Here the wish is taken away and the rest is kept. What cannot be cut safely is asked for instead.
"""

import re
from typing import NamedTuple

CLAUSE_END = re.compile(
    r"(?<![,;.!?\n，；。！？、])[,;.!?\n，；。！？、]+(?:\s+|$)|[，；。！？]|(?<!\s)\s+[-–—]+\s+"
    r"|(?<!\s)\s+(?:because|since|coz|cuz|cause|as it|as they)\b(?=\s)|因为|因為|由于|由於",
    re.IGNORECASE,
)
RETURN_WISH = re.compile(
    r"\b(?:return(?:s|ing|ed)?|retrun|send(?:ing)?\b.{0,40}\bback|giv(?:e|ing)\b.{0,40}\bback"
    r"|take\b.{0,40}\bback|go(?:es)? back|refund|money back|exchange|label)\b|退|换货|換貨|寄回",
    re.IGNORECASE,
)
TICKET_WISH = re.compile(
    r"(?:\b(?:open|create|raise|file|log|make|start|submit|put in|lodge|issue|need|want|get|write)"
    r"\b[^,.;:!?]{0,30}?\b)?(?:support |service )?(?:ticket|case number|support case)\b"
    r"(?:\s+(?:for|with)\s+(?:me|us|support|the team|customer service))?"
    r"|(?:请|請)?(?:麻烦|麻煩)?(?:帮我|幫我|给我|給我|我想|我要)?(?:再)?"
    r"(?:开|開|提交|建|创建|創建|新建|提|发|發)(?:一)?(?:个|個|张|張)?(?:售后|服务|服務)?(?:工单|工單)",
    re.IGNORECASE,
)
JOIN = re.compile(
    r"^(?:[\s,.;:!?，。；：！？、\-–—]+|(?:about|regarding|concerning|because|cos|coz|since"
    r"|that says|saying|that|for|on|and|so|please|pls|plz|thanks|thank you|as"
    r"|关于|關於|因为|因為|说|說|吧|呗|一下|，)(?=$|[\s,.:!，。：]|[\u3400-\u9fff]))",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"(?:[\s,.;:!?，。；：！？、\-–—]+|(?:(?:can|could|would|will) you(?: please)?|please|pls|plz"
    r"|thanks|thank you|and|so|therefore|i want to|i would like to|i'd like to|i need to|let's|just"
    r"|to|kindly"
    r"|所以|麻烦|麻煩|请|請|谢谢|謝謝))$",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:hi|hello|hey|dear (?:team|all)|good (?:morning|afternoon|evening)|hi there|hello there"
    r"|please|pls|thanks|thank you|ok|okay|yes|sorry|您好|你好|请|請|谢谢|謝謝|好的|麻烦了)$",
    re.IGNORECASE,
)
QUESTION = re.compile(
    r"[?？]\s*$|^(?:and\s+|but\s+)?(?:what|whats|what's|when|where|how|do|does|is|are|can|could|who"
    r"|which|will|would)\b|吗|嗎|多少|什么|什麼|怎么|怎麼|几点|幾點|哪",
    re.IGNORECASE,
)
YES = re.compile(
    r"^\s*(?:yes|yeah|yep|yup|ok|okay|sure|please do|go ahead|correct)\b"
    r"|^\s*(?:是|好|对|對|嗯|可以|行|确认|確認)",
    re.IGNORECASE,
)
# "don't close it", "please do not want to return": what must not be done after all.
FORBIDDEN = re.compile(
    r"\b(?:do\s?n[o'’]?t|never)\s+(?:you\s+)?"
    r"(?:(?:dare|ever|please|just)\s+|(?:want|need|wish|mean)\s+(?:(?:you|me)\s+)?to\s+)?"
    r"(?:close|cancel|return|open|change|send\s+back)\b"
    r"|(?:别|別|不要|不用|不想|无需|無需)(?:再|给我|給我|帮我|幫我)?(?:关|關|取消|退|开|開)",
    re.IGNORECASE,
)
# Plainly asks for a new ticket, whatever else the sentence is about.
NEW_TICKET = re.compile(
    r"\b(?:open|create|raise|file|log|start|submit|lodge|make)\s+(?:me\s+|us\s+)?"
    r"(?:a|an|another|one|new)\b[^,.;:!?]{0,20}\b(?:ticket|case)\b"
    r"|(?:开|開|提交|建|创建|創建|新建)(?:一)?(?:个|個|张|張)?(?:新)?(?:的)?(?:售后|服务|服務)?(?:工单|工單)",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"(?<![\w])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{2,6}"
    r"(?:[ -](?:(?=[A-Za-z]*[0-9])[A-Za-z0-9]{2,4}|[A-Z]{2}))?(?![\w])"
)
CJK = re.compile(r"[\u3400-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")


class AddressParts(NamedTuple):
    """An address as read from a line; `country` may be empty."""

    street: str
    postcode: str
    city: str
    country: str


def is_question(text: str) -> bool:
    """Tell whether the text asks something."""
    return bool(QUESTION.search(text.strip()))


def says_yes(text: str) -> bool:
    """Tell whether the text begins with a yes."""
    return bool(YES.search(text))


def forbids(text: str) -> bool:
    """Tell whether the text says that something is not to be done."""
    return bool(FORBIDDEN.search(text))


def wants_new_ticket(text: str) -> bool:
    """Tell whether the text plainly asks for a new ticket."""
    return bool(NEW_TICKET.search(text)) and not forbids(text)


def has_substance(text: str) -> bool:
    """Tell whether there is more than a word or a sign: two words, or four Chinese characters."""
    if len(CJK.findall(text)) >= 4:
        return True
    return len([word for word in text.split() if LETTER.search(word)]) >= 2


def read_reason(text: str) -> str | None:
    """Return why something goes back, without the wish itself; None where no reason is given."""
    clauses = [clause.strip() for clause in CLAUSE_END.split(text)]
    kept = [
        clause
        for clause in clauses
        if clause and not RETURN_WISH.search(clause) and not GREETING.match(clause)
    ]
    reason = strip_ends(", ".join(kept))
    return reason if has_substance(reason) else None


def read_subject(text: str) -> str | None:
    """Return what a ticket is about, without the wish for one; None where nothing is left."""
    found = TICKET_WISH.search(text)
    if found is None:
        return None
    after, before = strip_ends(text[found.end() :]), strip_ends(text[: found.start()])
    return next((part for part in (after, before) if has_substance(part)), None)


def strip_ends(text: str) -> str:
    """Return the text without greetings, joining words and signs at its two ends."""
    for pattern in (JOIN, TAIL):
        previous = None
        while previous != text:
            previous, text = text, pattern.sub("", text.strip())
    head, comma, rest = text.partition(",")
    return rest.strip() if comma and GREETING.match(head.strip()) else text.strip()


def read_address(text: str) -> AddressParts | None:
    """Return the parts of "Elm Street 12, 10115 Berlin, Germany"; None where it is not like that.

    The street comes first; postcode and city share the next part, in either order.
    """
    parts = [part.strip() for part in re.split(r"[,，;；\n]+", text) if part.strip()]
    if not 2 <= len(parts) <= 4 or any(len(part) > 100 for part in parts):
        return None
    street, rest = parts[0], parts[1:]
    if not LETTER.search(street):
        return None
    for index, part in enumerate(rest):
        found = POSTCODE.search(part)
        if found is None:
            continue
        sides = (part[: found.start()].strip(), part[found.end() :].strip())
        city = next((side for side in sides if LETTER.search(side)), "")
        others = rest[:index] + rest[index + 1 :]
        if not city and others:
            city = others.pop(0)
        if not LETTER.search(city):
            return None
        return AddressParts(street, found[0].upper(), city, others[-1] if others else "")
    return None
