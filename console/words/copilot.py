"""Words of what helps an agent to answer: the summary above a transcript, and suggestions."""

from console.words.catalog import Catalog

COPILOT: Catalog = {
    "copilot_why": {"en": "What this is about", "zh": "会话概要"},
    "copilot_nothing": {
        "en": "Nobody has called for a person, and nothing was said yet.",
        "zh": "尚未转人工，也还没有内容。",
    },
    "copilot_reasons": {"en": "Why a person is needed", "zh": "转人工原因"},
    "copilot_weight": {"en": "Weight", "zh": "权重"},
    "copilot_called": {"en": "Called for a person", "zh": "转人工时间"},
    "copilot_requeued": {"en": "put back in line {count} ×", "zh": "重新排队 {count} 次"},
    "copilot_earlier": {"en": "{count} earlier call(s)", "zh": "此前转人工 {count} 次"},
    "copilot_problem": {"en": "Problem", "zh": "问题"},
    "copilot_unanswered": {"en": "Still open", "zh": "尚未回答"},
    "copilot_promised_bot": {"en": "Promised by the bot", "zh": "机器人承诺"},
    "copilot_promised_agent": {"en": "Promised by an agent", "zh": "客服承诺"},
    "copilot_kind_order_number": {"en": "Order", "zh": "订单"},
    "copilot_kind_ticket_number": {"en": "Ticket", "zh": "工单"},
    "copilot_kind_product": {"en": "Product", "zh": "商品"},
    "copilot_kind_category": {"en": "Kind of product", "zh": "品类"},
    "copilot_kind_quantity": {"en": "Quantity", "zh": "数量"},
    "copilot_kind_date": {"en": "Date", "zh": "日期"},
    "copilot_kind_money": {"en": "Amount", "zh": "金额"},
    "copilot_form": {"en": "Waiting form", "zh": "待填表单"},
    "copilot_form_step": {"en": "question {number},", "zh": "第 {number} 个问题："},
    "copilot_ticket_form": {"en": "new ticket", "zh": "提交工单"},
    "copilot_comment_form": {"en": "addition to a ticket", "zh": "补充工单"},
    "copilot_return_form": {"en": "return", "zh": "退货"},
    "copilot_address_form": {"en": "new address", "zh": "修改地址"},
    "copilot_tried": {"en": "What the bot understood", "zh": "机器人的理解"},
    "copilot_unclear": {"en": "{count} not understood", "zh": "{count} 次未理解"},
    "copilot_failures": {"en": "{count} failed", "zh": "{count} 次失败"},
    "copilot_understood": {"en": "{wish}, {percent} %", "zh": "{wish}，{percent}%"},
    "copilot_not_understood": {"en": "not understood", "zh": "未理解"},
    "copilot_turn_failed": {
        "en": "The bot failed on a message ({count} ×).",
        "zh": "机器人处理消息出错（{count} 次）。",
    },
    "copilot_turn_slow": {
        "en": "The bot was too slow ({count} ×).",
        "zh": "机器人响应超时（{count} 次）。",
    },
    "copilot_turn_gave_up": {
        "en": "The bot gave a message up ({count} ×).",
        "zh": "机器人放弃处理消息（{count} 次）。",
    },
    "copilot_turn_unavailable": {
        "en": "The bot could not be reached ({count} ×).",
        "zh": "机器人无法连接（{count} 次）。",
    },
    "copilot_reason_asked": {"en": "The customer asked for a person", "zh": "客户要求人工"},
    "copilot_asked_by_button": {"en": "by the button", "zh": "点击了按钮"},
    "copilot_asked_while_away": {
        "en": "while the bot was away",
        "zh": "当时机器人不可用",
    },
    "copilot_reason_clarifications": {
        "en": "The bot did not understand",
        "zh": "机器人未能理解",
    },
    "copilot_reason_clarifications_figure": {
        "en": "The bot did not understand {figure} times in a row",
        "zh": "机器人连续 {figure} 次未能理解",
    },
    "copilot_reason_mood": {"en": "The mood is falling", "zh": "客户情绪下降"},
    "copilot_reason_mood_figure": {
        "en": "The mood fell over three messages, to {figure}",
        "zh": "客户情绪连续三条消息下降，降至 {figure}",
    },
    "copilot_reason_valued_complaint": {
        "en": "A valued customer complains",
        "zh": "重要客户投诉",
    },
    "copilot_reason_valued_complaint_figure": {
        "en": "A complaint of a customer who has spent {figure} in all",
        "zh": "累计消费 {figure} 的客户投诉",
    },
    "copilot_reason_action_failed": {
        "en": "Something the bot tried did not work",
        "zh": "机器人的操作未成功",
    },
    "copilot_reason_rule": {"en": "A rule of the shop", "zh": "店铺规则"},
    "copilot_reason_taken_over": {"en": "Taken over by", "zh": "接手人"},
    "copilot_suggestions": {"en": "Suggested replies", "zh": "推荐回复"},
    "copilot_suggestions_none": {
        "en": "Nothing fits the last message yet.",
        "zh": "暂无适合的推荐。",
    },
    "copilot_suggestions_preparing": {
        "en": "Suggestions are being prepared …",
        "zh": "正在准备推荐……",
    },
    "copilot_source_past": {"en": "past reply", "zh": "历史回复"},
    "copilot_source_saved": {"en": "saved reply", "zh": "快捷回复"},
    "copilot_source_article": {"en": "knowledge", "zh": "知识库"},
    "key_suggestion": {"en": "insert a suggested reply", "zh": "插入推荐回复"},
    "copilot_use": {"en": "Insert", "zh": "插入"},
    "copilot_key": {"en": "key {key}", "zh": "按键 {key}"},
}
