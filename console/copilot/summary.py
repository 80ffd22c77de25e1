"""A summary made of the conversation's own sentences: the problem, promises, an open question.

Nothing is written anew, so that nothing can be made up. Pure functions over the lines of a
conversation; the weights below were set by hand on dialogues of the tests.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from actions.phrases import is_question
from bot.ledger.models import Sender
from console.copilot.sentences import content_words, count_words, is_chinese, split_sentences

# What a sentence gains for each quality, all between 0 and 1.
CENTRAL, FIRST, LENGTH, TROUBLED, MOODY, WISH = 0.8, 0.6, 0.5, 1.0, 0.4, 0.4
REASON, CONCRETE = 0.5, 0.3
EMPTY_TALK = 1.2  # what one loses that greets, thanks or only asks for a person
FULL_LENGTH, TOO_LONG = 8, 45  # words
MOST_PROMISES = 3

TROUBLE = re.compile(
    r"\b(?:not|never|nothing|cannot|\w+n['’]t|dont|doesnt|cant|wont|didnt|isnt|broken?|broke|"
    r"in pieces|shatter\w*|crack\w*|damag\w*|dent\w*|torn|miss(?:ing|ed)|lost|late|wrong|faulty|"
    r"defect\w*|fail\w*|stuck|dead|twice|double|(?:over)?charged|without|disappoint\w*|refund\w*|"
    r"stopped|leak\w*|wobbl\w*|scratch\w*|expired|locked|shorter|smaller|bigger|only|still|"
    r"too (?:small|big|short|long|dark|light))\b|"
    r"没(?!关系|问题|事)|不(?:能|行|对|了|动|见|到|亮|上|起来|满意|一样|合|够|好用|工作)|坏|破|裂|碎|漏|"
    r"少了|错|丢|缺|迟|退款|失败|两次|重复|多扣|划痕|故障|无法|过期|失望|松|晃|掉漆|褪色|短一|只能|最多",
    re.IGNORECASE,
)
WISHES = re.compile(
    r"\b(?:need|must|have to|would like|want|wish|can i|could i|how (?:do|can)|please)\b|"
    r"需要|必须|想要?|希望|能不能|可以.{0,6}吗|能.{0,6}吗|怎么|要(?:改|换|退|取消|查|开)",
    re.IGNORECASE,
)
SMALL_TALK = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks?|thank you|ok(?:ay)?|yes|"
    r"no|sure|please|bye|great|fine|sorry|there|all|you|so much|very much|a lot|again|everyone|"
    r"can you help(?: me)?|i hope you can help me|quick one|is any(?:one|body) there|你好|您好|"
    r"早上好|晚上好|下午好|在吗|在不在|请问|谢谢|多谢|好的?|嗯|是的?|不是|麻烦(?:了|您|你)?|再见|行|"
    r"可以|有人吗|(?:可以|能)?帮个忙吗?|(?:帮我|帮忙)看一下|问个小?问题)[\s,.!?，。！？~～]*)+",
    re.IGNORECASE,
)
LONGEST_SMALL_TALK = 80  # characters
ASKS_PERSON = re.compile(
    r"\b(?:human|real person|(?:a|some) ?(?:person|one|body)|agent|operator|representative|"
    r"colleague)\b|转?人工|真人|客服|活人",
    re.IGNORECASE,
)
CONCRETE_MARK = re.compile(r"\d|[A-Z]{2}-\d|订单")
COMMITMENT = re.compile(
    r"\w(?:'ll|’ll| will| shall)\b|\b(?:am|are|is) going to\b|"
    r"\bwithin (?:the next )?[\w-]+ (?:working |business )?(?:minutes?|hours?|days?|weeks?)\b|"
    r"\bby (?:to(?:day|night|morrow)|mon|tues|wednes|thurs|fri|satur|sun)\w*\b|\bi promise\b|"
    r"会(?!不会|员|话)|将(?:在|于|会|为|给|由)|(?:天|小时|分钟|工作日|周)(?:之)?内|保证|承诺|"
    r"马上|立刻|尽快|明天.{0,4}(?:给|发|寄|联系|回)",
    re.IGNORECASE,
)
NO_COMMITMENT = re.compile(
    r"\b(?:will|shall)(?: not|n't)? (?:you|that be|there be)\b|\bif you (?:will|'ll)\b|"
    r"\bwon't\b|\byou (?:can|may|could)\b|均可|您可以|不会|可能会|会不会|会员",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One message as the summary reads it. `mood` is -1 to 1; a pressed button is not typed."""

    id: int
    sender: Sender
    text: str
    mood: float | None = None
    is_typed: bool = True
    is_understood: bool = True


@dataclass(frozen=True)
class Sentence:
    """One sentence and the message it stands in."""

    text: str
    line: Line


@dataclass(frozen=True)
class Summary:
    """What can be told of a conversation in its own words; anything may be missing."""

    problem: Sentence | None = None
    promises: tuple[Sentence, ...] = ()
    unanswered: Sentence | None = None


def summarise(lines: Sequence[Line], reasons: str = "") -> Summary:
    """Return the summary; `reasons` is what was stored of why a person was called."""
    return Summary(find_problem(lines, reasons), find_promises(lines), find_unanswered(lines))


def find_problem(lines: Sequence[Line], reasons: str = "") -> Sentence | None:
    """Return the customer's sentence that says best what the matter is, or None.

    Each sentence gains for being near to the middle of all that the customer said (cosine to the
    sum of their sentences, as in centroid summaries: Radev et al. 2004), for standing early, for
    being of some length, for words of trouble and the mood of its message, for a wish, for words
    of the reasons, and for naming something concrete; small talk and calls for a person lose.
    """
    said = [one for one in _sentences(lines, ("customer",)) if one.line.is_typed]
    if not said:
        return None
    bags = [content_words(one.text) for one in said]
    counts: dict[str, int] = {}
    for bag in bags:
        for word in bag:
            counts[word] = counts.get(word, 0) + 1
    length = sqrt(sum(count * count for count in counts.values())) or 1.0
    wanted = content_words(reasons)
    places = _rank_places(said)
    scores = [
        CENTRAL * sum(counts[word] for word in bag) / (length * sqrt(len(bag) or 1))
        + FIRST / (1 + place)
        + _judge(one)
        + REASON * (len(bag & wanted) / len(wanted) if wanted else 0.0)
        for one, bag, place in zip(said, bags, places, strict=True)
    ]
    best = max(range(len(said)), key=lambda at: (scores[at], -at))
    return said[best] if places[best] < len(said) else None


def _rank_places(said: Sequence[Sentence]) -> list[int]:
    """Return the place of each among those that say something; the others come after all."""
    places, at = [], 0
    for one in said:
        if is_empty_talk(one.text):
            places.append(len(said))
        else:
            places.append(at)
            at += 1
    return places


def _judge(one: Sentence) -> float:
    words = count_words(one.text)
    size = min(1.0, words / FULL_LENGTH) if words <= TOO_LONG else TOO_LONG / words / 2
    return (
        LENGTH * size
        + TROUBLED * min(1.0, 0.7 * len(TROUBLE.findall(one.text)))
        + MOODY * max(0.0, -(one.line.mood or 0.0))
        + WISH * bool(WISHES.search(one.text))
        + CONCRETE * bool(CONCRETE_MARK.search(one.text))
        - EMPTY_TALK * is_empty_talk(one.text)
    )


def is_empty_talk(text: str) -> bool:
    """Tell whether a sentence greets, thanks, agrees, or asks for a person and says no more."""
    if len(text) <= LONGEST_SMALL_TALK and SMALL_TALK.fullmatch(text.strip()):
        return True
    is_short = count_words(text) < 12
    return is_short and bool(ASKS_PERSON.search(text)) and not CONCRETE_MARK.search(text)


def find_promises(lines: Sequence[Line]) -> tuple[Sentence, ...]:
    """Return the last few sentences in which the bot or an agent committed the shop."""
    said = _sentences(lines, ("agent", "bot"))
    kept = [
        one
        for one in said
        if is_commitment(one.text) and not (one.line.sender == "bot" and leads_on(one.text))
    ]
    last = {one.text: one for one in kept}  # said twice is one promise
    return tuple(list(last.values())[-MOST_PROMISES:])


def is_commitment(text: str) -> bool:
    """Tell whether a sentence says that something will be done; a question promises nothing."""
    if text.rstrip().endswith(("?", "？", "吗", "吗。")):
        return False
    return bool(COMMITMENT.search(text)) and not NO_COMMITMENT.search(text)


def leads_on(text: str) -> bool:
    """Tell whether a sentence of the bot only speaks of who answers next."""
    return bool(ASKS_PERSON.search(text)) or bool(re.search(r"\bin line\b|排队", text))


def find_unanswered(lines: Sequence[Line]) -> Sentence | None:
    """Return the customer's last question that neither an agent nor a knowing bot has answered."""
    open_question: Sentence | None = None
    for line in lines:
        if line.sender == "customer" and line.is_typed:
            asked = [
                Sentence(text, line)
                for text in split_sentences(line.text)
                if is_question(text) and not is_empty_talk(text)
            ]
            open_question = asked[-1] if asked else open_question
        elif line.sender == "agent" or (line.sender == "bot" and _knows(open_question, line)):
            open_question = None
    return open_question


def _knows(asked: Sentence | None, answer: Line) -> bool:
    if asked is None or not asked.line.is_understood:
        return False
    said = split_sentences(answer.text)
    return bool(said) and not all(leads_on(one) for one in said)


def _sentences(lines: Iterable[Line], senders: Sequence[Sender]) -> list[Sentence]:
    return [
        Sentence(text, line)
        for line in lines
        if line.sender in senders
        for text in split_sentences(line.text)
    ]


def shorten(text: str, most: int = 240) -> str:
    """Return a sentence cut at a word where it is long; Chinese says as much in half the room."""
    most = most // 2 if is_chinese(text) else most
    if len(text) <= most:
        return text
    cut = text[:most]
    return (cut if is_chinese(text) else cut.rpartition(" ")[0] or cut).rstrip() + "…"
