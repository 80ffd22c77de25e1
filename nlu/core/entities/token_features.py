"""What the tagger sees of a token: its letters, its neighbours, and where training names began."""

from collections.abc import Sequence
from unicodedata import normalize

from nlu.core.entities.entity import Entity
from nlu.core.entities.tokens import Token
from nlu.core.text import DIGIT, HAN

REACH = 3  # tokens seen to each side
EDGE = "_"  # what stands before the first token and after the last
HIDDEN = "\0"  # a token that is not looked at
PAIRS = ((-2, -1), (-1, 0), (0, 1), (1, 2), (-1, 1))
TRIPLES = ((-2, -1, 0), (-1, 0, 1), (0, 1, 2))


def plain_words(tokens: Sequence[Token]) -> list[str]:
    """Return the tokens in NFKC and lower case, every digit a 0."""
    return [DIGIT.sub("0", normalize("NFKC", token.text).casefold()) for token in tokens]


def draw_shape(word: str) -> str:
    """Return the shape of a token: X capital, x small, d digit, h Han, repeats cut to one.

    >>> draw_shape("McDonald")
    'XxXx'
    """
    shape = ""
    for character in word:
        kind = (
            "d"
            if character.isdigit()
            else "h"
            if HAN.match(character)
            else "X"
            if character.isupper()
            else "x"
            if character.isalpha()
            else character
        )
        if not shape.endswith(kind):
            shape += kind
    return shape


def describe_tokens(tokens: Sequence[Token], hints: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the features of each token; `hints` are further ones, seen by neighbours too."""
    words = plain_words(tokens)
    padded = [EDGE] * REACH + words + [EDGE] * REACH
    return [
        [
            *describe_word(words[place], tokens[place].text),
            *describe_place(padded, place + REACH),
            *describe_hints(hints, place),
        ]
        for place in range(len(tokens))
    ]


def describe_surroundings(tokens: Sequence[Token], spans: Sequence[Entity]) -> list[list[str]]:
    """Return the features of each token as far as no word of a span has a part in them.

    Form and length of such words stay: they are seen of words that nobody knows, too.
    """
    is_hidden = [
        any(span.start < token.end and token.start < span.end for span in spans) for token in tokens
    ]
    shown = [
        Token(HIDDEN, token.start, token.end) if hidden else token
        for token, hidden in zip(tokens, is_hidden, strict=True)
    ]
    described = [
        [feature for feature in features if HIDDEN not in feature]
        for features in describe_tokens(shown, [[] for _ in tokens])
    ]
    for place, token in enumerate(tokens):
        if is_hidden[place]:
            described[place] += describe_form(token.text)
    return described


def describe_form(text: str) -> list[str]:
    """Return what is to be seen of a token that nobody knows."""
    return ["bias", f"shape={draw_shape(text)}", f"length={min(len(text), 12)}"]


def describe_word(word: str, text: str) -> list[str]:
    """Return what a token shows by itself."""
    if word == HIDDEN:
        return []
    ends = [f"p{n}={word[:n]}" for n in (1, 2, 3, 4) if len(word) > n]
    ends += [f"s{n}={word[-n:]}" for n in (1, 2, 3, 4) if len(word) > n]
    number = [f"n={text}"] if text.isdigit() else []
    return [*describe_form(text), *ends, *number]


def describe_place(padded: Sequence[str], place: int) -> list[str]:
    """Return the words around `padded[place]`, one by one, in pairs and in threes."""
    return [
        *(f"w{step}={padded[place + step]}" for step in range(-REACH, REACH + 1)),
        *(f"w{a}{b}={padded[place + a]}|{padded[place + b]}" for a, b in PAIRS),
        *(
            f"w{a}{b}{c}={padded[place + a]}|{padded[place + b]}|{padded[place + c]}"
            for a, b, c in TRIPLES
        ),
    ]


def describe_hints(hints: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return the hints of a token and, marked, those of the tokens beside it."""
    found = [f"g={hint}" for hint in hints[place]]
    for step in (-1, 1):
        if 0 <= place + step < len(hints):
            found += [f"g{step}={hint}" for hint in hints[place + step]]
    return found
