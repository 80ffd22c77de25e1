"""Going on from what was just shown: others, cheaper ones, the same in red. Pure.

What was recommended is kept for a moment, with the words it was found by; a message that names
nothing itself and says what should be different goes on from there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from statistics import median_low

from actions.answer import Answer
from actions.memory import find_shown
from actions.mentions import find_item
from actions.turn import Turn
from crm_backend.analytics.product_search import Wish, read_wish
from crm_backend.analytics.recommendations.rules import family_of
from crm_backend.catalog.models import Product
from crm_backend.matching import name_heads, split_words

MAX_WORDS, MAX_SHOWN = 5, 60  # messages gone on from, and families not shown again
SHORT = 12  # characters of a Chinese message
NAMES = ("product", "category")
HAN = re.compile(r"[一-鿿]")
OTHERS = re.compile(
    r"\b(?:others?|another|different|else|more|next|alternatives?|options|similar"
    r"|like (?:that|those|these)"
    r"|(?:don'?t|do not|doesn'?t) (?:like|fancy|want)|not (?:these|those|that|quite|my|it|really)"
    r"|none of|(?:these|those|they|all)(?: are|'?re| look| seem)?"
    r"(?: all| so| cheap and)? (?:ugly|awful|hideous|boring|terrible|horrible|nasty)"
    r"|not (?:relevant|for me|interested|what i (?:asked|wanted|meant|was)(?: looking)?(?: for)?)"
    r"|(?:too )?(?:small|bigg|larg|tall|light|dark|short|long|wide|narrow|soft|thick)e?r"
    r"|same|instead|rather|try again|keep (?:going|looking))\b"
    r"|^(?:and |but |ok,? |maybe )?(?:for|in|under|on) (?:the|my|our|a) "
    r"|换|換|别的|別的|别款|其他|其它|另外|再[来來推给給找看]|下一|还有|還有|不要[这這]|不喜[欢歡]"
    r"|不是我[的要]|没有中意|重新|类似|類似|相近|差不多|[大小高矮长短宽窄深浅]一[点點号號些]|同款"
    r"|不好看|难看|[丑醜](?!陋)|都不(?:行|好|要|想|合适|满意)|不对|^[^\W\d_a-z]{1,6}用的[吗呢么]?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """What is wished for by a message and those it goes on from.

    `without` are families of products that were shown and are not wanted again; `is_cheaper` says
    that only what costs less than most of those is wanted; `response` is said for the usual one.
    """

    turn: Turn
    wish: Wish
    texts: tuple[str, ...]
    without: frozenset[str] = frozenset()
    is_cheaper: bool = False
    response: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it goes on from what was shown."""
        return len(self.texts) > 1

    @property
    def nothing(self) -> str:
        """The response where nothing is found: that all was shown, or that there is none."""
        is_end = self.without and not self.wish.has_price
        return "utter_recommend_product_all" if is_end else "utter_recommend_product_none"

    def sink(self) -> "Asked":
        """Return the same at any price, the cheapest first."""
        wish = replace(self.wish, low_cents=None, high_cents=None, sort="cheapest")
        response = "utter_recommend_product_cheapest"
        return replace(self, wish=wish, without=frozenset(), is_cheaper=False, response=response)


def read_asked(turn: Turn) -> Asked:
    """Return what a message asks for: by itself, or going on from what was just shown."""
    turn, wish, shown = leave_out_aside(turn), turn.wish, find_shown(turn)
    if shown is None or not refines(turn):
        return Asked(turn, wish, (turn.text,))
    texts = (*map(str, shown.get("texts", ())), turn.text)[-MAX_WORDS:]
    whole = reduce(Wish.then, map(read_wish, texts[:-1])).then(wish)
    entities = {name: tuple(shown.get(name, ())) for name in NAMES}
    is_cheaper = wish.sort == "cheapest" and not wish.has_price
    if is_cheaper:
        whole = replace(whole, low_cents=None, high_cents=int(shown.get("cents", 0)) - 1, sort=None)
    # What is within a price, or the same in another colour or for a place, may have been shown.
    is_other = bool(wish.sort or OTHERS.search(turn.text)) and not wish.narrows
    families = map(str, shown.get("families", ()))
    without = frozenset(families) if is_other else frozenset()
    going = replace(turn, entities={**turn.entities, **entities})
    return Asked(going, whole, texts, without, is_cheaper)


def leave_out_aside(turn: Turn) -> Turn:
    """Return a turn without the names of what is not wanted itself.

    "Anything but lamps", "a throw for the sofa": no lamps are wanted there and no sofa here.
    """
    wish = turn.wish
    avoided = {stem for group in wish.avoided for said in group for stem in split_words(said)}
    places = {place.kind for place in wish.places}
    if not avoided and not places:
        return turn
    wanted = {
        name: tuple(
            one
            for one in turn.entities.get(name, ())
            if avoided.isdisjoint(split_words(one))
            and (name == "category" or places.isdisjoint(name_heads(one)))
        )
        for name in NAMES
    }
    return replace(turn, entities={**turn.entities, **wanted})


def is_bare(turn: Turn, wish: Wish) -> bool:
    """Tell whether no word of a message says something of its own.

    Words that ask for others are left out; in Chinese any characters are words, so there only a
    long message does.
    """
    cues = {word for cue in OTHERS.findall(turn.text) for word in split_words(cue)}
    return cues.issuperset(wish.words) or (len(turn.text) <= SHORT and bool(HAN.search(turn.text)))


def refines(turn: Turn) -> bool:
    """Tell whether a message names nothing itself and says what should be different."""
    wish = turn.wish
    if find_item(turn) or wish.concepts:
        return False
    if wish.sort == "newest":
        return False
    is_cue = bool(wish.sort or OTHERS.search(turn.text))
    is_limit = wish.has_price or wish.narrows or wish.avoided
    return is_cue or bool(is_limit and is_bare(turn, wish))


def keep_shown(answer: Answer, asked: Asked, products: Sequence[Product]) -> Answer:
    """Remember what an answer showed, and the words it was found by."""
    turn = asked.turn
    families = [*asked.without, *(family_of(one.name_en) for one in products)]
    return answer.set(
        shown={
            "texts": list(asked.texts),
            **{name: list(turn.entities.get(name, ())) for name in NAMES},
            "skus": [one.sku for one in products],
            "families": list(dict.fromkeys(families))[-MAX_SHOWN:],
            "cents": median_low(one.price_cents for one in products),
            "said_in": turn.context.message_id,
        }
    )
