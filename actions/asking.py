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
    r"|(?:i )?don'?t (?:care|mind)(?: (?:which|what)(?: one)?"
    r"|,? just (?:show|give) me (?:some|any)thing)?"
    r"|(?:idk,? )?you (?:choose|decide|pick)(?: for me)?"
    r"|(?:那就?|我)?(?:都(?:行|可以|好)|随便|隨便|无所谓|無所謂)(?:吧|啦|看看|来点|来个|你|推荐)*)$",
    re.IGNORECASE,
)
BESIDE = re.compile(
    r"\b(?:goe?s?|match(?:es)?|fits?|pairs?)\b.{0,12}(?:\bwith\b)?.{0,12}"
    r"\b(?:my (?:last |latest )?(?:order|purchase)|what i (?:bought|ordered))\b"
    r"|[跟和与同配].{0,6}(?:订单|買的|买的|买过|上一单).{0,4}(?:搭|配(?!送))",
    re.IGNORECASE,
)
# "Why these?" is asked of a list that was shown, "why do you recommend that?" at any time.
WHY = re.compile(
    r"^why (?:these|those|this|that|them)\W*$|^why (?:are|do|did|would) you (?:\w+ )?(?:show|offer)"
    r"\w*(?: me)?(?: (?:these|those|this|that|them))?\W*$"
    r"|^how (?:do|did) you (?:choose|pick|select)\b|(?:为什么|为啥|凭什么|為什麼|干嘛)(?:要|会)?"
    r"(?:给我)?(?:看|选)这",
    re.IGNORECASE,
)
WHY_RECOMMEND = re.compile(
    r"^(?:why|how) (?:are|do|did|would) you (?:\w+ )?(?:recommend|suggest)"
    r"|(?:为什么|为啥|凭什么|為什麼|怎么会?|干嘛)(?:要|会)?(?:给我)?(?:推(?:荐|薦|这|這|给|給))",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"\b(?:(?:stop|quit)(?: \w+)?|don'?t|do not|no need to)(?: (?:want|need))?(?: you)?(?: to)?"
    r" (?:(?:recommend|suggest)(?:ing)?\b|(?:show|offer|push)(?:ing)?(?: me)?"
    r"(?: (?:any(?:thing|more)?|more|stuff|things|products|offers|ads|these|those|this|that)\b"
    r"[\w ]{0,30})?\W*$)"
    r"|\bno (?:more )?(?:recommendations?|suggestions?)\b"
    r"|\b(?:don'?t|do not|not) (?:want|need|plan(?:ning)?|go(?:ing)?|gonna)?(?: to)? ?buy(?:ing)?"
    r" any(?:thing)?\b|(?:别|別|不要|不用|不想|不需要)(?:再|给我|給我|看|你)*(?:推荐?|推薦|安利)"
    r"|\bnot interested in (?:buying|shopping)\b|不(?:想|要|打算)?买(?:东西|了|[，,。]|$)",
    re.IGNORECASE,
)
# What a message is about then: an order, a parcel, an account, a person. No wish for products.
ELSEWHERE = re.compile(
    r"\b(?:orders?|ordered|parcels?|packages?|deliver\w*|refunds?|returns?|returned|money back"
    r"|accounts?|card|address|invoice|receipt|cancel\w*|broken|damaged|missing|in the box"
    r"|complain\w*|agent|human|person|code|number|e-?mail|thanks?|problem|bye"
    r"|(?:not|n'?t|never|isn'?t)(?: yet)? (?:arrived?|come|received?|work\w*|got|get)"
    r"|came (?:with|without|bad|broken|in my))\b"
    r"|订单|单号|包裹|快递|退|换货|[发收到]货|没到|没收到|多久|送错|地址|人工|取消|投诉|发票|验证码"
    r"|物流|配送|送到|想问|话题|重新开始|支付|付款|签收",
    re.IGNORECASE,
)
# "My order has not arrived again": not what was bought is wanted again.
FAULTS = re.compile(
    r"\b(?:not|isn'?t|doesn'?t|didn'?t|hasn'?t|never|arrived?|came|come|bad|broken|wrong|late|where"
    r"|show|same as|my order)\b.*\bagain\b|\b(?:not|doesn'?t|don'?t|isn'?t)\b.*\b(?:match|fit|go)"
    r"|^(?:yes|no|nope|nah)\b|the order is|不会|再也|不搭|不配|没|沒|坏|错|配送|送到",
    re.IGNORECASE,
)
# Others are asked for so plainly that it goes before what was read of the message.
PLAINLY = re.compile(
    r"\b(?:others|other ones|different ones?|another(?: one)?)\b"
    r"|\bnot (?:relevant|what i (?:asked|wanted))\b"
    r"|\b(?:some|any)thing (?:else|different|cheaper)"
    r"|\b(?:these|those|they|all)\b.{0,12}\b(?:ugly|awful|hideous|boring)\b"
    r"|\bcheaper\b(?! one)|^next\b|\b(?:smaller|bigger|larger)\b|换一[个批款些组]|别的|別的"
    r"|其[他它]的|下一[个批页组]|再来[点些]|便宜[点一]|不是我[要想]|不好看|难看|太丑",
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
    """Tell whether a message says that something is to be shown, and nothing that is against it.

    Once more what was bought, what goes with it, anything at all, others of what was just shown;
    or why it was shown, which is told where the list is. While a question waits for a yes, it is
    that question's answer.
    """
    if turn.form is not None or find_awaited(turn) is not None or refuses(turn):
        return False
    is_asked = (asks_again(turn) or asks_beside(turn)) and not FAULTS.search(turn.text)
    return bool(
        (is_asked and is_bare(turn, turn.wish))
        or asks_why(turn)
        or ANYTHING.fullmatch(turn.text.strip(" .!?。！？~"))
        or wants_others(turn)
    )


def insists(turn: Turn) -> bool:
    """Tell whether a list is asked for so plainly that it goes before the intent that was read."""
    is_plain = not wants_others(turn) or bool(PLAINLY.search(turn.text))
    return is_plain and wants_list(turn)


def wants_others(turn: Turn) -> bool:
    """Tell whether a message goes on from what was just shown, and is about nothing else."""
    if turn.form is not None or find_shown(turn) is None or ELSEWHERE.search(turn.text):
        return False
    turn = leave_out_aside(turn)
    return refines(turn) and is_bare(turn, turn.wish)


def wants_thing(turn: Turn) -> bool:
    """Tell whether a message asks for a thing or says what it should be like, and nothing else."""
    wish = turn.wish
    if turn.form is not None or ELSEWHERE.search(turn.text) or refuses(turn):
        return False
    is_said = wish.is_limited or wish.has_price or wish.sort or wish.places
    is_sorted = wish.sort and not wish.words and not COMPARES.search(turn.text)
    is_named = find_item(turn) or wish.concepts or is_sorted
    is_plain = bool(is_named and (is_said or ASKS.search(turn.text)))
    return is_plain and (is_bare(turn, wish) or names_only(turn))


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
    is_shown = find_shown(turn) is not None
    return bool(WHY_RECOMMEND.search(turn.text) or (is_shown and WHY.search(turn.text)))


def refuses(turn: Turn) -> bool:
    """Tell whether the message says that nothing is to be recommended, and names nothing else."""
    wish = turn.wish
    if wish.avoided or wish.sort or wish.has_price or find_item(turn):
        return False
    return bool(REFUSES.search(turn.text)) and not ELSEWHERE.search(turn.text)
