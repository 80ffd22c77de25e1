"""Words of labelling: the inbox of real messages, and what an agent says a message meant."""

from console.words.catalog import Catalog

LABELLING: Catalog = {
    "studio_inbox": {"en": "Inbox", "zh": "待标注"},
    "studio_inbox_about": {
        "en": "What customers wrote and the bot was not sure of, to be told what it meant.",
        "zh": "顾客说了、机器人没把握的话，由您告诉它是什么意思。",
    },
    "label_title": {"en": "What the bot was not sure of", "zh": "机器人没把握的消息"},
    "label_lead": {
        "en": "To label: {groups} (messages of the last 30 days: {messages}). Messages that say"
        " nearly the same are labelled once. A label lands in your draft and reaches nobody before"
        " that is published and a model promoted.",
        "zh": "近 30 天的 {messages} 条消息，共 {groups} 组。一组只需标注一次，结果存入您的草稿；"
        "发布草稿并上线新模型之前，顾客不受任何影响。",
    },
    "label_order": {"en": "How this order comes about", "zh": "排序依据"},
    "label_order_gain": {
        "en": "Gain = messages × (1 − how sure the bot is) × weight: how many misread messages the"
        " label puts right. A message weighs 1; 1 more if a person had to take over within ten"
        " minutes, ½ more if the customer is a valued one, ½ more if they were angry.",
        "zh": "收益 = 消息数 ×（1 − 机器人的把握）× 权重，即标注后能纠正多少条误解的消息。"
        "每条消息权重为 1；十分钟内转人工加 1，重要顾客加 0.5，顾客不满加 0.5。",
    },
    "label_order_like": {
        "en": "A group counts less the more it is like one above it: that one teaches the bot most"
        " of this one, too.",
        "zh": "与排在前面的组越相似，收益越低：前面的标注已经教会了机器人大部分内容。",
    },
    "label_masked": {
        "en": "Names, addresses and numbers are masked. What slipped through, strike out before you"
        " accept: examples must not hold what belongs to somebody.",
        "zh": "姓名、地址和号码均已遮盖。若有遗漏，请先删去再采纳：训练样例中不得含有个人信息。",
    },
    "label_filter": {"en": "Language", "zh": "语言"},
    "label_all": {"en": "All", "zh": "全部"},
    "label_en": {"en": "English", "zh": "英文"},
    "label_zh": {"en": "Chinese", "zh": "中文"},
    "label_other": {"en": "Other languages", "zh": "其他语言"},
    "label_decided": {"en": "What was decided", "zh": "标注记录"},
    "label_keys": {"en": "Keys", "zh": "快捷键"},
    "label_list": {"en": "Groups, the most worthwhile first", "zh": "消息组（收益高的在前）"},
    "label_gain": {"en": "Gain", "zh": "收益"},
    "label_seen": {"en": "{count:time|times} in 30 days", "zh": "30 天内出现 {count} 次"},
    "label_seen_once": {"en": "once in 30 days", "zh": "30 天内出现 1 次"},
    "label_unsure": {
        "en": "{chance} % sure of “{intent}”: about {misread} misread",
        "zh": "判断为“{intent}”的把握 {chance}%：约 {misread} 条被误解",
    },
    "label_unsure_of_all": {"en": "no idea what it could be", "zh": "完全没有头绪"},
    "label_handed_over": {
        "en": "{count} led to a person",
        "zh": "{count} 条转了人工",
    },
    "label_upset": {"en": "{count} angry", "zh": "{count} 条语气不满"},
    "label_valued": {"en": "{count} of valued customers", "zh": "{count} 条来自重要顾客"},
    "label_weight": {"en": "weight {weight}", "zh": "权重 {weight}"},
    "label_alike": {
        "en": "like one above: counts {share} %",
        "zh": "与上方某组相似，按 {share}% 计",
    },
    "label_read_as": {"en": "The bot took it for “{intent}”.", "zh": "机器人理解为“{intent}”。"},
    "label_read_nothing": {
        "en": "The bot did not know what to make of it.",
        "zh": "机器人没有听懂。",
    },
    "label_earlier": {
        "en": "Messages like this were labelled “{intent}” before.",
        "zh": "此前类似消息已标注为“{intent}”。",
    },
    "label_agents_say": {
        "en": "{who}: “{intent}”",
        "zh": "{who}认为是“{intent}”",
    },
    "label_variants": {"en": "How it was written ({count})", "zh": "不同写法（{count}）"},
    "label_more_variants": {"en": "and {count} more", "zh": "以及另外 {count} 种"},
    "label_times": {"en": "{count} ×", "zh": "{count} 次"},
    "label_becomes": {"en": "Examples it becomes", "zh": "将成为以下样例"},
    "label_becomes_none": {
        "en": "Nothing in it can be learned from as it is; write an example under “Another"
        " intent”.",
        "zh": "原文无法直接作为样例，请在“改为其他意图”中自行填写。",
    },
    "label_accept": {"en": "Accept “{intent}”", "zh": "采纳“{intent}”"},
    "label_instead": {"en": "Instead:", "zh": "或选："},
    "label_correct": {"en": "Another intent …", "zh": "改为其他意图…"},
    "label_new": {"en": "New intent …", "zh": "新建意图…"},
    "label_ignore": {"en": "Ignore", "zh": "忽略"},
    "label_intent": {"en": "Intent (type to filter)", "zh": "意图（输入可筛选）"},
    "label_intent_hint": {
        "en": "Left empty, the proposed one is taken.",
        "zh": "留空则采用建议的意图。",
    },
    "label_new_name": {"en": "Name of the new intent", "zh": "新意图的名称"},
    "label_new_hint": {
        "en": "Letters and digits, such as ask_gift_card. It goes into your draft; it needs"
        " an answer and a story next.",
        "zh": "使用字母和数字，例如 ask_gift_card。新意图会加入您的草稿，"
        "之后还需要编写回答和故事。",
    },
    "label_lines": {"en": "Examples, one a line", "zh": "样例（每行一条）"},
    "label_save": {"en": "Save", "zh": "保存"},
    "label_undo": {"en": "Take back", "zh": "撤销"},
    "label_undo_of": {"en": "Take back: {text}", "zh": "撤销：{text}"},
    "label_last": {"en": "Your last label:", "zh": "您最近的标注："},
    "label_done_accepted": {
        "en": "Accepted; the examples are in your draft.",
        "zh": "已采纳，样例已存入您的草稿。",
    },
    "label_done_corrected": {
        "en": "Corrected; the examples are in your draft.",
        "zh": "已改正，样例已存入您的草稿。",
    },
    "label_done_new": {
        "en": "The new intent is in your draft. Give it an answer and a story next.",
        "zh": "新意图已存入您的草稿，接下来请为它编写回答和故事。",
    },
    "label_done_ignored": {
        "en": "Ignored; these do not come back.",
        "zh": "已忽略，这些消息不会再出现。",
    },
    "label_done_undone": {"en": "Taken back.", "zh": "已撤销。"},
    "label_empty": {
        "en": "Nothing to label. The bot was sure of everything customers wrote in the last 30"
        " days, or you have labelled the rest. Agents can add messages: under a message in a"
        " conversation they say that it was misread.",
        "zh": "暂无待标注的消息。近 30 天的消息机器人都有把握，或者您已全部标注。"
        "客服也可以在会话中的消息下方指出误解，消息便会出现在这里。",
    },
    "label_empty_language": {
        "en": "Nothing to label in this language.",
        "zh": "该语言下暂无待标注的消息。",
    },
    "label_pages": {"en": "Pages", "zh": "分页"},
    "label_page_of": {"en": "Page {page} of {pages}", "zh": "第 {page} / {pages} 页"},
    "label_before": {"en": "Before", "zh": "上一页"},
    "label_next": {"en": "Next", "zh": "下一页"},
    "label_reading_only": {
        "en": "You may look at this; labelling takes the right to edit.",
        "zh": "您只能查看；标注需要编辑权限。",
    },
    "label_key_step": {"en": "next, previous group", "zh": "下一组、上一组"},
    "label_key_accept": {"en": "accept what is proposed", "zh": "采纳建议的意图"},
    "label_key_choice": {"en": "one of the other guesses", "zh": "选择其他候选意图"},
    "label_key_correct": {"en": "another intent", "zh": "改为其他意图"},
    "label_key_new": {"en": "new intent", "zh": "新建意图"},
    "label_key_ignore": {"en": "ignore", "zh": "忽略"},
    "label_key_undo": {"en": "take the last label back", "zh": "撤销最近的标注"},
    "label_decided_none": {"en": "Nothing was labelled yet.", "zh": "尚无标注。"},
    "label_decided_text": {"en": "Message", "zh": "消息"},
    "label_decided_as": {"en": "Decided", "zh": "结果"},
    "label_decided_count": {"en": "Messages", "zh": "消息数"},
    "label_decided_by": {"en": "By", "zh": "标注人"},
    "label_decided_at": {"en": "When", "zh": "时间"},
    "label_decided_acts": {"en": "Actions", "zh": "操作"},
    "label_kind_accepted": {"en": "accepted", "zh": "采纳"},
    "label_kind_corrected": {"en": "corrected", "zh": "改正"},
    "label_kind_new": {"en": "new intent", "zh": "新意图"},
    "label_kind_ignored": {"en": "ignored", "zh": "忽略"},
    "label_back": {"en": "Back to the inbox", "zh": "返回待标注"},
    "label_wrong": {"en": "Understood wrongly?", "zh": "理解有误？"},
    "label_meaning_title": {"en": "What did the customer mean?", "zh": "顾客是什么意思？"},
    "label_meaning_lead": {
        "en": "Say what this message asks for. Who looks after the bot decides what it learns; this"
        " conversation stays as it is.",
        "zh": "请指出这条消息的真实意图。机器人学什么由负责人决定，本次会话不受影响。",
    },
    "label_meaning_send": {"en": "Propose", "zh": "提交"},
    "label_meaning_withdraw": {"en": "Take my proposal back", "zh": "撤回我的意见"},
    "label_meaning_said": {
        "en": "You said it means “{intent}”.",
        "zh": "您已指出其意图为“{intent}”。",
    },
    "label_meaning_back": {"en": "Back to the conversation", "zh": "返回会话"},
    "label_meaning_intent": {"en": "It asks for (type to filter)", "zh": "真实意图（输入可筛选）"},
}

LABELLING_ERRORS: Catalog = {
    "error_example_empty": {
        "en": "There is nothing in this text to learn from.",
        "zh": "这段文字没有可供学习的内容。",
    },
    "error_example_long": {
        "en": "An example holds up to {most} characters; shorten it.",
        "zh": "每条样例最多 {most} 个字符，请缩短。",
    },
    "error_no_examples": {
        "en": "Write an example to learn from, or ignore these messages.",
        "zh": "请填写至少一条样例，或忽略这些消息。",
    },
    "error_many_examples": {
        "en": "A group becomes up to {most} examples; take some out.",
        "zh": "一组最多 {most} 条样例，请删去一些。",
    },
    "error_intent_name_unfit": {
        "en": "The name of an intent is made of letters, digits and underscores and begins with a"
        " letter, such as ask_gift_card.",
        "zh": "意图名称由字母、数字和下划线组成，并以字母开头，例如 ask_gift_card。",
    },
    "error_intent_taken": {
        "en": "There is an intent {name} already. Choose it under “Another intent”.",
        "zh": "意图 {name} 已存在，请在“改为其他意图”中选择。",
    },
    "error_no_such_intent": {
        "en": "There is no intent “{name}” with examples. Choose one from the list, or make a new"
        " one.",
        "zh": "没有名为“{name}”且带样例的意图。请从列表中选择，或新建意图。",
    },
    "error_decided_meanwhile": {
        "en": "Somebody has labelled these messages meanwhile, or they are older than 30 days."
        " Nothing of yours was stored.",
        "zh": "这些消息已被他人标注，或已超过 30 天。您的操作未被保存。",
    },
    "error_nothing_to_undo": {
        "en": "There is nothing of yours to take back.",
        "zh": "没有可撤销的标注。",
    },
    "error_too_many_proposals": {
        "en": "You have proposed {most} meanings today. Go on tomorrow.",
        "zh": "您今天已提交 {most} 条意见，请明天继续。",
    },
}
