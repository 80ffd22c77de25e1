"""Notes of the models in Chinese. They come as English sentences with figures in them; those that
shops meet are known here by their shape. Any other stays English, and the page says so. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kernel.turns import Language

# As the models write it → in Chinese; blanks are what changes from night to night.
SHAPES: Mapping[str, str] = {
    "Model {name} of the next category: {verdict}": "下一品类模型 {name}：{verdict}",
    "Model {name} of the next reason: {verdict}": "下次咨询原因模型 {name}：{verdict}",
    "Model {name}: {verdict}": "模型 {name}：{verdict}",
    "{metric} is {score}; the naive answer reaches {naive}.": (
        "{metric} 为 {score}，简单猜测为 {naive}。"
    ),
    "{metric} is {score}; the live model reaches {live} on the same days.": (
        "{metric} 为 {score}，使用中的模型在相同日期为 {live}。"
    ),
    "{metric} could not be measured.": "{metric} 无法测量。",
    "{count} further lines of the same customer and day make one purchase with it.": (
        "同一客户同一天的另外 {count} 行合并为一次购买。"
    ),
    "In the period held out, {model} did not beat {naive} for {what} by RMSE ({one} against"
    " {other}).": "在留出的时段里，{model} 在 {what} 上未优于 {naive}（RMSE {one} 对 {other}）。",
    "In the period held out, all purchases came to {sum}, outside the interval of {low} to {high}:"
    " the shop changed or the model does not fit it, so take intervals of totals as too"
    " narrow.": (
        "在留出的时段里，购买总数为 {sum}，超出区间 {low} 至 {high}：店铺有变化，或模型并不适合，"
        "总数的区间应视为偏窄。"
    ),
    "In the period held out, all spend came to {sum}, outside the interval of {low} to {high}: the"
    " shop changed or the model does not fit it, so take intervals of totals as too narrow.": (
        "在留出的时段里，总消费为 {sum}，超出区间 {low} 至 {high}：店铺有变化，或模型并不适合，"
        "总额的区间应视为偏窄。"
    ),
    "BG/NBD takes everybody who bought once for alive: their chance says nothing.": (
        "BG/NBD 模型把只买过一次的人一律视为仍为客户，这一概率对他们没有意义。"
    ),
    "Expected of the customers known so far; new ones come on top.": (
        "仅为现有客户的预计，新客户另计。"
    ),
    "These {k} segments are not stable: when customers are redrawn, agreement is {share} of 1. Read"
    " them as a convenient cut, not as groups that exist.": (
        "这 {k} 个群组不稳定：重新抽样时一致度为 {share}（满分 1）。请视为方便的划分，"
        "而非真实存在的群体。"
    ),
    "Silent is who does not order for {weeks} weeks: 80 % of the gaps between two orders are at"
    " most {days} days.": ("{weeks} 周未下单即视为流失：80% 的两单间隔不超过 {days} 天。"),
    "No model is good enough to answer: nobody's chance is told.": (
        "没有足够好的模型，因此不给出任何人的概率。"
    ),
    "The model does not beat the base rate for certain: do not act on it; bring a longer"
    " history.": ("模型未确定优于总体比例：请勿据此行动，需要更长的历史。"),
    "The model is not better for certain than the days since the last order alone.": (
        "模型未确定优于仅看“距上次下单天数”。"
    ),
    "{last} fell silent in the last window, {past} in those before: the chances are off by as"
    " much.": "最近时段流失 {last}，此前为 {past}：概率会有同等偏差。",
    "{count} customers fell silent where {foretold} were foretold: the chances are off.": (
        "实际流失 {count} 名客户，预测为 {foretold} 名：概率有偏差。"
    ),
    "The week that is not over yet is left out ({rows} rows).": (
        "尚未结束的一周不计入（{rows} 行）。"
    ),
    "Between {first} and {last} there is nothing, longer than all the rest together: look whether"
    " the dates are right.": (
        "{first} 至 {last} 之间没有数据，比其余时间的总和还长：请检查日期是否正确。"
    ),
    "The horizon ({horizon}) is longer than any history ({longest}): what lies far ahead is little"
    " more than a guess.": ("预测期（{horizon}）长于所有历史（{longest}）：较远的预测近乎猜测。"),
    "{count} periods without rows are taken as zero.": "{count} 个没有数据的时段按零计。",
    "{count} rows share their period with another and are added up.": (
        "{count} 行与其他行同属一个时段，已合并。"
    ),
    "On the last {periods} periods, which the choice of methods did not see, MASE is {mase}, sMAPE"
    " {smape}, against MASE is {other}, sMAPE {naive} of the seasonal naive forecast.": (
        "在未参与方法选择的最近 {periods} 个时段，MASE 为 {mase}、sMAPE 为 {smape}；"
        "季节性简单猜测为 {other} 与 {naive}。"
    ),
    "On the last {periods} periods, which the choice of methods did not see, MASE is {mase}, sMAPE"
    " {smape}, against MASE is {other}, sMAPE {naive} of the naive forecast.": (
        "在未参与方法选择的最近 {periods} 个时段，MASE 为 {mase}、sMAPE 为 {smape}；"
        "简单猜测为 {other} 与 {naive}。"
    ),
    "Nothing beats the seasonal naive forecast here: use the figures with care.": (
        "这里没有方法优于季节性简单猜测：请谨慎使用。"
    ),
    "Nothing beats the naive forecast here: use the figures with care.": (
        "这里没有方法优于简单猜测：请谨慎使用。"
    ),
    "For {few} of {all} series the naive forecast was as good or better in the back-test.": (
        "{all} 个序列中有 {few} 个在回测中不优于简单猜测。"
    ),
    "Texts that say word for word what another says, each counted: {count}.": (
        "与其他文本逐字相同、仍各自计数的文本：{count}。"
    ),
    "Topics of different languages are found apart and not matched.": (
        "不同语言的主题分别归纳，不作对应。"
    ),
    "Texts without a sentiment, left out of its figures: {few} of {all}.": (
        "没有情绪值、不计入情绪统计的文本：{few}/{all}。"
    ),
    "Texts without a rating, left out of its figures: {few} of {all}.": (
        "没有评分、不计入评分统计的文本：{few}/{all}。"
    ),
    "What lowers ratings is not known: {low} ratings are 2 or less and {high} are higher: at least"
    " {least} of each are needed to say what goes with low ratings. Take a longer span.": (
        "尚不知低评分与什么有关：{low} 个评分不高于 2，{high} 个更高，两者各需至少 {least} 个。"
        "请取更长的时段。"
    ),
    "An arm has fewer than {few} customers: the uplift says nothing yet.": (
        "有一组不足 {few} 名客户：增量尚无意义。"
    ),
    "{count} customers were in both arms and are left out of the uplift.": (
        "{count} 名客户曾同属两组，不计入增量。"
    ),
    "Nothing has been offered to anybody in half a year.": "半年内没有向任何人推荐过商品。",
    "Nothing has been sold yet: there is nothing to add up.": "尚无销售，无可统计。",
    "Nobody has turned to the shop yet: there is nothing to add up.": "尚无人咨询，无可统计。",
    "Nobody has bought anything yet.": "尚无人购买。",
    "It needs {steps}.": "需要先完成：{steps}。",
}
KINDS: Mapping[str, str] = {"categories": "品类", "products": "商品", "reasons": "咨询原因"}
METRICS: Mapping[str, str] = {
    "AUC": "AUC",
    "RMSE of spend": "消费的均方根误差",
    "stability of the groups": "群组稳定性",
    "mean reciprocal rank": "平均倒数排名",
    "cohesion": "文本凝聚度",
    "purchases": "购买次数",
    "spend": "消费",
    "'own past rate'": "“按以往速度”",
    "'zero for everyone'": "“全部猜零”",
}
BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Note:
    """A note as it is shown; `language` is that of its words, which may not be the page's."""

    text: str
    language: Language


def tell_note(note: str, language: Language) -> Note:
    """Return a note in the reader's language, or in English where it is not known in theirs."""
    if language == "en":
        return Note(note, "en")
    kind, colon, rest = note.partition(": ")
    if colon and kind in KINDS:
        told = tell_note(rest, language)
        return Note(f"{KINDS[kind]}：{told.text}" if told.language == "zh" else note, told.language)
    for shape, chinese in _compile():
        if found := shape.fullmatch(note):
            blanks = {name: _tell_blank(text) for name, text in found.groupdict().items()}
            return Note(chinese.format_map(blanks), "zh")
    return Note(note, "en")


def _tell_blank(text: str) -> str:
    """Return what stands in a blank: a name that is known, a sentence within, or a figure."""
    return METRICS.get(text) or (tell_note(text, "zh").text if text.endswith(".") else text)


@cache
def _compile() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_to_pattern(shape)), chinese) for shape, chinese in SHAPES.items())


def _to_pattern(shape: str) -> str:
    parts = BLANK.split(shape)  # text, name, text, name, … text
    texts = [re.escape(text) for text in parts[::2]]
    blanks = [rf"(?P<{name}>.+?)" for name in parts[1::2]]
    return texts[0] + "".join(blank + text for blank, text in zip(blanks, texts[1:], strict=True))
