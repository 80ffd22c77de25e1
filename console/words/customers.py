"""Words of the customer beside a chat, of their page, and of what can be put into a reply."""

from console.words.catalog import Catalog

CUSTOMERS: Catalog = {
    "customers_customer": {"en": "Customer", "zh": "客户"},
    "customers_beside": {"en": "The customer in this chat", "zh": "此会话的客户"},
    "customers_all": {"en": "All customers", "zh": "全部客户"},
    "customers_search": {"en": "Name, e-mail or phone", "zh": "姓名、邮箱或电话"},
    "customers_name": {"en": "Name", "zh": "姓名"},
    "customers_none_found": {"en": "No customer fits.", "zh": "没有符合条件的客户。"},
    "customers_first_page": {"en": "First page", "zh": "第一页"},
    "customers_next_page": {"en": "Next page", "zh": "下一页"},
    "customers_profile": {"en": "Profile", "zh": "资料"},
    "customers_bought": {"en": "Purchases", "zh": "购买记录"},
    "customers_spoke": {"en": "Notes, tickets and conversations", "zh": "备注、工单与会话"},
    "customers_actions_in_chat": {
        "en": "Orders are changed from a conversation in which the customer has proved who they "
        "are.",
        "zh": "修改订单需在客户已验证身份的会话中进行。",
    },
    "customers_identity": {"en": "Identity", "zh": "身份"},
    "customers_level_anonymous": {"en": "Not known", "zh": "未知"},
    "customers_level_claimed": {"en": "Claimed, not proved", "zh": "自称，未验证"},
    "customers_level_verified": {"en": "Proved", "zh": "已验证"},
    "customers_proof_none": {"en": "Nothing was proved here.", "zh": "此会话中未验证身份。"},
    "customers_proof_over": {
        "en": "The proof of this conversation has run out.",
        "zh": "此会话的身份验证已过期。",
    },
    "customers_proof_telegram": {"en": "By a linked Telegram account", "zh": "通过绑定的 Telegram"},
    "customers_proof_site": {"en": "By the login of the shop", "zh": "通过商店登录"},
    "customers_proof_code": {"en": "By a code sent by e-mail", "zh": "通过邮箱验证码"},
    "customers_proof_unknown": {"en": "Earlier in this chat", "zh": "在此会话中早先验证"},
    "customers_proof_until": {"en": "holds until", "zh": "有效期至"},
    "customers_claimed_means": {
        "en": "They gave a name or an address; anybody can.",
        "zh": "仅自报姓名或邮箱，任何人都可以这样做。",
    },
    "customers_says": {"en": "Says", "zh": "自称"},
    "customers_claim": {"en": "a claim, not proved", "zh": "自称，未经验证"},
    "customers_called": {"en": "Called", "zh": "转人工原因"},
    "customers_mood": {"en": "Mood", "zh": "情绪"},
    "customers_language": {"en": "Language", "zh": "语言"},
    "customers_prefers": {"en": "Prefers", "zh": "偏好语言"},
    "customers_channel": {"en": "Channel", "zh": "渠道"},
    "customers_nothing_shown": {
        "en": "Nothing of a customer is shown before somebody has proved who they are.",
        "zh": "身份验证完成之前，不显示任何客户资料。",
    },
    "customers_ask_proof_label": {
        "en": "E-mail address they order with",
        "zh": "客户下单使用的邮箱",
    },
    "customers_ask_proof_hint": {
        "en": "If a customer has this address, a code goes there, and the chat asks for it. Only "
        "the code proves it; you cannot.",
        "zh": "如果有客户使用该邮箱，系统会发送验证码，并在对话中请客户输入。"
        "只有验证码能证明身份，客服无法代为确认。",
    },
    "customers_ask_proof": {"en": "Ask to prove it", "zh": "请客户验证身份"},
    "customers_take_to_ask": {
        "en": "Take the conversation over to ask them who they are.",
        "zh": "接管会话后即可请客户验证身份。",
    },
    "customers_not_done": {"en": "Nothing was done", "zh": "未执行任何操作"},
    "customers_proof_not_yours": {
        "en": "Only who answers this conversation can ask.",
        "zh": "只有正在接待此会话的客服可以发起验证。",
    },
    "customers_proof_too_many": {
        "en": "Too many codes were asked for here or for this address. Try again in an hour.",
        "zh": "此会话或该邮箱请求验证码的次数过多，请一小时后再试。",
    },
    "customers_proof_no_address": {
        "en": "This is no e-mail address. Nothing was sent.",
        "zh": "邮箱地址无效，未发送任何内容。",
    },
    "customers_email": {"en": "E-mail", "zh": "邮箱"},
    "customers_phone": {"en": "Phone", "zh": "电话"},
    "customers_town": {"en": "Town", "zh": "城市"},
    "customers_since": {"en": "Since", "zh": "注册时间"},
    "customers_linked": {"en": "Linked", "zh": "绑定账号"},
    "customers_no_account": {"en": "No account", "zh": "无"},
    "customers_account_telegram": {"en": "Telegram account", "zh": "Telegram 账号"},
    "customers_account_site": {"en": "Account of the shop", "zh": "商店账号"},
    "customers_linked_since": {"en": "since", "zh": "自"},
    "customers_unlink": {"en": "Unlink Telegram", "zh": "解绑 Telegram"},
    "customers_unlink_will": {
        "en": "Telegram accounts of {name} to be unlinked: {count}. Their chats show nothing of "
        "the customer from then on, and no quick action works there until they prove again who "
        "they are.",
        "zh": "将解绑 {name} 的 {count} 个 Telegram 账号。"
        "此后其 Telegram 会话不再显示任何客户资料，也无法执行订单操作，直到客户重新验证身份。",
    },
    "customers_unlink_none": {
        "en": "No Telegram account of {name} is linked.",
        "zh": "{name} 没有绑定 Telegram 账号。",
    },
    "customers_unlink_yes": {"en": "Yes, unlink", "zh": "确认解绑"},
    "customers_back": {"en": "Back", "zh": "返回"},
    "customers_cancel": {"en": "Leave it", "zh": "取消"},
    "customers_notes": {"en": "Notes", "zh": "备注"},
    "customers_crm_note": {"en": "From the CRM", "zh": "来自 CRM"},
    "customers_no_note": {"en": "No note yet.", "zh": "暂无备注。"},
    "customers_pinned": {"en": "pinned", "zh": "置顶"},
    "customers_edited": {"en": "edited", "zh": "已编辑"},
    "customers_note_add": {"en": "Add a note", "zh": "添加备注"},
    "customers_note_text": {
        "en": "Note, never seen by the customer",
        "zh": "备注内容（客户不可见）",
    },
    "customers_note_pin": {"en": "Keep on top", "zh": "置顶"},
    "customers_note_save": {"en": "Save the note", "zh": "保存备注"},
    "customers_note_edit": {"en": "Edit", "zh": "编辑"},
    "customers_note_edit_of": {"en": "Edit the note by {name}", "zh": "编辑 {name} 的备注"},
    "customers_note_of": {"en": "Note on {name}", "zh": "{name} 的备注"},
    "customers_note_foreign": {
        "en": "{name} wrote this; you can only pin it.",
        "zh": "此备注由 {name} 撰写，您只能置顶。",
    },
    "customers_note_delete": {"en": "Delete the note", "zh": "删除备注"},
    "customers_tickets": {"en": "Open tickets", "zh": "未关闭的工单"},
    "customers_no_ticket": {"en": "No open ticket.", "zh": "没有未关闭的工单。"},
    "customers_ticket_new": {"en": "Create a ticket from this chat", "zh": "从此会话创建工单"},
    "customers_next": {"en": "Next best product", "zh": "推荐商品"},
    "customers_next_bought_together": {
        "en": "Often bought with {name}, which they have",
        "zh": "常与其已购买的{name}一起购买",
    },
    "customers_next_similar_customers": {
        "en": "Popular with customers of the same language and country",
        "zh": "相同语言和国家的客户中很受欢迎",
    },
    "customers_next_popular": {"en": "Popular with all customers", "zh": "店内热门商品"},
    "customers_next_alike": {
        "en": "New, and like {name}, which they have",
        "zh": "新品，与其已购买的{name}相近",
    },
    "customers_next_history": {
        "en": "Goes with what they have bought",
        "zh": "与其购买过的商品相配",
    },
    "customers_next_chosen": {
        "en": "The shop wants it shown first",
        "zh": "店铺设为优先推荐",
    },
    "customers_next_hold_angry": {
        "en": "Nothing is recommended to somebody who is angry.",
        "zh": "客户情绪激动时不推荐商品。",
    },
    "customers_next_hold_falling": {
        "en": "Nothing is recommended while their mood falls.",
        "zh": "客户情绪正在变差，暂不推荐商品。",
    },
    "customers_next_hold_complaint": {
        "en": "Nothing is recommended while a complaint is open.",
        "zh": "客户有未解决的投诉，暂不推荐商品。",
    },
    "customers_again": {"en": "Buys again", "zh": "常回购"},
    "customers_again_rhythm": {
        "en": "about every {n:week|weeks}",
        "zh": "大约每 {n} 周一次",
    },
    "customers_again_times": {"en": "bought {n:time|times}", "zh": "买过 {n} 次"},
    "customers_next_none": {"en": "The shop has nothing that fits.", "zh": "暂无合适的商品。"},
    "customers_figures": {"en": "Figures", "zh": "数据"},
    "customers_satisfaction": {"en": "Ratings", "zh": "满意度"},
    "customers_rated": {
        "en": "{mean} of 5 on average, from {count}",
        "zh": "平均 {mean} 分（满分 5 分，共 {count} 次评价）",
    },
    "customers_rated_last": {"en": "The last: {last} of 5", "zh": "最近一次：{last} 分"},
    "customers_never_rated": {"en": "Never rated", "zh": "从未评价"},
    "customers_spent": {"en": "Last 12 months", "zh": "近 12 个月"},
    "customers_spent_in": {
        "en": "{amount} paid, orders: {orders}",
        "zh": "已付 {amount}，共 {orders} 笔订单",
    },
    "customers_spent_hint": {
        "en": "Paid orders, refunds taken off; no forecast.",
        "zh": "仅计已付款订单并扣除退款，非预测值。",
    },
    "customers_spent_none": {"en": "No paid order", "zh": "没有已付款订单"},
    "customers_chats": {"en": "Past conversations", "zh": "历史会话"},
    "customers_no_chat": {"en": "None before this one.", "zh": "没有更早的会话。"},
    "customers_outcome_returned": {"en": "given back to the bot", "zh": "已交还机器人"},
    "customers_outcome_closed": {"en": "closed", "zh": "已关闭"},
    "customers_outcome_left_message": {"en": "left a message instead", "zh": "改为留言"},
    "customers_outcome_merged": {"en": "goes on in another", "zh": "已合并"},
    "customers_rating": {"en": "rated {score} of 5", "zh": "评分 {score}/5"},
    "customers_pick_products": {"en": "Products", "zh": "商品"},
    "customers_pick_orders": {"en": "Orders of this customer", "zh": "此客户的订单"},
    "customers_pick_articles": {"en": "Articles", "zh": "知识文章"},
    "customers_pick_none": {"en": "Nothing fits.", "zh": "没有匹配结果。"},
    "customers_pick_unknown": {
        "en": "No orders before somebody has proved who they are.",
        "zh": "身份验证完成之前无法插入订单。",
    },
    "error_not_proved": {
        "en": "Nobody has proved who they are in this conversation, or the proof has run out.",
        "zh": "此会话中无人验证身份，或验证已过期。",
    },
}
