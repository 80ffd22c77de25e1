"""Small words in both languages: money, days, states, labels of buttons. Whole sentences are
responses, in data/responses."""

from collections.abc import Sequence
from datetime import datetime

from kernel.turns import Language

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
}
NEAR_DAYS = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "zh": {-1: "昨天", 0: "今天", 1: "明天"},
}
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥"}

Words = tuple[str, str]  # (English, Chinese)

WORDS: dict[str, Words] = {
    "placed": ("waiting for payment", "等待付款"),
    "paid": ("paid", "已付款"),
    "packed": ("packed", "已打包"),
    "shipped": ("on its way", "正在配送"),
    "delivered": ("delivered", "已送达"),
    "cancelled": ("cancelled", "已取消"),
    "returned": ("returned", "已退回"),
    "in_stock": ("in stock", "有货"),
    "sold_out": ("sold out", "暂时缺货"),
    "because": ("Because you bought {name}", "因为您买过{name}"),
    "alike": ("New, and like your {name}", "新品，与您的{name}相近"),
    "history": ("Goes with what you have bought before", "与您买过的商品相配"),
    "goes_with": ("Goes with {name}", "与{name}很配"),
    "goes_with_all": ("Goes with what is in your order", "与您订单里的商品很配"),
    "chosen": ("Picked by our team", "店铺精选"),
    "again_weeks": ("You buy it about every {count} weeks", "您大约每 {count} 周买一次"),
    "again_week": ("You buy it about every week", "您大约每周买一次"),
    "again_times": ("You have bought it {count} times", "您买过 {count} 次"),
    "again_once": ("You have bought it before", "您以前买过"),
    "similar": ("Popular with customers like you", "和您口味相近的顾客都喜欢"),
    "fits": ("Fits “{name}”", "符合“{name}”"),
    "meets": ("Fits: {name}", "符合：{name}"),
    "popular": ("Popular with our customers", "店里的热门商品"),
    "damaged": ("It arrived damaged", "收到时已损坏"),
    "wrong": ("Not what I ordered", "和我订的不一样"),
    "unfit": ("It doesn't fit or suit", "尺寸或样子不合适"),
    "regret": ("I changed my mind", "不想要了"),
    "label_track": ("Where is it?", "到哪了？"),
    "label_view": ("What's in it?", "看看内容"),
    "label_cancel_order": ("Cancel this order", "取消这个订单"),
    "label_address": ("Change the address", "修改地址"),
    "label_return": ("Send something back", "退货"),
    "label_problem": ("There's a problem", "有问题"),
    "label_yes_cancel": ("Yes, cancel it", "是的，取消"),
    "label_no_keep": ("No, keep it", "不，保留"),
    "label_yes": ("Yes", "是的"),
    "label_no": ("No", "不是"),
    "label_yes_return": ("Yes, register it", "是的，登记"),
    "label_ticket_track": ("See how it stands", "查看进度"),
    "label_ticket": ("Open a ticket", "提交工单"),
    "label_human": ("Talk to a person", "转人工"),
    "label_add": ("Add details", "补充内容"),
    "label_close": ("Close it", "关闭工单"),
    "label_more": ("Tell me more", "了解更多"),
    "label_stock": ("Is it in stock?", "有货吗？"),
    "label_compare": ("Compare these", "比较一下"),
    "label_stop": ("Never mind", "算了"),
    "label_refund": ("Where is my refund?", "退款到哪了？"),
    "two_languages": (
        "I speak English and Chinese. Please write in one of them, or let me get a person.",
        "我会说中文和英文。请用其中一种语言留言，或者让我帮您转人工。",
    ),
    "label_other": ("Something else", "都不是"),
}


def word(key: str, language: Language, **values: str) -> str:
    """Return a small word in `language`."""
    text = say_word(WORDS[key], language)
    return text.format(**values) if values else text


def say_word(words: Words, language: Language) -> str:
    """Return the one of two words that is in `language`."""
    return words[language == "zh"]


def money(cents: int, currency: str) -> str:
    """Return an amount as people read it: €1,049.90."""
    return f"{SIGNS.get(currency, currency + ' ')}{cents / 100:,.2f}"


def day(moment: datetime, language: Language, now: datetime) -> str:
    """Return the day of `moment`: "tomorrow", "Tuesday, 3 March", "3月3日（周二）"."""
    near = NEAR_DAYS[language].get((moment.date() - now.date()).days)
    if near is not None:
        return near
    weekday = WEEKDAYS[language][moment.weekday()]
    if language == "zh":
        year = f"{moment.year}年" if moment.year != now.year else ""
        return f"{year}{moment.month}月{moment.day}日（{weekday}）"
    year = f" {moment.year}" if moment.year != now.year else ""
    return f"{weekday}, {moment.day} {MONTHS[moment.month - 1]}{year}"


def deadline(moment: datetime, language: Language, now: datetime) -> str:
    """Return the day of `moment` as it follows "by": "the end of today", "tomorrow"."""
    said = day(moment, language, now)
    return "the end of today" if said == "today" else said


def listing(items: Sequence[str], language: Language) -> str:
    """Return "a, b and c"."""
    if language == "zh":
        return "、".join(items)
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def count_orders(count: int, language: Language) -> str:
    """Return "3 orders"."""
    if language == "zh":
        return f"{count} 个订单"
    return f"{count} order" if count == 1 else f"{count} orders"


def first_name(name: str) -> str:
    """Return how to greet somebody: the first word, a Chinese name whole."""
    return name if not name.isascii() and " " not in name else name.split(" ")[0]
