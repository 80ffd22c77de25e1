"""Words that carry a mood, in both languages, and what turns them round."""

import re

from nlu.core.text import normalise, split_words


def read_words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


# Written for customer service: what people call goods, waiting and help when they like or
# dislike them. Each counts one.
POSITIVE = read_words(
    """
    amazing awesome beautiful best brilliant charming comfy cosy delighted delightful
    excellent fab fabulous fantastic fast friendly glad gorgeous grateful great happy helpful
    impressed impressive kind love loved lovely loving marvellous nice perfect pleased quick
    recommend relieved satisfied smooth solid splendid stunning super superb sweet terrific
    thank thanks thx top wonderful wow yay
    """
)
NEGATIVE = read_words(
    """
    absurd angry annoyed annoying appalling awful bad boring broken cheap complaint crap
    crappy cracked damaged defective disappointed disappointing disappointment disaster
    disgrace disgraceful disgusting dreadful dirty fail failed faulty fed flimsy frustrated
    frustrating furious garbage hate horrible ignored incompetent insulting joke junk kidding
    lame late lied lies lousy mess missing nightmare pathetic poor rubbish rude ruined sad
    scam shame shocking shoddy sick slow stupid terrible trash ugly unacceptable unhappy
    unprofessional upset useless waste wasted worse worst worthless wrong wtf
    """
)
NEGATIONS = read_words(
    """
    not no never neither nor hardly barely without isn't wasn't aren't don't doesn't didn't
    can't couldn't won't wouldn't shouldn't cannot isnt wasnt dont doesnt didnt cant wont
    """
)
POSITIVE_ZH = re.compile(
    "喜欢|满意|不错|很好|真好|太好|好评|谢谢|感谢|多谢|棒|赞|完美|漂亮|好看|舒服|贴心|热情|耐心"
    "|推荐|惊喜|给力|物美价廉|物超所值|值得|开心|高兴|爱了|靠谱|周到|很快|超快|好吃|好用|yyds"
)
NEGATIVE_ZH = re.compile(
    "差|烂|坏|破|垃圾|失望|生气|气死|愤怒|恶心|糟|骗|忽悠|投诉|差评|太慢|难用|难看|难吃|后悔|无语"
    "|敷衍|不理|不满|不行|不好|不值|浪费|智商税|上当|受够|过分|离谱|假货|退货|异味|掉色|不满意"
)
NEGATION_ZH = re.compile("不|没|無|无|别|未|非")
HAPPY = re.compile("[😀-😆😊😍🥰😘🤗👍❤💕💖🎉🙏😄😁☺🌹💯✨]|:-?\\)|:d\\b|<3")
UNHAPPY = re.compile("[😠-😤😡🤬😞😟😢😭👎💩🙄😒😔😩😫🤮]|:-?\\(|:'\\(")
SCOPE = 3  # words after a negation that it turns round

CUES = ("positive", "negative", "turned", "happy", "unhappy", "shouting", "marks")


def read_cues(text: str) -> list[float]:
    """Return the counts named in `CUES`, squashed to 0..1 each."""
    plain = normalise(text)
    positive, negative, turned = _count_english(split_words(plain))
    for found in POSITIVE_ZH.finditer(plain):
        if NEGATION_ZH.match(plain[max(0, found.start() - 1) : found.start()]):
            turned += 1
            negative += 1
        else:
            positive += 1
    negative += len(NEGATIVE_ZH.findall(plain))
    letters = [character for character in text if character.isalpha()]
    shouting = sum(character.isupper() for character in letters) > 0.7 * max(8, len(letters))
    counts = (
        positive,
        negative,
        turned,
        len(HAPPY.findall(text.lower())),
        len(UNHAPPY.findall(text.lower())),
        int(shouting),
        text.count("!") + text.count("！"),
    )
    return [count / (1 + count) for count in counts]


def _count_english(words: list[str]) -> tuple[int, int, int]:
    positive = negative = turned = 0
    last_negation = -SCOPE - 1
    for place, word in enumerate(words):
        if word in NEGATIONS:
            last_negation = place
        is_turned = place - last_negation <= SCOPE and word not in NEGATIONS
        if word in POSITIVE or word in NEGATIVE:
            is_positive = (word in POSITIVE) != is_turned
            positive += is_positive
            negative += not is_positive
            turned += is_turned
    return positive, negative, turned
