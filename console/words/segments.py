"""Words for segments of customers: what each is called, who is in it, and what to do.

The names are those of `crm_backend.analytics.segments.rules`, the traits those of its `profiles`.
"""

from console.words.catalog import Catalog

NAMES: Catalog = {
    "segment_champions": {"en": "Champions", "zh": "核心客户"},
    "segment_loyal": {"en": "Loyal", "zh": "忠诚客户"},
    "segment_potential": {"en": "Potential", "zh": "潜力客户"},
    "segment_new": {"en": "New", "zh": "新客户"},
    "segment_promising": {"en": "Promising", "zh": "有望复购"},
    "segment_needs_attention": {"en": "Needs attention", "zh": "需要关注"},
    "segment_about_to_sleep": {"en": "About to sleep", "zh": "即将沉睡"},
    "segment_at_risk": {"en": "At risk", "zh": "有流失风险"},
    "segment_cannot_lose": {"en": "Cannot lose", "zh": "重点挽回"},
    "segment_hibernating": {"en": "Hibernating", "zh": "沉睡客户"},
    "segment_lost": {"en": "Lost", "zh": "已流失"},
    "segment_not_yet": {"en": "Not yet a customer", "zh": "当时还不是客户"},
}

ABOUT: Catalog = {
    "segment_champions_about": {
        "en": "Bought lately, often and for much. Thank them, show them new products first.",
        "zh": "最近买过，买得多，花得也多。可优先推荐新品，并给予专属答谢。",
    },
    "segment_loyal_about": {
        "en": "Come back again and again. Offer what goes with what they have.",
        "zh": "经常回来购买。可推荐与已购商品搭配的产品。",
    },
    "segment_potential_about": {
        "en": "Bought lately and more than once. Help them make a habit of it.",
        "zh": "最近买过，且不止一次。可引导其养成购买习惯。",
    },
    "segment_new_about": {
        "en": "Bought once, just now. See that the first order goes well.",
        "zh": "刚刚完成首次购买。请确保第一单体验良好。",
    },
    "segment_promising_about": {
        "en": "Bought once, not long ago. A reason for a second order helps.",
        "zh": "不久前买过一次。可给一个再次下单的理由。",
    },
    "segment_needs_attention_about": {
        "en": "Middling in every respect, and it has been a while. Remind them.",
        "zh": "各方面居中，但已有一段时间没买。可适当提醒。",
    },
    "segment_about_to_sleep_about": {
        "en": "Bought little, and not lately. A cheap reminder is enough.",
        "zh": "买得不多，最近也没买。低成本的提醒即可。",
    },
    "segment_at_risk_about": {
        "en": "Used to buy often, but not for long now. Ask what went wrong.",
        "zh": "以前常买，但已许久没来。建议主动了解原因。",
    },
    "segment_cannot_lose_about": {
        "en": "Were among the best and have gone quiet. Write to them in person.",
        "zh": "曾是最好的客户，如今没有动静。建议由专人联系。",
    },
    "segment_hibernating_about": {
        "en": "Bought little and long ago. Include them in big campaigns alone.",
        "zh": "买得少，且距今已久。只在大型活动时触达即可。",
    },
    "segment_lost_about": {
        "en": "Bought once, long ago. Spend nothing on them.",
        "zh": "很久以前买过一次。不建议再投入成本。",
    },
}

TRAITS: Catalog = {
    "segment_trait_much_higher": {
        "en": "{column}: much higher ({here} against {everybody})",
        "zh": "{column}：明显更高（{here}，全体为 {everybody}）",
    },
    "segment_trait_higher": {
        "en": "{column}: higher ({here} against {everybody})",
        "zh": "{column}：更高（{here}，全体为 {everybody}）",
    },
    "segment_trait_lower": {
        "en": "{column}: lower ({here} against {everybody})",
        "zh": "{column}：更低（{here}，全体为 {everybody}）",
    },
    "segment_trait_much_lower": {
        "en": "{column}: much lower ({here} against {everybody})",
        "zh": "{column}：明显更低（{here}，全体为 {everybody}）",
    },
    "segment_column_recency_days": {"en": "Days since the last purchase", "zh": "距上次购买天数"},
    "segment_column_frequency": {"en": "Days of purchase", "zh": "购买天数"},
    "segment_column_monetary": {"en": "Money spent", "zh": "累计消费"},
}

SEGMENTS: Catalog = {**NAMES, **ABOUT, **TRAITS}
