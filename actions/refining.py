"""Going on from what was just shown: others, cheaper ones, the same in red. Pure.

What was recommended is kept for a moment, with the words it was found by; a message that names
nothing itself and says what should be different goes on from there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from statistics import median_low
from typing import Any

from actions.answer import Answer
from actions.memory import FOCUS_MESSAGES, is_recent
from actions.mentions import find_item
from actions.offers import asks_again
from actions.turn import Turn
from crm_backend.analytics.product_search import Wish, read_wish
from crm_backend.analytics.recommendations.rules import family_of
from crm_backend.catalog.models import Product
from crm_backend.matching import split_words

MAX_WORDS, MAX_SHOWN = 5, 60  # messages gone on from, and families not shown again
SHORT = 12  # characters of a Chinese message
NAMES = ("product", "category")
OTHERS = re.compile(
    r"\b(?:others?|another|different|else|more|next|alternatives?|options|similar"
    r"|like (?:that|those|these)"
    r"|(?:don'?t|do not|doesn'?t) (?:like|fancy|want)|not (?:these|those|that|quite|my|it|really)"
    r"|none of|(?:too )?(?:small|bigg|larg|tall|light|dark|short|long|wide|narrow|soft|thick)e?r"
    r"|same|instead|rather|try again|keep (?:going|looking))\b"
    r"|换|換|别的|別的|别款|其他|其它|另外|再[来來推给給找看]|下一|还有|還有|不要[这這]|不喜[欢歡]"
    r"|不是我的|没有中意|重新|类似|類似|相近|差不多|[大小高矮长短宽窄深浅]一[点點号號些]|同款",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """What is wished for by a message and those it goes on from.

    `without` are families of products that were shown and are not wanted again; `is_cheaper` says
    that only what costs less than most of those is wanted.
    """

    turn: Turn
    wish: Wish
    texts: tuple[str, ...]
    without: frozenset[str] = frozenset()
    is_cheaper: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether it goes on from what was shown."""
        return len(self.texts) > 1

    def sink(self) -> "Asked":
        """Return the same at any price, the cheapest first."""
        wish = replace(self.wish, low_cents=None, high_cents=None, sort="cheapest")
        return replace(self, wish=wish, without=frozenset(), is_cheaper=False)


def read_asked(turn: Turn) -> Asked:
    """Return what a message asks for: by itself, or going on from what was just shown."""
    wish, shown = read_wish(turn.text), find_shown(turn)
    if shown is None or not refines(turn, wish):
        return Asked(leave_out_avoided(turn, wish), wish, (turn.text,))
    texts = (*map(str, shown.get("texts", ())), turn.text)[-MAX_WORDS:]
    whole = reduce(Wish.then, map(read_wish, texts[:-1])).then(wish)
    entities = {name: tuple(shown.get(name, ())) for name in NAMES}
    is_cheaper = wish.sort == "cheapest" and not wish.has_price
    if is_cheaper:
        whole = replace(whole, low_cents=None, high_cents=int(shown.get("cents", 0)) - 1, sort=None)
    # What is within a price, or the same in another colour, may be one of those shown.
    is_other = bool(wish.sort or OTHERS.search(turn.text)) and not (wish.colours or wish.sizes)
    families = map(str, shown.get("families", ()))
    without = frozenset(families) if is_other else frozenset()
    going = replace(turn, entities={**turn.entities, **entities})
    return Asked(going, whole, texts, without, is_cheaper)


def leave_out_avoided(turn: Turn, wish: Wish) -> Turn:
    """Return a turn without the names of what is not wanted ("anything but lamps")."""
    avoided = {stem for group in wish.avoided for said in group for stem in split_words(said)}
    if not avoided:
        return turn
    wanted = {
        name: tuple(
            one for one in turn.entities.get(name, ()) if avoided.isdisjoint(split_words(one))
        )
        for name in NAMES
    }
    return replace(turn, entities={**turn.entities, **wanted})


def find_shown(turn: Turn) -> Mapping[str, Any] | None:
    """Return what was just recommended, or None where that is too long ago."""
    shown = turn.slots.get("shown")
    is_shown = isinstance(shown, Mapping) and is_recent(shown, turn, FOCUS_MESSAGES)
    return shown if is_shown else None


def wants_list(turn: Turn) -> bool:
    """Tell whether plain words ask to be shown something, whatever intent was read.

    Once more what was bought; or, of what was just shown, others, and nothing else in the message.
    """
    return asks_again(turn) or wants_others(turn)


def wants_others(turn: Turn) -> bool:
    """Tell whether a message goes on from what was just shown, and says nothing else."""
    if turn.form is not None or find_shown(turn) is None:
        return False
    wish = read_wish(turn.text)
    return refines(turn, wish) and is_bare(turn, wish)


def is_bare(turn: Turn, wish: Wish) -> bool:
    """Tell whether no word of a message says something of its own.

    In Chinese any characters are words, so there only a long message does.
    """
    return not wish.words or (len(turn.text) <= SHORT and not turn.text.isascii())


def refines(turn: Turn, wish: Wish) -> bool:
    """Tell whether a message names nothing itself and says what should be different."""
    if find_item(turn) or wish.concepts:
        return False
    if wish.sort == "newest":
        return False
    is_cue = bool(wish.sort or OTHERS.search(turn.text))
    is_limit = wish.has_price or wish.colours or wish.sizes or wish.avoided
    return is_cue or bool(is_limit and is_bare(turn, wish))


def keep_shown(answer: Answer, asked: Asked, products: Sequence[Product]) -> Answer:
    """Remember what an answer showed, and the words it was found by."""
    turn = asked.turn
    families = [*asked.without, *(family_of(one.name_en) for one in products)]
    return answer.set(
        shown={
            "texts": list(asked.texts),
            **{name: list(turn.entities.get(name, ())) for name in NAMES},
            "families": list(dict.fromkeys(families))[-MAX_SHOWN:],
            "cents": median_low(one.price_cents for one in products),
            "said_in": turn.context.message_id,
        }
    )
