"""The question "did you mean …?": a choice between what a message may have asked for."""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer, button
from actions.asking import wants_list, wants_thing
from actions.meanings import MEANINGS, NO_CHOICE
from actions.memory import find_awaited
from actions.mentions import find_item
from actions.turn import CLARIFIED, Turn
from actions.unknown import NONE_OF_THESE, answer_unknown, is_repeated
from actions.wording import say_word, word
from kernel.messages import Button
from kernel.turns import Language

RECOMMEND = "recommend_product"
LISTED = frozenset({RECOMMEND, "check_availability", "ask_price"})
YES_OR_NO = frozenset({"affirm", "deny"})


class ActionClarify(FrontdeskAction):
    """Asks which of the likeliest meanings is right; never twice in a row."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Offer the choices and a way past them; a person, too, where it was not the first time."""
        offered = [one for one in turn.choices if one in MEANINGS and one not in NO_CHOICE]
        if asks_for_products(turn, offered):
            return Answer().follow("action_recommend_product")
        if not offered or turn.earlier_intents[:1] == ("clarify",):
            return answer_unknown(turn)
        answer = Answer()
        if turn.is_angry:
            answer.utter("utter_apologise")
        buttons = offer_meanings(turn, offered)
        if is_repeated(turn) and "request_human" not in offered:
            buttons.append(button(word("label_human", turn.language), "request_human"))
        answer.utter(
            "utter_clarify", buttons=buttons, choices=name_meanings(offered, turn.language)
        )
        return keep_question(answer, turn, offered)


def asks_for_products(turn: Turn, offered: Sequence[str]) -> bool:
    """Tell whether a message plainly asks for products, or a list answers all that it may mean.

    A list has what is in stock and what it costs. Where the message may be none of ours, it must
    say something of a product.
    """
    if turn.form is not None:
        return False
    if wants_list(turn) or (RECOMMEND in offered and wants_thing(turn)):
        return True
    if RECOMMEND not in offered or not LISTED.issuperset(offered):
        return False
    wish = turn.wish
    is_told = bool(find_item(turn) or wish.concepts or wish.colours or wish.sort or wish.has_price)
    return is_told or "out_of_scope" not in turn.choices


def name_meanings(offered: Sequence[str], language: Language) -> str:
    """Return “a”, “b” or “c”: who cannot see buttons answers in words."""
    labels = [f"“{say_word(MEANINGS[one], language)}”" for one in offered]
    if language == "zh":
        return "，还是".join(labels)
    return " or ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def offer_meanings(turn: Turn, offered: Sequence[str]) -> list[Button]:
    """Return a button for each meaning, with what the message named, and one for none of them."""
    named = {name: list(values) for name, values in turn.entities.items()}
    kept = json.dumps(
        {**named, "choice": [*named.get("choice", ()), CLARIFIED]}, ensure_ascii=False
    )
    buttons = [
        Button(label=say_word(MEANINGS[one], turn.language), payload=f"/{one}{kept}")
        for one in offered
    ]
    none = f"clarify:{NONE_OF_THESE}"
    other = button(word("label_other", turn.language), "nlu_fallback", choice=none)
    return [*buttons, other]


def keep_question(answer: Answer, turn: Turn, offered: Sequence[str]) -> Answer:
    """Keep a question that waits for a yes alive where the yes itself is what we ask about."""
    awaited = find_awaited(turn)
    if awaited is None or YES_OR_NO.isdisjoint(offered):
        return answer
    return answer.set(awaiting={**awaited, "said_in": turn.context.message_id})
