"""Words of the parts of a report, of comparisons and of replays."""

from console.words.catalog import Catalog

JUDGING_PARTS: Catalog = {
    "judging_decisions": {"en": "What the bot would do", "zh": "机器人会怎么做"},
    "judging_acted_right": {"en": "acts, rightly", "zh": "直接处理，正确"},
    "judging_asked_right": {
        "en": "asks, the truth among its choices",
        "zh": "反问，选项含正确意图",
    },
    "judging_unknown": {"en": "says it did not understand", "zh": "表示没听懂"},
    "judging_asked_wrong": {"en": "asks, the truth not among them", "zh": "反问，选项不含正确意图"},
    "judging_acted_wrong": {"en": "acts, wrongly", "zh": "直接处理，错误"},
    "judging_asks": {"en": "asks what was meant", "zh": "反问确认"},
    "judging_strange": {
        "en": "Of {messages} messages it must not act on, it refused {refused}, asked about {asked}"
        " and acted on {acted}.",
        "zh": "在 {messages} 条不应处理的消息中，拒绝 {refused} 条，"
        "反问 {asked} 条，误处理 {acted} 条。",
    },
    "judging_strange_list": {"en": "Show the {count} it acted on", "zh": "查看误处理的 {count} 条"},
    "judging_not_judged": {
        "en": "No message is kept apart for these intents:",
        "zh": "以下意图没有留出测试消息：",
    },
    "judging_confusion": {"en": "What is taken for what", "zh": "意图混淆"},
    "judging_confusion_about": {
        "en": "Rows are the true intents, columns what they were read as. Each square opens its"
        " messages.",
        "zh": "行为正确意图，列为识别结果。点击方格可查看对应消息。",
    },
    "judging_left_out": {
        "en": "{count:more intent is|more intents are} in the list alone.",
        "zh": "另有 {count} 个意图仅在列表中显示。",
    },
    "judging_confused_most": {"en": "What is confused most", "zh": "最常见的混淆"},
    "judging_confused_rest": {"en": "Other confusions", "zh": "其他混淆"},
    "judging_no_confusion": {
        "en": "No intent was taken for another one.",
        "zh": "没有意图被混淆。",
    },
    "judging_cell_right": {
        "en": "{truth}: {count} read rightly",
        "zh": "{truth}：{count} 条识别正确",
    },
    "judging_cell_wrong": {
        "en": "{truth} read as {predicted}: {count}",
        "zh": "{truth} 被识别为 {predicted}：{count} 条",
    },
    "judging_see": {"en": "{count}, show", "zh": "{count} 条，查看"},
    "judging_intents": {"en": "Intents, the weakest first", "zh": "各意图表现（由弱到强）"},
    "judging_intent": {"en": "Intent", "zh": "意图"},
    "judging_precision": {"en": "Precision", "zh": "精确率"},
    "judging_recall": {"en": "Recall", "zh": "召回率"},
    "judging_messages": {"en": "Messages", "zh": "消息数"},
    "judging_more": {"en": "Show the other {count}", "zh": "查看其余 {count} 个"},
    "judging_trust": {"en": "How far it can be trusted", "zh": "可信程度"},
    "judging_calibration": {"en": "Confidence and accuracy", "zh": "置信度与正确率"},
    "judging_calibration_about": {
        "en": "Where the lines part, confidence promises more or less than it keeps. Each"
        " point stands for ten messages or more.",
        "zh": "两条线分开之处，置信度高估或低估了正确率。每个点至少代表十条消息。",
    },
    "judging_confidence": {"en": "Confidence", "zh": "置信度"},
    "judging_right_share": {"en": "Read rightly, %", "zh": "实际正确率 %"},
    "judging_promised_share": {"en": "Promised, %", "zh": "承诺的置信度 %"},
    "judging_coverage": {"en": "Coverage, the worst first", "zh": "覆盖率（由低到高）"},
    "judging_coverage_about": {
        "en": "How often the set of possible intents holds the true one, by language and for the"
        " weakest intents. The aim is 95 %.",
        "zh": "候选集合包含正确意图的比例，按语言及最弱意图列出。目标为 95%。",
    },
    "judging_group": {"en": "Language or intent", "zh": "语言或意图"},
    "judging_coverage_percent": {"en": "Coverage, %", "zh": "覆盖率 %"},
    "judging_entities": {"en": "Entities", "zh": "实体"},
    "judging_entity": {"en": "Entity", "zh": "实体"},
    "judging_spans": {"en": "Spans", "zh": "标注数"},
    "judging_entities_about": {
        "en": "{spans} marked spans in {messages} messages; a span counts where kind, start and end"
        " are right.",
        "zh": "{messages} 条消息中的 {spans} 处标注；类型与起止位置都一致才算正确。",
    },
    "judging_mistakes": {"en": "Show {count:mistake|mistakes}", "zh": "查看 {count} 处错误"},
    "judging_missed": {"en": "Missed", "zh": "漏识别"},
    "judging_spurious": {"en": "Found where there is none", "zh": "误识别"},
    "judging_moods": {"en": "Moods", "zh": "情绪"},
    "judging_mood": {"en": "Mood", "zh": "情绪"},
    "judging_moods_about": {
        "en": "{messages} messages that the reader never learnt from.",
        "zh": "{messages} 条未参与学习的消息。",
    },
    "judging_mood_negative": {"en": "negative", "zh": "负面"},
    "judging_mood_neutral": {"en": "neutral", "zh": "中性"},
    "judging_mood_positive": {"en": "positive", "zh": "正面"},
    "judging_instead": {
        "en": "{predicted} instead of {truth}",
        "zh": "应为{truth}，识别为{predicted}",
    },
    "judging_cross": {"en": "Cross-validation", "zh": "交叉验证"},
    "judging_cross_about": {
        "en": "Every example of the training data is read by a model that had not seen it. The"
        " examples are by the same hands, so it flatters; it takes a few minutes.",
        "zh": "训练数据的每条样例都由未见过它的模型来识别。"
        "样例出自同一批作者，结果偏乐观；需要几分钟。",
    },
    "judging_cross_figures": {
        "en": "{messages} examples of {intents} intents: macro-F1",
        "zh": "{intents} 个意图的 {messages} 条样例，宏平均 F1：",
    },
    "judging_worst": {"en": "Weakest intents", "zh": "最弱的意图"},
    "judging_cross_wrong": {
        "en": "Show the {count} read wrongly",
        "zh": "查看识别错误的 {count} 条",
    },
    "judging_cross_kept": {
        "en": "Of cross-validation only the mistakes are kept.",
        "zh": "交叉验证只保留识别错误的样例。",
    },
    "judging_beside": {"en": "Beside another model", "zh": "与其他模型对比"},
    "judging_beside_about": {
        "en": "On the same messages and tests, or on past conversations.",
        "zh": "用相同的消息和测试对比，或用历史会话回放。",
    },
    "judging_comparison": {"en": "Comparison", "zh": "模型对比"},
    "judging_comparison_with": {"en": "Comparison with {name}", "zh": "与 {name} 对比"},
    "judging_replay": {"en": "Replay", "zh": "会话回放"},
    "judging_replay_with": {"en": "Replay beside {name}", "zh": "与 {name} 对照回放"},
    "judging_back": {"en": "Report of {name}", "zh": "{name} 的评测报告"},
    "judging_examples": {"en": "Messages and how they were read", "zh": "消息与识别结果"},
    "judging_examples_count": {"en": "{count:message|messages}", "zh": "共 {count} 条消息"},
    "judging_no_examples": {"en": "There is no message like that.", "zh": "没有符合条件的消息。"},
    "judging_truth": {"en": "Truth", "zh": "正确意图"},
    "judging_read_as": {"en": "Read as", "zh": "识别为"},
    "judging_does": {"en": "The bot", "zh": "机器人"},
    "judging_set": {"en": "Possible", "zh": "候选集合"},
    "judging_any": {"en": "any", "zh": "不限"},
    "judging_only_wrong": {"en": "wrong ones alone", "zh": "只看错误"},
    "judging_show": {"en": "Show", "zh": "查询"},
    "judging_pages": {"en": "Pages", "zh": "分页"},
    "judging_page": {"en": "Page {page} of {pages}", "zh": "第 {page} / {pages} 页"},
    "judging_previous": {"en": "Before", "zh": "上一页"},
    "judging_next": {"en": "Next", "zh": "下一页"},
}
