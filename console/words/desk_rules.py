"""Words of the pages on when a person is called."""

from console.words.catalog import Catalog

RULES: Catalog = {
    "desk_escalation_ours": {"en": "Signs that are always looked at", "zh": "内置规则"},
    "desk_escalation_weight_about": {
        "en": "The weight, from 0 to 1, is how much a sign speaks for a person. It sorts the "
        "reasons that an agent sees, the weightiest first, and decides under which one a call is "
        "counted. Weights are fixed; what a sign leads to is yours to choose.",
        "zh": "权重（0 到 1）表示该情况多大程度上需要人工。它决定客服看到的原因顺序（从高到低），"
        "以及请求归入哪个原因统计。权重固定不变，处理方式可以选择。",
    },
    "desk_escalation_clarifications_about": {
        "en": "The bot has not understood the customer several times in a row.",
        "zh": "机器人连续多次未能理解客户。",
    },
    "desk_escalation_mood_about": {
        "en": "Each of the last three messages sounded worse than the one before, down to a bad "
        "mood.",
        "zh": "最近三条消息的情绪逐条变差，直至不满。",
    },
    "desk_escalation_valued_complaint_about": {
        "en": "A known customer who has bought for at least the amount below complains. They also "
        "stand before others in line.",
        "zh": "身份已确认且累计消费达到下方金额的客户进行投诉，并会优先排队。",
    },
    "desk_escalation_action_failed_about": {
        "en": "Something that the bot tried to do for the customer did not work.",
        "zh": "机器人为客户执行的操作失败。",
    },
    "desk_escalation_unclear_turns": {"en": "Not understood how often", "zh": "未理解次数"},
    "desk_escalation_unclear_turns_about": {
        "en": "So many times in a row make the sign “not understood”.",
        "zh": "连续达到该次数即视为“机器人未能理解”。",
    },
    "desk_escalation_valued": {"en": "Valued customer from", "zh": "重要客户消费额"},
    "desk_escalation_valued_about": {
        "en": "All that the customer has bought, in the shop’s currency.",
        "zh": "客户的累计消费金额（店铺货币）。",
    },
    "desk_weight": {"en": "Weight {weight}", "zh": "权重 {weight}"},
    "desk_then_hand_over": {"en": "hand over to a person", "zh": "转人工"},
    "desk_then_offer": {"en": "offer a person", "zh": "提供人工选项"},
    "desk_then_off": {"en": "do nothing", "zh": "不处理"},
    "desk_rules": {"en": "Rules of the shop", "zh": "店铺规则"},
    "desk_rules_none": {
        "en": "None yet. A rule can look for words, intents, languages, channels, known customers, "
        "what they have spent, and their mood.",
        "zh": "暂无规则。规则可以判断词语、意图、语言、渠道、客户身份、消费金额和情绪。",
    },
    "desk_rule_add": {"en": "Add a rule", "zh": "新增规则"},
    "desk_rule_new": {"en": "New rule", "zh": "新规则"},
    "desk_rule_change": {"en": "Change a rule", "zh": "修改规则"},
    "desk_rule_edit": {"en": "Edit", "zh": "编辑"},
    "desk_rule_on": {"en": "switched on", "zh": "已启用"},
    "desk_rule_off": {"en": "switched off", "zh": "已停用"},
    "desk_rule_switch_on": {"en": "Switch on", "zh": "启用"},
    "desk_rule_switch_off": {"en": "Switch off", "zh": "停用"},
    "desk_rule_delete": {"en": "Delete", "zh": "删除"},
    "desk_rule_delete_sure": {"en": "Yes, delete it", "zh": "确认删除"},
    "desk_rule_never": {
        "en": "It has no condition, so it never applies.",
        "zh": "没有设置条件，不会生效。",
    },
    "desk_rule_if": {"en": "If", "zh": "如果"},
    "desk_rule_colon": {"en": ": ", "zh": "："},
    "desk_rule_and": {"en": " and ", "zh": "，且"},
    "desk_rule_if_words": {"en": "the text holds one of: {value}", "zh": "文字包含：{value}"},
    "desk_rule_if_intents": {"en": "the customer wants: {value}", "zh": "客户意图为：{value}"},
    "desk_rule_if_languages": {"en": "the language is {value}", "zh": "语言为{value}"},
    "desk_rule_if_channels": {"en": "the channel is {value}", "zh": "渠道为{value}"},
    "desk_rule_if_verified": {"en": "the customer is known{value}", "zh": "客户身份已确认{value}"},
    "desk_rule_if_unverified": {
        "en": "the customer is not known{value}",
        "zh": "客户身份未确认{value}",
    },
    "desk_rule_if_spent": {"en": "they have spent {value} or more", "zh": "累计消费不低于 {value}"},
    "desk_rule_if_mood": {"en": "their mood is below {value}", "zh": "情绪低于 {value}"},
    "desk_rule_priority_is": {"en": "{n} places up in line", "zh": "优先级 {n}"},
    "desk_rule_name": {"en": "Name, as agents read it", "zh": "名称（客服可见）"},
    "desk_rule_about": {
        "en": "Each condition that you set must hold. What you leave empty does not matter.",
        "zh": "所有填写的条件都必须满足，留空的条件不作要求。",
    },
    "desk_rule_words": {
        "en": "Words, one a line: any one of them, in capitals or not",
        "zh": "词语，每行一个：包含任意一个即可，不区分大小写",
    },
    "desk_rule_intents": {
        "en": "Intents, one a line, as they stand below messages: track order",
        "zh": "意图，每行一个，与消息下方显示的一致，例如 track order",
    },
    "desk_rule_verified": {"en": "The customer is", "zh": "客户身份"},
    "desk_rule_verified_any": {"en": "anybody", "zh": "不限"},
    "desk_rule_verified_yes": {"en": "known (identity proved)", "zh": "已确认"},
    "desk_rule_verified_no": {"en": "not known", "zh": "未确认"},
    "desk_rule_spent": {
        "en": "Has spent at least (looked up for complaints only)",
        "zh": "累计消费不低于（仅在投诉时查询）",
    },
    "desk_rule_mood": {
        "en": "Mood below, from -1 (angry) to 1 (happy)",
        "zh": "情绪低于（-1 为愤怒，1 为满意）",
    },
    "desk_rule_then": {"en": "Then", "zh": "处理方式"},
    "desk_rule_priority": {"en": "Place in line", "zh": "排队优先级"},
    "desk_rule_priority_0": {"en": "as everybody", "zh": "普通"},
    "desk_rule_priority_1": {"en": "before others", "zh": "优先"},
    "desk_rule_priority_2": {"en": "before those, too", "zh": "更优先"},
    "desk_rule_priority_3": {"en": "first of all", "zh": "最优先"},
    "desk_rule_conflict": {
        "en": "Not saved: the rules have changed meanwhile. What you typed is below; save it as a "
        "new rule, or look at what is stored.",
        "zh": "未保存：规则刚刚被修改。下面是您填写的内容，可另存为新规则，或查看已保存的规则。",
    },
    "desk_rule_save_new": {"en": "Save as a new rule", "zh": "另存为新规则"},
    "desk_rule_try": {"en": "Try on a sentence", "zh": "用一句话测试"},
    "desk_try": {"en": "Try", "zh": "测试"},
    "desk_try_about": {
        "en": "Nothing is changed and nobody is called. What the bot would understand is for you "
        "to say: write the intent.",
        "zh": "不会修改任何内容，也不会通知任何人。机器人会理解成什么由您填写意图。",
    },
    "desk_try_text": {"en": "What the customer writes", "zh": "客户说的话"},
    "desk_try_intent": {"en": "Intent, such as: complain", "zh": "意图，例如 complain"},
    "desk_try_spent": {"en": "Has spent", "zh": "累计消费"},
    "desk_try_mood": {"en": "Mood, -1 to 1", "zh": "情绪（-1 到 1）"},
    "desk_try_unclear": {"en": "Times not understood", "zh": "未理解次数"},
    "desk_try_outcome": {"en": "What would happen", "zh": "结果"},
    "desk_try_nothing": {"en": "The bot goes on by itself.", "zh": "机器人继续处理。"},
    "desk_try_fits": {"en": "applies", "zh": "生效"},
    "desk_try_fits_not": {"en": "does not apply", "zh": "不生效"},
}
