"""Words of the studio's insight page."""

from console.words.catalog import Catalog

INSIGHT: Catalog = {
    "insight_title": {"en": "Insight", "zh": "洞察"},
    "studio_insight": {"en": "Insight", "zh": "洞察"},
    "studio_insight_about": {
        "en": "What customers ask, what the bot does not understand, and where they leave.",
        "zh": "顾客在问什么、机器人听不懂什么、在哪一步离开。",
    },
    "insight_span": {
        "en": "{first} to {last}, days of {zone}.",
        "zh": "{first} 至 {last}，按 {zone} 时区。",
    },
    "insight_missing": {
        "en": "{days} earlier days are still to be added up, and are left out so far. Load the page"
        " again to go on.",
        "zh": "还有较早的 {days} 天尚未汇总，暂未计入。刷新页面可继续汇总。",
    },
    "insight_alarms": {"en": "What has changed", "zh": "异常变化"},
    "insight_no_alarms": {
        "en": "Nothing unusual in the last weeks.",
        "zh": "最近几周没有异常。",
    },
    "insight_alarms_soon": {
        "en": "The last weeks have not been added up yet. Load the page again to go on.",
        "zh": "最近几周的数据尚未汇总完毕，刷新页面可继续汇总。",
    },
    "insight_alarms_lead": {
        "en": "All channels and languages, up to yesterday. Steady weeks raise about one false"
        " alarm a year.",
        "zh": "涵盖所有渠道和语言，截至昨天。情况平稳时，每年大约误报一次。",
    },
    "insight_alarm_missed": {
        "en": "More is not understood since {since}: {after} of the messages, before {before}.",
        "zh": "自 {since} 起听不懂的消息增多：现为 {after}，此前为 {before}。",
    },
    "insight_alarm_missed_on": {
        "en": "More is not understood on {about} since {since}: {after} of the messages, before"
        " {before}.",
        "zh": "自 {since} 起，{about} 渠道听不懂的消息增多：现为 {after}，此前为 {before}。",
    },
    "insight_alarm_mix": {
        "en": "Customers ask for other things than before: the mix of intents of the week since"
        " {since} differs from the four weeks before (stability index {index}).",
        "zh": "顾客的提问构成有变：{since} 起一周的意图分布与此前四周明显不同"
        "（稳定性指数 {index}）。",
    },
    "insight_alarm_more": {
        "en": "{about} is asked more often since {since}: {after} of the messages, before"
        " {before}.",
        "zh": "自 {since} 起，{about} 的提问增多：占消息的 {after}，此前为 {before}。",
    },
    "insight_alarm_less": {
        "en": "{about} is asked less often since {since}: {after} of the messages, before"
        " {before}.",
        "zh": "自 {since} 起，{about} 的提问减少：占消息的 {after}，此前为 {before}。",
    },
    "insight_alarm_new": {
        "en": "{about} is new since {since}: {after} of the messages.",
        "zh": "{about} 自 {since} 起首次出现：占消息的 {after}。",
    },
    "insight_alarm_missed_intent": {
        "en": "{about} is understood less well since {since}: {after} of its messages are missed,"
        " before {before}.",
        "zh": "自 {since} 起，{about} 的理解变差：其消息有 {after} 听不懂，此前为 {before}。",
    },
    "insight_funnel": {"en": "How far conversations come", "zh": "会话漏斗"},
    "insight_funnel_said": {
        "en": "Of {chats} conversations {done} were done by the bot, {helped} by a person.",
        "zh": "共 {chats} 个会话，机器人独立完成 {done} 个，人工处理 {helped} 个。",
    },
    "insight_stage": {"en": "Stage", "zh": "阶段"},
    "insight_chats": {"en": "Conversations", "zh": "会话"},
    "insight_share": {"en": "Share", "zh": "占比"},
    "insight_stage_chats": {"en": "customer wrote", "zh": "顾客发言"},
    "insight_stage_understood": {"en": "understood", "zh": "听懂"},
    "insight_stage_answered": {"en": "answered", "zh": "已回答"},
    "insight_stage_done": {"en": "task done by the bot", "zh": "机器人完成"},
    "insight_stage_called": {"en": "handed over", "zh": "转人工"},
    "insight_stage_helped": {"en": "helped by a person", "zh": "人工处理"},
    "insight_stage_rated": {"en": "rated", "zh": "已评价"},
    "insight_stage_good": {"en": "rated well", "zh": "好评"},
    "insight_clusters": {"en": "What is asked and not understood", "zh": "听不懂的提问"},
    "insight_clusters_lead": {
        "en": "Out of the newest {count} messages that were not understood, those that ask alike."
        " Personal data are masked.",
        "zh": "取最近 {count} 条听不懂的消息，将相似的归为一组。个人信息已脱敏。",
    },
    "insight_clusters_empty": {
        "en": "No two messages that were not understood are alike.",
        "zh": "没有相似的听不懂的消息。",
    },
    "insight_label": {"en": "Label messages", "zh": "去标注"},
    "insight_example": {"en": "Example", "zh": "示例"},
    "insight_others": {"en": "Others", "zh": "其他说法"},
    "insight_size": {"en": "Messages", "zh": "消息"},
    "insight_language": {"en": "Language", "zh": "语言"},
    "insight_language_en": {"en": "English", "zh": "英语"},
    "insight_language_zh": {"en": "Chinese", "zh": "中文"},
    "insight_language_other": {"en": "another", "zh": "其他"},
    "insight_meant": {"en": "May mean", "zh": "可能的意图"},
    "insight_course": {"en": "Understood, by channel", "zh": "各渠道理解率"},
    "insight_course_said": {
        "en": "Percent of the typed messages that were understood, over time, by channel.",
        "zh": "各渠道键入消息中被听懂的百分比随时间的变化。",
    },
    "insight_day": {"en": "From", "zh": "起始日"},
    "insight_channel": {"en": "Channel", "zh": "渠道"},
    "insight_by_intents": {"en": "By intent", "zh": "按意图"},
    "insight_by_stories": {"en": "By story or rule", "zh": "按故事或规则"},
    "insight_by_forms": {"en": "By form", "zh": "按表单"},
    "insight_by_steps": {"en": "By first step of the answer", "zh": "按首个应答动作"},
    "insight_by_policies": {"en": "By what decided", "zh": "按决策方式"},
    "insight_by_models": {"en": "By model", "zh": "按模型"},
    "insight_intents": {"en": "Intent", "zh": "意图"},
    "insight_stories": {"en": "Story or rule", "zh": "故事或规则"},
    "insight_named_story": {"en": "story: {name}", "zh": "故事：{name}"},
    "insight_named_rule": {"en": "rule: {name}", "zh": "规则：{name}"},
    "insight_forms": {"en": "Form", "zh": "表单"},
    "insight_steps": {"en": "Step", "zh": "动作"},
    "insight_policies": {"en": "What decided", "zh": "决策方式"},
    "insight_models": {"en": "Model", "zh": "模型"},
    "insight_policy_rule": {"en": "a rule", "zh": "规则"},
    "insight_policy_story": {"en": "a story", "zh": "故事"},
    "insight_policy_guess": {"en": "a guess from stories", "zh": "由故事推测"},
    "insight_messages": {"en": "Messages", "zh": "消息"},
    "insight_typed": {"en": "Typed", "zh": "键入"},
    "insight_missed": {"en": "Not understood", "zh": "听不懂"},
    "insight_heard": {"en": "Typed next", "zh": "随后键入"},
    "insight_lost": {"en": "Next not understood", "zh": "下一条听不懂"},
    "insight_calls": {"en": "Handed over", "zh": "转人工"},
    "insight_trend": {"en": "Understood over time", "zh": "理解率走势"},
    "insight_trend_said": {
        "en": "Understood: {first} at first, {last} at last",
        "zh": "理解率：最初 {first}，最近 {last}",
    },
    "insight_of": {"en": "{part} of {n}", "zh": "{part} / {n}"},
    "insight_empty": {"en": "No messages in this period.", "zh": "该时段没有消息。"},
    "insight_empty_old": {
        "en": "Not known for messages of this period: models told it later.",
        "zh": "该时段的消息没有此信息，之后的模型才开始记录。",
    },
    "insight_more_rows": {"en": "{count} more in the CSV file.", "zh": "其余 {count} 行见 CSV。"},
    "insight_leaving": {"en": "Where customers leave", "zh": "顾客在哪里离开"},
    "insight_leaving_said": {
        "en": "The last thing before a customer said no more, most frequent first.",
        "zh": "顾客不再回复之前的最后一步，按次数排列。",
    },
    "insight_charts": {"en": "Conversations", "zh": "会话概况"},
    "insight_leavings": {"en": "The last step before they left", "zh": "离开前的最后一步"},
    "insight_form": {"en": "Form", "zh": "表单"},
    "insight_last_intent": {"en": "Last message", "zh": "最后一条消息"},
    "insight_place": {"en": "Place", "zh": "位置"},
    "insight_step": {"en": "Last step", "zh": "最后动作"},
    "insight_kind": {"en": "How", "zh": "情形"},
    "insight_left_form": {"en": "asked by a form", "zh": "表单等待回答"},
    "insight_left_unknown": {"en": "not understood", "zh": "没有听懂"},
    "insight_left_failed": {"en": "no answer", "zh": "没有回答"},
    "insight_left_gave_up": {"en": "gave up waiting", "zh": "放弃排队"},
    "insight_leaving_empty": {"en": "Nobody left half-way.", "zh": "没有中途离开的顾客。"},
    "insight_csv_leavings": {"en": "leaving", "zh": "离开位置"},
    "insight_csv_clusters": {"en": "clusters", "zh": "相似提问"},
    "insight_csv_days": {"en": "days", "zh": "逐日"},
    "insight_csv_intent_days": {"en": "intents by day", "zh": "意图逐日"},
    "insight_definitions": {"en": "What the figures mean", "zh": "指标说明"},
    "insight_defined_chats": {"en": "Conversation", "zh": "会话"},
    "insight_defined_missed": {"en": "Not understood", "zh": "听不懂"},
    "insight_defined_lost": {"en": "Next not understood", "zh": "下一条听不懂"},
    "insight_defined_calls": {"en": "Handed over", "zh": "转人工"},
    "insight_defined_done": {"en": "Task done by the bot", "zh": "机器人完成"},
    "insight_defined_rated": {"en": "Rated", "zh": "已评价"},
    "insight_defined_alarm": {"en": "Alarms", "zh": "异常提醒"},
    "insight_def_chats": {
        "en": "A conversation on a day in which the customer wrote. One that goes on another day"
        " counts on both.",
        "zh": "顾客当天有发言的会话；跨天继续的会话在两天各计一次。",
    },
    "insight_def_missed": {
        "en": "Typed messages which the bot had to ask back about, did not know, or which are none"
        " of its business. Pressed buttons are left out. By intent, the likeliest one counts.",
        "zh": "机器人需要反问、不认识或不属于其业务的键入消息；点击按钮不计。"
        "按意图统计时取最可能的意图。",
    },
    "insight_def_lost": {
        "en": "Of the messages typed right after an answer that followed the story or rule, on the"
        " same day, those which were not understood: it may ask what the bot cannot take up.",
        "zh": "按该故事或规则回答之后，顾客当天紧接着键入的消息中听不懂的部分："
        "可能是它的提问让顾客说出了机器人接不住的话。",
    },
    "insight_def_calls": {
        "en": "Calls for a person, by the last subject before the call; a plain “a person, please”"
        " has none of its own.",
        "zh": "转人工的次数，归到转接前的最后一个话题；单纯的“转人工”本身不算话题。",
    },
    "insight_def_done": {
        "en": "The customer’s last message was understood and answered, no form waits for an"
        " answer, and nobody was called.",
        "zh": "顾客最后一条消息已听懂并回答，没有表单等待回答，也没有转人工。",
    },
    "insight_def_rated": {
        "en": "Only people’s help is rated. Ratings later than a day after are not counted.",
        "zh": "仅人工服务可评价；一天之后才给的评价不计。",
    },
    "insight_def_alarm": {
        "en": "The share not understood is watched by a CUSUM chart against the four weeks before"
        " the last four; the mix of intents by a chi-square test of the last week against the four"
        " before, single intents by z tests with Holm’s correction.",
        "zh": "听不懂的比例用 CUSUM 控制图监测，以最近四周之前的四周为基准；意图分布用卡方检验"
        "比较最近一周与此前四周，单个意图用经 Holm 校正的 z 检验。",
    },
}
