"""What plain words ask of the list of products, whatever intent was read. Pure."""

import re
from difflib import get_close_matches

from actions.memory import find_awaited, find_shown
from actions.mentions import find_item
from actions.offers import asks_again
from actions.refining import is_bare, leave_out_aside, refines
from actions.turn import Turn
from crm_backend.analytics.product_search import read_wish
from crm_backend.matching import split_words

ANYTHING = re.compile(
    r"^(?:whatever|(?:surprise|inspire) me|anything(?: (?:is fine|will do|goes))?"
    r"|(?:i )?don'?t (?:care|mind)\b.*"
    r"|(?:idk,? )?you (?:choose|decide|pick)(?: for me)?"
    r"|(?:那就?|我)?(?:都(?:行|可以|好)|随便|隨便|无所谓|無所謂)(?:吧|啦|看看|来点|来个|你|推荐)*)$",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(?:goe?s?|match(?:es)?|fits?|pairs?)\b.{0,12}(?:\bwith\b)?.{0,12}"
    r"\b(?:my (?:last |latest )?(?:order|purchase)|what i (?:bought|ordered))\b"
    r"|[跟和与同配].{0,6}(?:订单|買的|买的|买过|上一单).{0,4}[搭配]",
    re.IGNORECASE,
)
WHY = re.compile(
    r"^(?:why (?:these|those|this|that|them)\W*$|why (?:are|do|did|would) you"
    r" (?:\w+ )?(?:recommend|suggest|show|offer)|how (?:do|did) you (?:choose|pick|select|recommend"
    r"|decide|know)\b.*(?:these|this|those|recommend|suggest|like))"
    r"|(?:为什么|为啥|凭什么|為什麼|怎么会?|干嘛)(?:要|会)?(?:给我)?(?:推|看|选|显示)",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"\b(?:(?:stop|quit)(?: \w+)?|don'?t|do not|no need to)(?: (?:want|need))?(?: you)?(?: to)?"
    r" (?:recommend|suggest|show|offer|push)(?:ing)?\b"
    r"|\bno (?:more )?(?:recommendations?|suggestions?)\b"
    r"|\b(?:don'?t|do not|not) (?:want|need|plan(?:ning)?|go(?:ing)?|gonna)?(?: to)? ?buy(?:ing)?"
    r" any(?:thing)?\b|(?:别|別|不要|不用|不想|不需要)(?:再|给我|給我|看|你)*(?:推荐?|推薦|安利)"
    r"|\bnot interested in (?:buying|shopping)\b|不(?:想|要|打算)?买(?:东西|了|[，,。]|$)",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(?:show|gimme|give|find|get|bring|recommend|suggest|sell|need|want|wanna|buy|let me see"
    r"|(?:look|search|shopp)ing for|have you|you have|any)\b"
    r"|[给給]我(?=[看找推来來拿上个個一点點])|看看|来点|来个|推荐|推薦|(?:想要|我要|找)(?![退换不])"
    r"|想买|有没有|有什么|有啥",
    re.IGNORECASE,
)
# "Cheaper" is said of something that was shown, "cheap stuff" is not.
COMPARES = re.compile(r"\b(?:cheaper|less|lower|too)\b|[太再更点點些]", re.IGNORECASE)
LIKE = 0.7  # how near a word must be to one of the thing named to be a misspelling of it


def wants_list(turn: Turn) -> bool:
    """Tell whether a message says nothing but that something is to be shown.

    Once more what was bought, what goes with it, anything at all, others of what was just shown;
    or why it was shown, which is told where the list is. While a question waits for a yes, it is
    that question's answer.
    """
    if turn.form is not None or find_awaited(turn) is not None or refuses(turn):
        return False
    is_asked = asks_again(turn) or asks_beside(turn)
    return bool(
        (is_asked and is_bare(turn, turn.wish))
        or asks_why(turn)
        or ANYTHING.fullmatch(turn.text.strip(" .!?。！？~"))
        or wants_others(turn)
    )


def wants_others(turn: Turn) -> bool:
    """Tell whether a message goes on from what was just shown, and says nothing else."""
    if turn.form is not None or find_shown(turn) is None:
        return False
    turn = leave_out_aside(turn)
    return refines(turn) and is_bare(turn, turn.wish)


def wants_thing(turn: Turn) -> bool:
    """Tell whether a message asks for a thing or says what it should be like, and nothing else."""
    wish = turn.wish
    is_said = wish.is_limited or wish.has_price or wish.sort or wish.places
    is_sorted = wish.sort and not wish.words and not COMPARES.search(turn.text)
    is_named = find_item(turn) or wish.concepts or is_sorted
    is_plain = bool(is_named and (is_said or ASKS.search(turn.text)))
    is_alone = names_only(turn) or is_bare(turn, wish)
    return is_plain and is_alone and not refuses(turn)


def names_only(turn: Turn) -> bool:
    """Tell whether a message has no word but those of the thing it names, misspelt or not."""
    said = (*turn.entities.get("product", ()), *turn.entities.get("category", ()))
    text = turn.text
    for one in said:
        text = text.replace(one, " ")
    known = [word for one in said for word in split_words(one)]
    return all(get_close_matches(word, known, 1, LIKE) for word in read_wish(text).words)


def asks_beside(turn: Turn) -> bool:
    """Tell whether the message asks what goes with what was bought."""
    return bool(BESIDE.search(turn.text))


def asks_why(turn: Turn) -> bool:
    """Tell whether the message asks why something is recommended."""
    return bool(WHY.search(turn.text))


def refuses(turn: Turn) -> bool:
    """Tell whether the message says that nothing is to be recommended, and names nothing else."""
    return bool(REFUSES.search(turn.text)) and not turn.wish.avoided
