"""Words of what is foretold of a customer, for the people who serve them."""

from console.words.catalog import Catalog

FORETOLD: Catalog = {
    "foretold": {"en": "Foretold", "zh": "预测"},
    "foretold_about": {
        "en": "Figures of a model, for the team alone: never tell them to the customer.",
        "zh": "以下为模型推算，仅供内部参考，请勿告知客户。",
    },
    "foretold_as_of": {"en": "As of", "zh": "数据截至"},
    "foretold_old": {
        "en": "This is {n:day|days} old: what happened since is not in it.",
        "zh": "以下结果已有 {n} 天未更新，不含此后的变化。",
    },
    "foretold_never": {
        "en": "Nothing was computed yet: it is done at night.",
        "zh": "尚未计算：系统会在夜间自动计算。",
    },
    "foretold_too_little": {
        "en": "Too little is known of this customer to foretell anything.",
        "zh": "此客户的数据太少，暂时无法预测。",
    },
    "foretold_missing": {
        "en": "Not foretold: {parts}. There is too little to go by, or the model was no better "
        "than a plain guess.",
        "zh": "未作预测：{parts}。可能是数据太少，或模型并不优于简单猜测。",
    },
    "foretold_comma": {"en": ", ", "zh": "、"},
    "foretold_part_segment": {"en": "segment", "zh": "客户分群"},
    "foretold_part_value": {"en": "value", "zh": "预计价值"},
    "foretold_part_risk": {"en": "risk of leaving", "zh": "流失风险"},
    "foretold_part_next": {"en": "what comes next", "zh": "下一步行为"},
    "foretold_segment": {"en": "Segment", "zh": "客户分群"},
    "foretold_value": {"en": "Value", "zh": "预计价值"},
    "foretold_risk": {"en": "May leave", "zh": "流失风险"},
    "foretold_why": {"en": "Why", "zh": "原因"},
    "foretold_next": {"en": "Next", "zh": "下一步"},
    "foretold_orders": {
        "en": "{orders} orders expected in {days} days",
        "zh": "未来 {days} 天预计 {orders} 笔订单",
    },
    "foretold_spend": {
        "en": "{spend} expected in {days} days; four times of five between {low} and {high}",
        "zh": "未来 {days} 天预计消费 {spend}；八成情况下介于 {low} 与 {high} 之间",
    },
    "foretold_alive": {
        "en": "Still a customer: {chance}",
        "zh": "仍会回来购买的可能性：{chance}",
    },
    "foretold_churn": {
        "en": "{chance} that they order nothing in {days} days",
        "zh": "未来 {days} 天不再下单的可能性为 {chance}",
    },
    "foretold_reason": {"en": "{fact}: {value}", "zh": "{fact}：{value}"},
    "foretold_raises": {
        "en": "{how} for leaving (odds × {factor})",
        "zh": "{how}提高流失可能（几率 × {factor}）",
    },
    "foretold_lowers": {
        "en": "{how} against leaving (odds × {factor})",
        "zh": "{how}降低流失可能（几率 × {factor}）",
    },
    "foretold_how_strongly": {"en": "speaks strongly", "zh": "明显"},
    "foretold_how_clearly": {"en": "speaks", "zh": ""},
    "foretold_how_slightly": {"en": "speaks a little", "zh": "略微"},
    "foretold_unknown": {"en": "not known", "zh": "未知"},
    "foretold_category": {
        "en": "The next order most likely holds something of {category} ({chance})",
        "zh": "下一单最可能购买：{category}（{chance}）",
    },
    "foretold_contact": {
        "en": "If they turn to the shop, most likely: {reason} ({chance})",
        "zh": "若联系客服，最可能是：{reason}（{chance}）",
    },
    "foretold_chance_unknown": {"en": "chance not known", "zh": "可能性未知"},
    "foretold_chance_below": {"en": "below 1 %", "zh": "低于 1%"},
    "foretold_chance_above": {"en": "above 99 %", "zh": "高于 99%"},
    "foretold_chance": {"en": "{share} %", "zh": "{share}%"},
}
