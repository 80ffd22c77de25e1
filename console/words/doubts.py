"""Words of the page of examples whose intent looks wrong."""

from console.words.catalog import Catalog

DOUBTS: Catalog = {
    "doubt_title": {"en": "Examples that look wrong", "zh": "疑似标错的样例"},
    "doubt_lead": {
        "en": "Examples of your draft that are more like those of another intent, the likeliest"
        " mistakes first. They are compared by their words: many are right where they are. What"
        " you leave is not asked about again.",
        "zh": "您的草稿中更像其他意图的样例，最可能标错的在前。仅按用词比较，其中不少其实没有问题；"
        "选择“保持不变”后不会再次提示。",
    },
    "doubt_count": {"en": "{count} to look at", "zh": "共 {count} 条待查看"},
    "doubt_is": {"en": "It is an example of “{intent}”;", "zh": "现属于“{intent}”，"},
    "doubt_may_be": {"en": "perhaps it is “{intent}”.", "zh": "也许应为“{intent}”。"},
    "doubt_twice": {"en": "“{intent}” says the same:", "zh": "“{intent}”中有相同的样例："},
    "doubt_move": {"en": "Move to “{intent}”", "zh": "移到“{intent}”"},
    "doubt_keep": {"en": "Leave it", "zh": "保持不变"},
    "doubt_moved": {"en": "Moved, in your draft.", "zh": "已在您的草稿中移动。"},
    "doubt_kept": {"en": "Left as it is; you are not asked again.", "zh": "保持不变，不再提示。"},
    "doubt_looking": {
        "en": "The examples are being compared; that takes some seconds.",
        "zh": "正在比较样例，需要几秒钟。",
    },
    "doubt_again": {"en": "Look again", "zh": "刷新"},
    "doubt_none": {"en": "No example looks wrong.", "zh": "没有疑似标错的样例。"},
}
