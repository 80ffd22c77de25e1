"""Words of the inbox: its views, filters and what search found."""

from console.words.catalog import Catalog

INBOX: Catalog = {
    "inbox_visitor": {"en": "Visitor {code}", "zh": "访客 {code}"},
    "inbox_view_waiting": {"en": "Waiting", "zh": "排队中"},
    "inbox_view_mine": {"en": "Mine", "zh": "我的会话"},
    "inbox_view_team": {"en": "My teams", "zh": "我的团队"},
    "inbox_view_open": {"en": "All open", "zh": "全部进行中"},
    "inbox_view_bot": {"en": "Bot is talking", "zh": "机器人接待中"},
    "inbox_view_snoozed": {"en": "Snoozed", "zh": "稍后处理"},
    "inbox_view_closed": {"en": "Closed", "zh": "已结束"},
    "inbox_view_mentions": {"en": "Mentions", "zh": "提到我的"},
    "inbox_filter_channel": {"en": "Channel", "zh": "渠道"},
    "inbox_filter_language": {"en": "Language", "zh": "语言"},
    "inbox_filter_agent": {"en": "Agent", "zh": "客服"},
    "inbox_filter_team": {"en": "Team", "zh": "团队"},
    "inbox_filter_priority": {"en": "Priority, at least", "zh": "最低优先级"},
    "inbox_filter_reason": {"en": "Reason", "zh": "转人工原因"},
    "inbox_filter_unanswered": {"en": "Unanswered only", "zh": "仅看未回复"},
    "inbox_filter_since": {"en": "Changed since", "zh": "更新时间不早于"},
    "inbox_hit_order": {"en": "Order {number}", "zh": "订单 {number}"},
    "inbox_hit_ticket": {"en": "Ticket {number}", "zh": "工单 {number}"},
    "inbox_hit_email": {"en": "E-mail address", "zh": "邮箱"},
    "inbox_hit_phone": {"en": "Phone number", "zh": "电话"},
    "inbox_hit_customer": {"en": "Customer", "zh": "客户"},
    "inbox_hit_visitor": {"en": "Visitor's name", "zh": "访客姓名"},
    "inbox_hit_message": {"en": "Message", "zh": "消息"},
    "inbox_found": {"en": "Search: “{words}”", "zh": "搜索“{words}”"},
    "inbox_found_all": {
        "en": "In all conversations, closed ones too; those that changed last come first.",
        "zh": "范围：全部会话（含已结束），最近更新的在前。",
    },
    "inbox_found_filtered": {
        "en": "In conversations that fit the filter, closed ones too.",
        "zh": "范围：符合筛选条件的会话（含已结束）。",
    },
    "inbox_found_leave": {"en": "Leave search", "zh": "退出搜索"},
    "inbox_found_words": {"en": "Conversations with these words", "zh": "包含搜索内容的会话"},
    "inbox_found_no_chat": {"en": "No conversation yet.", "zh": "还没有会话。"},
    "inbox_found_none": {
        "en": "Nothing has “{words}”: we looked in all that was said, in the names, e-mail"
        " addresses and phone numbers of customers and visitors, and for an order or ticket of"
        " this number. All words must be in one message or with one customer; parts of words"
        " count.",
        "zh": "没有找到“{words}”。已查找全部消息内容、客户和访客的姓名、邮箱与电话，"
        "以及订单号和工单号。多个词须出现在同一条消息或同一位客户的资料中；词的一部分也可以。",
    },
    "inbox_found_none_more": {"en": "Nothing older has these words.", "zh": "没有更早的结果了。"},
    "inbox_found_none_yet": {
        "en": "Nothing has “{words}” so far.",
        "zh": "暂未找到“{words}”。",
    },
    "inbox_found_looked": {
        "en": "A search so short or so frequent is made step by step; looked through so far: all"
        " that changed since",
        "zh": "搜索内容较短或很常见，因此分步查找。目前已查找的范围：最近更新时间不早于",
    },
    "inbox_found_further": {
        "en": "“Older” goes on from there.",
        "zh": "点击“更早”继续查找。",
    },
}
