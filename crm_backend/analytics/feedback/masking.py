"""What of a text is somebody's becomes `[email]`, `[phone]`, `[name]` …, before it is kept. Pure.

Patterns find numbers, addresses and how people introduce themselves; names of the people concerned
are handed in. The studio's masking (`console.studio.masking`) does the same with the bot's own
reading beside it, which is not to be had here.
"""

import re
from collections.abc import Sequence

NAME = r"[A-Z][\w'’-]+"
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("token", re.compile(r"(?i)bearer\s+\S+|eyJ[\w-]{8,}\.[\w.-]+")),
    ("link", re.compile(r"(?i)https?://\S+|www\.\S+")),
    ("email", re.compile(r"[\w.+-]{1,64}\s?[@＠]\s?[\w-]+(?:\s?[.．]\s?[\w-]+)*", re.ASCII)),
    ("account", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("card", re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)", re.ASCII)),
    ("ticket_number", re.compile(r"(?i)(?<!\w)T-\s?\d{4,9}(?!\d)", re.ASCII)),
    ("order_number", re.compile(r"(?i)(?<![a-z])FD[\s#-]{0,2}\d{5,9}(?!\d)", re.ASCII)),
    ("phone", re.compile(r"(?<![\w-])\+?\d[\d ()/.-]{7,18}\d(?![\d-])", re.ASCII)),
    (
        "address",
        re.compile(
            r"(?<!\w)\d{1,5}[a-z]?,? (?:[A-Z][\w'’-]* ){1,3}(?:[Ss]treet|St|[Rr]oad|Rd|[Ll]ane|Ln|"
            r"[Aa]venue|Ave|[Dd]rive|Dr|[Cc]ourt|[Pp]lace|[Ss]quare|[Cc]lose|[Ww]ay|Blvd)\b\.?"
            r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)"
            r"|(?:(?![到在是为往给至])[\u4e00-\u9fff]){2,4}(?:路|街|大道|大街|巷|弄|胡同)\d+(?:号|弄|室|栋|幢|楼|单元|座)?"
        ),
    ),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")),
    ("name", re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|小姐|太太)")),
    ("number", re.compile(r"\d[\d ().-]{7,}\d|\d{4,}", re.ASCII)),
)
INTRODUCED = re.compile(
    rf"(?P<how>(?i:\bmy name(?:'s| is)|\bname:|\byours(?: sincerely)?,|\bregards,|\bcheers,)\s+)"
    rf"{NAME}(?: {NAME}){{0,2}}"
    rf"|(?P<who>(?i:\b(?:i am|i'm|i’m|this is))\s+){NAME} {NAME}"
    rf"|(?P<zh>我叫|我是|姓名[:：]?)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[,，。.!！\s]|$)"
)
PLACEHOLDER = re.compile(r"\[[a-z_]+\]")
SHORTEST = 2  # letters of a name that is looked for


def mask(text: str, private: Sequence[str] = ()) -> str:
    """Return a text in which what is somebody's is replaced by its kind: `[email]`.

    >>> mask("I'm Ada Byron, order FD-1004217, ada@example.com")
    "I'm [name], order [order_number], [email]"
    """
    for kind, pattern in PATTERNS:
        text = pattern.sub(f"[{kind}]", text)
    text = INTRODUCED.sub(_keep_beginning, text)
    for part in sorted(_split_names(private), key=len, reverse=True):
        edges = (r"(?<![^\W_])", r"(?![^\W_])") if part.isascii() else ("", "")
        text = re.sub(f"{edges[0]}{re.escape(part)}{edges[1]}", "[name]", text, flags=re.IGNORECASE)
    return text


def _keep_beginning(found: re.Match[str]) -> str:
    return (found["how"] or found["who"] or found["zh"]) + "[name]"


def _split_names(private: Sequence[str]) -> set[str]:
    whole = {name.strip() for name in private}
    parts = {part for name in whole if name.isascii() for part in name.split()}
    return {one for one in whole | parts if len(one) >= SHORTEST and not one.isdigit()}
