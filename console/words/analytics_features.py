"""Words for the facts that the model of who may leave goes by (`churn.features`)."""

from console.words.catalog import Catalog

FEATURES: Catalog = {
    "analytics_feature_recency_days": {"en": "days since the last order", "zh": "距上次下单天数"},
    "analytics_feature_tenure_days": {"en": "days as a customer", "zh": "成为客户的天数"},
    "analytics_feature_orders": {"en": "orders", "zh": "订单数"},
    "analytics_feature_orders_90d": {"en": "orders in 90 days", "zh": "近 90 天订单数"},
    "analytics_feature_amount_total": {"en": "spent in all", "zh": "累计金额"},
    "analytics_feature_amount_mean": {"en": "mean order", "zh": "平均客单价"},
    "analytics_feature_amount_last": {"en": "last order", "zh": "上一单金额"},
    "analytics_feature_gap_mean_days": {
        "en": "usual days between orders",
        "zh": "平均下单间隔天数",
    },
    "analytics_feature_gap_deviation_days": {"en": "how uneven the days are", "zh": "下单间隔波动"},
    "analytics_feature_overdue": {
        "en": "times the usual gap since",
        "zh": "距上次下单为平时间隔的倍数",
    },
    "analytics_feature_discount_mean": {"en": "mean discount", "zh": "平均折扣"},
    "analytics_feature_returned_share": {"en": "share sent back", "zh": "退货比例"},
    "analytics_feature_tickets_90d": {"en": "tickets in 90 days", "zh": "近 90 天工单数"},
    "analytics_feature_tickets_open": {"en": "open tickets", "zh": "未结工单数"},
    "analytics_feature_complaints_90d": {"en": "complaints in 90 days", "zh": "近 90 天投诉数"},
    "analytics_feature_complaints_open": {"en": "open complaints", "zh": "未结投诉数"},
    "analytics_feature_chats_90d": {"en": "chats in 90 days", "zh": "近 90 天会话数"},
    "analytics_feature_chats_unresolved_90d": {"en": "unsolved chats", "zh": "未解决的会话数"},
    "analytics_feature_sentiment_mean": {"en": "mood", "zh": "情绪"},
    "analytics_feature_sentiment_slope": {"en": "change of the mood a month", "zh": "每月情绪变化"},
    "analytics_feature_campaigns_sent_90d": {
        "en": "campaign mails in 90 days",
        "zh": "近 90 天营销邮件数",
    },
    "analytics_feature_campaigns_clicked_90d": {
        "en": "campaign mails clicked in 90 days",
        "zh": "近 90 天点击的营销邮件数",
    },
    "analytics_feature_expected_purchases": {
        "en": "purchases expected a week",
        "zh": "每周预计购买次数",
    },
    "analytics_feature_intent": {
        "en": "share of chats about {intent}",
        "zh": "“{intent}”类会话占比",
    },
}
