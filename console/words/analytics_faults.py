"""Words for what can be wrong with the shop's data (`crm_backend.analytics.pipeline.faults`)."""

from console.words.catalog import Catalog

FAULTS: Catalog = {
    "analytics_fault_order_in_future": {"en": "Orders in the future", "zh": "订单时间在未来"},
    "analytics_fault_order_without_time": {
        "en": "Orders without a readable time",
        "zh": "订单没有可读的时间",
    },
    "analytics_fault_order_without_customer": {
        "en": "Orders of nobody known",
        "zh": "订单不属于任何已知客户",
    },
    "analytics_fault_order_without_lines": {"en": "Orders without lines", "zh": "订单没有明细"},
    "analytics_fault_order_free": {"en": "Orders that cost nothing", "zh": "金额为零的订单"},
    "analytics_fault_order_negative": {"en": "Orders below nought", "zh": "金额为负的订单"},
    "analytics_fault_order_huge": {"en": "Orders far larger than usual", "zh": "金额异常大的订单"},
    "analytics_fault_order_other_currency": {
        "en": "Orders in another currency",
        "zh": "其他币种的订单",
    },
    "analytics_fault_order_twice": {
        "en": "Orders made twice in a minute",
        "zh": "一分钟内疑似重复的订单",
    },
    "analytics_fault_order_total_differs": {
        "en": "Orders whose total is not that of their lines",
        "zh": "总额与明细不符的订单",
    },
    "analytics_fault_line_without_order": {"en": "Lines of no order", "zh": "明细不属于任何订单"},
    "analytics_fault_line_without_product": {
        "en": "Lines of no known product",
        "zh": "明细中的商品不存在",
    },
    "analytics_fault_line_negative": {
        "en": "Lines with a negative price or no quantity",
        "zh": "单价为负或数量为零的明细",
    },
    "analytics_fault_line_many": {"en": "Lines with a great many pieces", "zh": "数量异常多的明细"},
    "analytics_fault_return_before_order": {
        "en": "Returns older than their orders",
        "zh": "退货早于订单",
    },
    "analytics_fault_return_above_order": {
        "en": "Returns that give back more than was paid",
        "zh": "退款超过实付金额",
    },
    "analytics_fault_parcel_before_sent": {
        "en": "Parcels that came before they were sent",
        "zh": "签收早于发货的包裹",
    },
    "analytics_fault_customer_in_future": {
        "en": "Customers who signed up in the future",
        "zh": "注册时间在未来的客户",
    },
    "analytics_fault_customer_without_country": {
        "en": "Customers without a country",
        "zh": "没有国家的客户",
    },
    "analytics_fault_product_negative": {
        "en": "Products with a negative price or stock",
        "zh": "价格或库存为负的商品",
    },
    "analytics_fault_product_free": {"en": "Products that cost nothing", "zh": "价格为零的商品"},
    "analytics_fault_product_without_category": {
        "en": "Products of no known category",
        "zh": "品类不存在的商品",
    },
    "analytics_fault_ticket_in_future": {"en": "Tickets in the future", "zh": "工单时间在未来"},
    "analytics_fault_ticket_solved_before": {
        "en": "Tickets solved before they were made",
        "zh": "解决早于创建的工单",
    },
    "analytics_fault_ticket_without_customer": {
        "en": "Tickets of a customer who is gone",
        "zh": "客户已不存在的工单",
    },
    "analytics_fault_ticket_forgotten": {
        "en": "Tickets open for three months",
        "zh": "超过三个月未结的工单",
    },
    "analytics_fault_message_in_future": {"en": "Messages in the future", "zh": "消息时间在未来"},
    "analytics_fault_message_without_chat": {
        "en": "Messages of no conversation",
        "zh": "不属于任何会话的消息",
    },
    "analytics_fault_mood_out_of_range": {
        "en": "Messages with an impossible mood",
        "zh": "情绪分值超出范围的消息",
    },
    "analytics_fault_message_unread": {
        "en": "Messages that no model has read",
        "zh": "未经模型识别的消息",
    },
}
