"""Words of what the analytics foretell of a customer, beside a chat and on their page."""

from console.words.catalog import Catalog

FORETOLD: Catalog = {
    "foretold": {"en": "Outlook", "zh": "客户预测"},
    "foretold_none": {
        "en": "Nothing is foretold yet: the nightly analysis has not seen this customer.",
        "zh": "暂无预测：夜间分析尚未包含此客户。",
    },
    "foretold_as_of": {"en": "As of", "zh": "截至"},
    "foretold_old": {
        "en": "Older than three days: the nightly analysis has not run since.",
        "zh": "数据已超过三天，夜间分析此后没有运行。",
    },
    "foretold_segment": {"en": "Segment", "zh": "分群"},
    "foretold_spend": {"en": "Expected in {days} days", "zh": "未来 {days} 天预计消费"},
    "foretold_span": {
        "en": "four times of five between {low} and {high}",
        "zh": "80% 的可能在 {low} 至 {high} 之间",
    },
    "foretold_orders": {"en": "Orders in {days} days", "zh": "未来 {days} 天预计订单数"},
    "foretold_alive": {
        "en": "still a customer with a chance of {chance}",
        "zh": "仍为客户的概率 {chance}",
    },
    "foretold_leaves": {"en": "Buys nothing for {days} days", "zh": "未来 {days} 天不再购买"},
    "foretold_shelf": {"en": "Likeliest to buy next", "zh": "下次最可能购买"},
    "foretold_reason": {"en": "Likeliest to ask about", "zh": "最可能咨询"},
    "foretold_why": {"en": "What speaks for and against leaving", "zh": "流失与留存的原因"},
    "foretold_for": {"en": "for leaving", "zh": "倾向流失"},
    "foretold_against": {"en": "for staying", "zh": "倾向留存"},
    "foretold_model_says": {
        "en": "Calculated, never to be told to the customer.",
        "zh": "仅为模型推算，请勿告知客户。",
    },
}
