"""A place in a list, as people say it: "2", "number two", "the last one", "第二个". Pure."""

import re

CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
HAN_DIGITS = "一二三四五六七八九十"
LEAD = (
    r"(?:(?:i (?:want|mean|meant|choose|pick|take)|i ?d like|ill take|lets (?:take|do)"
    r"|take|choose|pick|go for|go with|give me) )?"
)
NOUN = r"(?:option|number|choice|button|answer|no|nr|item)"
NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(CARDINALS)})"
ORDER = rf"(?P<order>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)}|last|latter|former)"
ENGLISH = re.compile(
    rf"{LEAD}(?:(?:(?:the )?{NOUN} )?{NUMBER}|(?:the )?{ORDER}(?: (?:one|{NOUN}))?)"
)
HAN_NUMBER = rf"(?:\d{{1,2}}|[{HAN_DIGITS}两兩])"
COUNTER = "(?:个|個|项|項|条|條|种|種|款|号|號)"
CHINESE = re.compile(
    r"(?:我)?(?:想要|要|就|选择|選擇|选|選)*(?:选项|選項)?"
    rf"(?:第(?P<nth>{HAN_NUMBER}){COUNTER}?|(?P<plain>{HAN_NUMBER})(?:号|號)?"
    r"|(?P<end>最后|最後|后|後|前)(?:面|边)?(?:那|这|這|一)?(?:个|個|项|項|者|条|條))"
    r"(?:选项|選項)?(?:吧|的|呢|了)?"
)


def read_position(said: str, *, count: int, inner: int) -> int | None:
    """Return which of `count` things is meant, from 0, or None.

    `said` is simplified: lower case, no punctuation. `inner` things are left when those that lead
    away are not counted: they stand at the end, and "the last one" means none of them.
    """
    english = ENGLISH.fullmatch(said)
    if english:
        return _place(english["number"] or english["order"], count, inner)
    chinese = CHINESE.fullmatch(said.replace(" ", ""))
    if chinese:
        return _place(chinese["nth"] or chinese["plain"] or chinese["end"], count, inner)
    return None


def _place(word: str, count: int, inner: int) -> int | None:
    if word in ("latter", "former", "后", "後", "前"):
        return None if inner != 2 else int(word in ("latter", "后", "後"))
    if word in ("last", "最后", "最後"):
        return inner - 1
    number = _read_number(word)
    return number - 1 if 1 <= number <= count else None


def _read_number(word: str) -> int:
    for names in (CARDINALS, ORDINALS, tuple(HAN_DIGITS)):
        if word in names:
            return names.index(word) + 1
    if word in ("两", "兩"):
        return 2
    return int(re.sub(r"[a-z]", "", word))
