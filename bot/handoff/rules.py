"""The one table of who may hand a conversation to whom. Pure."""

import re
from typing import Literal

from bot.ledger.models import Owner

Actor = Literal["customer", "bot", "staff", "system"]
Move = Literal["request", "take", "return", "close", "reopen", "requeue", "transfer", "assign"]

# (who answers now, move) -> (who answers then, who may make it)
MOVES: dict[tuple[Owner, Move], tuple[Owner, frozenset[Actor]]] = {
    ("bot", "request"): ("waiting", frozenset({"customer", "bot", "system"})),
    ("bot", "take"): ("person", frozenset({"staff"})),
    ("bot", "close"): ("closed", frozenset({"bot", "staff", "system"})),
    ("waiting", "take"): ("person", frozenset({"staff"})),
    # Only of who waits: the desk never takes a chat from the bot or from a person.
    ("waiting", "assign"): ("person", frozenset({"system"})),
    ("waiting", "return"): ("bot", frozenset({"customer", "staff", "system"})),
    ("waiting", "close"): ("closed", frozenset({"staff", "system"})),
    ("person", "return"): ("bot", frozenset({"staff", "system"})),
    ("person", "requeue"): ("waiting", frozenset({"staff", "system"})),
    ("person", "transfer"): ("person", frozenset({"staff"})),
    ("person", "close"): ("closed", frozenset({"staff", "system"})),
    # Never silent: who writes into a closed conversation is answered by the bot again.
    ("closed", "reopen"): ("bot", frozenset({"customer"})),
}


def next_owner(owner: Owner, move: Move, actor: Actor) -> Owner | None:
    """Return who answers after the move, or None where it is not allowed."""
    target, actors = MOVES.get((owner, move), (None, frozenset()))
    return target if actor in actors else None


def legal_moves(owner: Owner, actor: Actor = "staff") -> tuple[Move, ...]:
    """Return the moves open to `actor`, in the order of the table."""
    return tuple(
        move
        for (start, move), (_end, actors) in MOVES.items()
        if start == owner and actor in actors
    )


def origins(move: Move, actor: Actor) -> tuple[Owner, ...]:
    """Return from where `actor` may make the move: what the one statement of a move checks."""
    return tuple(
        start for (start, name), (_end, actors) in MOVES.items() if name == move and actor in actors
    )


def destination(move: Move) -> Owner:
    """Return where a move ends; every move has one end."""
    (end,) = {target for (_start, name), (target, _actors) in MOVES.items() if name == move}
    return end


SOMEBODY = (
    r"(?:real |live |actual |human |service )*"
    r"(?:person|human(?: being)?|somebody|someone|agent|representative|operator|colleague)"
)
ASKING = re.compile(
    rf"^(?:please )?(?:an? |the |some )?{SOMEBODY}(?: please)?$"
    r"|\b(?:talk|speak|chat|connect|transfer|put|get|want|need|give|call|fetch|reach)\b"
    rf"(?: \w+){{0,4}}? {SOMEBODY}\b"
    r"|人工|真人|活人|客服人员|客服人員|[找转轉叫接]\S{0,3}客服"
)
REFUSING = re.compile(
    r"\b(?:not|don't|dont|no need|without|never)\b"
    r"|不(?:要|用|想|需|必)\S{0,3}(?:人工|真人|客服)|[别別]\S{0,2}(?:人工|真人|客服)|[无無]需"
)
LONGEST_WISH = 120  # characters; who writes more wants something else as well


def asks_for_person(text: str) -> bool:
    """Tell whether a text asks for a person: understood even while Rasa is down."""
    plain = text.strip(" .!?。！？").casefold().replace("’", "'")
    if len(plain) > LONGEST_WISH or REFUSING.search(plain):
        return False
    return ASKING.search(plain) is not None
