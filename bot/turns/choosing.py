"""A typed answer to buttons: "2", "the second one", the label itself, its telling word. Pure.

Only what plainly means one of the choices counts; whatever says more than that is a message.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from bot.turns.positions import read_position

MAX_WORDS = 6  # a longer text says more than which choice is meant
MAX_HAN = 12
MAX_TEXT = 200  # characters of a text that may be a label at all

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
SIGNS = re.compile(r"[\W_]+")
POLITE = re.compile(
    r"\b(?:please|pls|plz|thanks|thank you|thx)\b|^(?:请|請|麻烦|麻煩)|(?:谢谢|謝謝|谢了|多谢)$"
)
# Around the telling word: "the refund one", "I mean the refund".
FILLER_WORDS = (
    "the a an one this that option choice button i i'd id want mean meant take choose pick would "
    "like with about go for it"
)
# Words of labels that tell nothing by themselves: what every other message speaks of, too.
PLAIN_WORDS = (
    "is are am was be do does did can could shall will you me my your we us it its where what when "
    "who which how why in on of to at from and or not no yes ok okay more something anything else "
    "these those there ordered order orders ticket tickets item items product products"
)
HAN_FILLERS = re.compile(
    r"^(?:我)?(?:想要|想|要|选择|選擇|选|選|是|就)?(?:说|說)?|(?:那个|那個|这个|這個|的那个|的|吧|呢|那项)$"
)
HAN_PLAIN_WORDS = (
    "是的 不是 好的 对的 对 是 不 好 可以 不要 不用 订单 订购 工单 商品 产品 我的 什么 一下 "
    "这个 那个 哪里 怎么 有什么 没有 我要 我想 您的 东西"
)
FILLERS = frozenset(FILLER_WORDS.split())
PLAIN = FILLERS | frozenset(PLAIN_WORDS.split())
HAN_PLAIN = frozenset(HAN_PLAIN_WORDS.split())


@dataclass(frozen=True)
class Choice:
    """What can be chosen: a button, or a card by its title. Only numbered ones count as "2".

    `is_way_out` marks "something else" and "never mind": "the last one" means none of them.
    """

    label: str
    payload: str
    is_numbered: bool = True
    is_way_out: bool = False


def may_choose(text: str) -> bool:
    """Tell whether a text is short enough to be looked at."""
    return len(text) <= MAX_TEXT and bool(simplify(text))


def choose(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the one choice that a typed text plainly means, or None."""
    said = simplify(text)
    if not said or not choices:
        return None
    exact = _only([one for one in choices if simplify(one.label) == said])
    if exact is not None or any(simplify(one.label) == said for one in choices):
        return exact
    if len(said.split()) > MAX_WORDS or len(HAN.findall(said)) > MAX_HAN:
        return None
    return _by_position(said, choices) or _by_word(said, choices)


def simplify(text: str) -> str:
    """Return a text without case, width, punctuation and politeness.

    >>> simplify("Ｒefund, please!")
    'refund'
    """
    text = normalize("NFKC", text).casefold().replace("’", "'").replace("'s ", " is ")
    text = text.replace("'", "")
    text = SIGNS.sub(" ", text).strip()
    return SIGNS.sub(" ", POLITE.sub(" ", text)).strip()


def _by_position(said: str, choices: Sequence[Choice]) -> Choice | None:
    numbered = [one for one in choices if one.is_numbered]
    inner = sum(not one.is_way_out for one in numbered)
    place = read_position(said, count=len(numbered), inner=inner if inner > 1 else len(numbered))
    return numbered[place] if place is not None else None


def _by_word(said: str, choices: Sequence[Choice]) -> Choice | None:
    fitting = [one for one in choices if _holds(simplify(one.label), said, choices)]
    return _only(fitting)


def _holds(label: str, said: str, choices: Sequence[Choice]) -> bool:
    """Tell whether the text is made of words of this label, one of which no other label has."""
    if HAN.search(said):
        core = HAN_FILLERS.sub("", said.replace(" ", ""))
        return len(core) > 1 and core not in HAN_PLAIN and core in label.replace(" ", "")
    words = set(said.split())
    if not words <= set(label.split()) | FILLERS:
        return False
    telling = (words & set(label.split())) - PLAIN
    others = [set(simplify(one.label).split()) for one in choices]
    return any(sum(word in other for other in others) == 1 for word in telling)


def _only(found: Sequence[Choice]) -> Choice | None:
    """Return the one found; two with one payload are one."""
    return found[0] if len({one.payload for one in found}) == 1 else None
