"""Words of the page of rules for recommending."""

from console.words.catalog import Catalog

RECOMMENDATIONS: Catalog = {
    "nav_recommendations": {"en": "Recommendations", "zh": "推荐规则"},
    "recommendations_title": {"en": "What is recommended", "zh": "推荐规则"},
    "recommendations_about": {
        "en": "The bot, the agents' panel and the API recommend by what customers have bought. "
        "Here you say what shall come first, never, or more often. Sold-out and inactive products "
        "are left out in any case. Customers of the comparison group see none of what you push, "
        "but what you exclude is excluded for them, too.",
        "zh": "机器人、客服面板和接口会根据客户的购买记录推荐商品。您可以在这里设定优先推荐、"
        "不推荐或多推荐哪些商品。缺货和下架的商品不会被推荐。对照组的客户看不到您优先或多推的商品，"
        "但您设为不推荐的商品对他们同样不推荐。",
    },
    "recommendations_saved": {
        "en": "Done. It holds from the next list on.",
        "zh": "已保存，下一次推荐即生效。",
    },
    "recommendations_not_saved": {"en": "Nothing was saved yet.", "zh": "尚未保存。"},
    "recommendations_new": {"en": "A new rule", "zh": "新规则"},
    "recommendations_kind": {"en": "What shall be done", "zh": "规则类型"},
    "recommendations_kind_include": {"en": "Show first", "zh": "优先推荐"},
    "recommendations_kind_exclude": {"en": "Never show", "zh": "不推荐"},
    "recommendations_kind_boost": {"en": "Show more or less often", "zh": "多推或少推"},
    "recommendations_sku": {"en": "Product number (SKU)", "zh": "商品编号（SKU）"},
    "recommendations_category": {"en": "or a whole category", "zh": "或整个品类"},
    "recommendations_factor": {
        "en": "Factor, for “more or less often”: 0.1 to 10; above 1 is more",
        "zh": "系数（仅用于“多推或少推”）：0.1 至 10，大于 1 即多推",
    },
    "recommendations_starts": {"en": "From (empty: now)", "zh": "开始日期（留空即立刻）"},
    "recommendations_ends": {
        "en": "Up to and including (empty: for good)",
        "zh": "结束日期（含当天，留空即长期）",
    },
    "recommendations_note": {"en": "Why (for colleagues)", "zh": "原因（供同事参考）"},
    "recommendations_add": {"en": "Add the rule", "zh": "添加规则"},
    "recommendations_rules": {"en": "Rules", "zh": "已有规则"},
    "recommendations_none": {"en": "There are no rules yet.", "zh": "还没有规则。"},
    "recommendations_state_on": {"en": "In force", "zh": "生效中"},
    "recommendations_state_ahead": {"en": "Not yet in force", "zh": "尚未开始"},
    "recommendations_state_over": {"en": "Over", "zh": "已结束"},
    "recommendations_from": {"en": "from", "zh": "自"},
    "recommendations_until": {"en": "until", "zh": "至"},
    "recommendations_end": {"en": "End now", "zh": "立即结束"},
    "recommendations_back": {"en": "Back to the rules", "zh": "返回规则"},
    "recommendations_over": {"en": "This rule has ended already.", "zh": "这条规则已经结束。"},
    "recommendations_missing": {"en": "There is no such rule.", "zh": "没有这条规则。"},
    "recommendations_problem_kind": {"en": "Choose what shall be done.", "zh": "请选择规则类型。"},
    "recommendations_problem_target": {
        "en": "Name a product that exists or choose a category, one of the two.",
        "zh": "请填写存在的商品编号，或选择一个品类，二者选一。",
    },
    "recommendations_problem_factor": {
        "en": "The factor is a number from 0.1 to 10.",
        "zh": "系数须为 0.1 至 10 之间的数字。",
    },
    "recommendations_problem_starts_at": {"en": "The first day is no day.", "zh": "开始日期无效。"},
    "recommendations_problem_ends_at": {
        "en": "The last day must be a day ahead, and not before the first.",
        "zh": "结束日期须晚于今天，且不早于开始日期。",
    },
    "recommendations_problem_note": {"en": "The note is too long.", "zh": "说明过长。"},
}
