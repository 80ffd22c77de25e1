"""Texts made up for the tests of this folder: subjects, in English and Chinese, over time."""

import random
from datetime import UTC, datetime, timedelta

from crm_backend.analytics.feedback.documents import Document

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
SUBJECTS = {
    "delivery": (
        ("The parcel", "My package", "The courier", "Delivery of the parcel"),
        ("arrived late", "came two weeks late", "never reached me", "was left in the rain"),
        ("the courier did not ring", "tracking showed nothing", "the driver went away"),
    ),
    "refund": (
        ("My refund", "The money back", "The refund for my return"),
        ("is still not on my bank account", "was only paid in part", "takes for ever"),
        ("the bank has nothing", "I returned it weeks ago", "please pay the refund"),
    ),
    "lamp": (
        ("The desk lamp", "This lamp", "The bulb of the lamp"),
        ("flickers all evening", "has a broken switch", "gives a warm light"),
        ("the shade is dented", "the switch sits loose", "the light is too weak"),
    ),
}
CHINESE = {
    "delivery": (
        ("快递员", "包裹", "快递"),
        ("送货太慢了", "迟到了两个星期", "一直没有送到"),
        ("物流信息没有更新", "快递员没有打电话"),
    ),
    "quality": (
        ("台灯", "这个台灯", "台灯的灯泡"),
        ("质量很差", "开关坏了", "灯光一直闪烁"),
        ("做工粗糙", "灯罩有裂纹"),
    ),
    "refund": (
        ("退款", "退货的钱", "我的退款"),
        ("还没有到账", "只退了一部分", "等了很久"),
        ("银行卡没有收到退款", "申请退款很麻烦"),
    ),
}


def say(subject: str, at: int, language: str = "en") -> str:
    """Return the text number `at` about a subject."""
    parts = (SUBJECTS if language == "en" else CHINESE)[subject]
    chosen = random.Random(f"{subject} {at} {language}")
    first, second, third = (chosen.choice(part) for part in parts)
    return f"{first} {second}, {third}." if language == "en" else f"{first}{second}，{third}。"


def make_documents(each: int, language: str = "en", subjects: int = 3) -> list[Document]:
    """Return texts of each subject, its name as their kind, one a day."""
    names = list(SUBJECTS if language == "en" else CHINESE)[:subjects]
    return [
        Document(
            f"{language}-{name}-{at}",
            say(name, at, language),
            at=START + timedelta(days=at),
            language=language,
            kind=name,
        )
        for name in names
        for at in range(each)
    ]
