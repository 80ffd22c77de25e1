"""Words of the reports. What each figure means is said here and nowhere else."""

from console.words.catalog import Catalog

PAGE: Catalog = {
    "nav_reports": {"en": "Reports", "zh": "报表"},
    "report_title": {"en": "Reports", "zh": "报表"},
    "report_period": {"en": "Period", "zh": "时间范围"},
    "report_period_today": {"en": "Today", "zh": "今天"},
    "report_period_7": {"en": "7 days", "zh": "近 7 天"},
    "report_period_28": {"en": "28 days", "zh": "近 28 天"},
    "report_period_90": {"en": "90 days", "zh": "近 90 天"},
    "report_period_own": {"en": "Own range", "zh": "自定义"},
    "report_from": {"en": "From", "zh": "开始日期"},
    "report_to": {"en": "To", "zh": "结束日期"},
    "report_channel": {"en": "Channel", "zh": "渠道"},
    "report_channel_web": {"en": "Web", "zh": "网页"},
    "report_channel_telegram": {"en": "Telegram", "zh": "Telegram"},
    "report_language": {"en": "Language", "zh": "语言"},
    "report_language_en": {"en": "English", "zh": "英语"},
    "report_language_zh": {"en": "Chinese", "zh": "中文"},
    "report_agent": {"en": "Agent", "zh": "客服"},
    "report_team": {"en": "Team", "zh": "团队"},
    "report_reason": {"en": "Reason", "zh": "原因"},
    "report_all": {"en": "All", "zh": "全部"},
    "report_show": {"en": "Show", "zh": "查看"},
    "report_range_missing": {"en": "Give both days.", "zh": "请填写开始和结束日期。"},
    "report_range_reversed": {
        "en": "The range ends before it begins.",
        "zh": "结束日期早于开始日期。",
    },
    "report_range_too_long": {
        "en": "A range holds at most 366 days.",
        "zh": "时间范围最长为 366 天。",
    },
    "report_range_future": {
        "en": "The range begins in the future.",
        "zh": "开始日期在未来。",
    },
    "report_range_instead": {"en": "The last 28 days are shown.", "zh": "以下显示近 28 天的数据。"},
    "report_span": {
        "en": "{first} to {last}, days in {zone}. Compared with {before_first} to {before_last}.",
        "zh": "{first} 至 {last}（按 {zone} 计算日期），与 {before_first} 至 {before_last} 对比。",
    },
    "report_before": {"en": "before: {value}", "zh": "上期：{value}"},
    "report_up": {"en": "up", "zh": "上升"},
    "report_down": {"en": "down", "zh": "下降"},
    "report_n": {"en": "n = {n}", "zh": "样本数 {n}"},
    "report_of": {"en": "{part} of {n}", "zh": "{n} 中的 {part}"},
    "report_too_few": {"en": "too few for a percentage", "zh": "样本太少，不计算百分比"},
    "report_interval": {
        "en": "95 % sure: {low} to {high}, n = {n}",
        "zh": "95% 置信区间 {low}–{high}，样本数 {n}",
    },
    "report_p90": {"en": "9 of 10 within {span}, n = {n}", "zh": "九成在 {span} 以内，样本数 {n}"},
    "report_average": {"en": "{stars} of 5 on average", "zh": "平均 {stars} 分（满分 5 分）"},
    "report_share": {"en": "{share} of {n}", "zh": "占 {n} 的 {share}"},
    "report_no_value": {"en": "–", "zh": "–"},
    "report_not_by_call": {
        "en": "Not counted by agent, team or reason: the bot's own chats have none.",
        "zh": "无法按客服、团队或原因统计：机器人独立处理的会话没有这些信息。",
    },
    "report_headline": {"en": "At a glance", "zh": "总览"},
    "report_charts": {"en": "Over time", "zh": "趋势"},
    "report_by_agent": {"en": "By agent", "zh": "按客服"},
    "report_by_reason": {"en": "By reason", "zh": "按原因"},
    "report_by_outcome": {"en": "By outcome", "zh": "按结果"},
    "report_by_day": {"en": "By day", "zh": "按日"},
    "report_by_hour": {"en": "By hour of the week", "zh": "按星期与小时"},
    "report_csv": {"en": "CSV", "zh": "CSV"},
    "report_csv_of": {"en": "Download as CSV: {what}", "zh": "下载 CSV：{what}"},
    "report_definitions": {"en": "What the figures mean", "zh": "指标说明"},
    "report_explain": {"en": "What does “{what}” mean?", "zh": "“{what}”是什么意思？"},
    "report_nobody": {"en": "Nobody came", "zh": "无人接待"},
    "report_no_reason": {"en": "No reason stored", "zh": "未记录原因"},
    "report_empty_table": {
        "en": "Nobody asked for a person in this period.",
        "zh": "这段时间内没有人工请求。",
    },
    "report_reason_asked": {"en": "Asked for a person", "zh": "要求人工服务"},
    "report_reason_clarifications": {"en": "Not understood", "zh": "机器人未能理解"},
    "report_reason_mood": {"en": "Mood fell", "zh": "情绪下降"},
    "report_reason_valued_complaint": {"en": "Valued customer complained", "zh": "重要客户投诉"},
    "report_reason_action_failed": {"en": "Something failed", "zh": "操作失败"},
    "report_reason_rule": {"en": "Rule of the shop", "zh": "店铺规则"},
    "report_reason_taken_over": {"en": "Taken over by staff", "zh": "客服主动接管"},
    "report_outcome_returned": {"en": "Back to the bot", "zh": "交回机器人"},
    "report_outcome_closed": {"en": "Closed", "zh": "已关闭"},
    "report_outcome_left_message": {"en": "Left a message", "zh": "留言"},
    "report_outcome_merged": {"en": "Put together with another", "zh": "已合并"},
    "report_outcome_open": {"en": "Still open", "zh": "进行中"},
}
CHARTS: Catalog = {
    "report_chart_days": {"en": "Conversations and calls by day", "zh": "每日会话与人工请求"},
    "report_chart_days_about": {
        "en": "A line for conversations that began, one for calls for a person, over the days.",
        "zh": "按日显示新会话数和人工请求数。",
    },
    "report_chart_reasons": {"en": "Calls by reason", "zh": "按原因划分的人工请求"},
    "report_chart_reasons_about": {
        "en": "A bar for each reason, by the weightiest of each call.",
        "zh": "每个原因一条，按每次请求的首要原因统计。",
    },
    "report_chart_outcomes": {"en": "Calls by outcome", "zh": "按结果划分的人工请求"},
    "report_chart_outcomes_about": {
        "en": "A bar for each way a call ended.",
        "zh": "每种结束方式一条。",
    },
    "report_chart_agents": {"en": "Calls by agent", "zh": "各客服接待量"},
    "report_chart_agents_about": {
        "en": "A bar for each agent who had a chat in the end.",
        "zh": "每位最终接待会话的客服一条。",
    },
    "report_chart_week": {"en": "Conversations by hour of the week", "zh": "每周各时段会话量"},
    "report_chart_week_calls": {
        "en": "Calls for a person by hour of the week",
        "zh": "每周各时段人工请求量",
    },
    "report_chart_week_about": {
        "en": "A cell for each hour of each weekday: the darker and taller, the more.",
        "zh": "每个格子代表一周中的一个小时，颜色越深、越高，数量越多。",
    },
    "report_chart_table": {"en": "Show the numbers", "zh": "查看数据"},
    "report_chart_empty": {"en": "Nothing in this period.", "zh": "这段时间内没有数据。"},
    "report_spark": {
        "en": "By day, from {first} to {last}",
        "zh": "每日走势，从 {first} 到 {last}",
    },
    "report_day": {"en": "Day", "zh": "日期"},
    "report_weekday": {"en": "Weekday", "zh": "星期"},
    "report_hour": {"en": "Hour", "zh": "小时"},
    "report_figure": {"en": "Figure", "zh": "指标"},
    "report_value": {"en": "Value", "zh": "数值"},
    "report_value_before": {"en": "Period before", "zh": "上期"},
    "report_sample": {"en": "n", "zh": "样本数"},
    "report_calls_share": {"en": "Share", "zh": "占比"},
    "report_weekday_0": {"en": "Mon", "zh": "周一"},
    "report_weekday_1": {"en": "Tue", "zh": "周二"},
    "report_weekday_2": {"en": "Wed", "zh": "周三"},
    "report_weekday_3": {"en": "Thu", "zh": "周四"},
    "report_weekday_4": {"en": "Fri", "zh": "周五"},
    "report_weekday_5": {"en": "Sat", "zh": "周六"},
    "report_weekday_6": {"en": "Sun", "zh": "周日"},
    "report_seconds": {"en": "{what} (seconds)", "zh": "{what}（秒）"},
    "report_median_of": {"en": "{what}, median", "zh": "{what}中位数"},
    "report_p90_of": {"en": "{what}, 90th percentile", "zh": "{what}第 90 百分位"},
    "report_n_of": {"en": "{what}, n", "zh": "{what}样本数"},
}
FIGURES: Catalog = {
    "report_conversations": {"en": "Conversations", "zh": "会话"},
    "report_alone": {"en": "Bot handled alone", "zh": "机器人独立处理"},
    "report_calls": {"en": "Calls for a person", "zh": "人工请求"},
    "report_wait": {"en": "Wait until taken", "zh": "等待接入时间"},
    "report_first": {"en": "First response", "zh": "首次响应时间"},
    "report_in_time": {"en": "First response in time", "zh": "首次响应达标率"},
    "report_handle": {"en": "Handle time", "zh": "处理时长"},
    "report_transfers": {"en": "Transfers", "zh": "转接"},
    "report_requeues": {"en": "Back in line", "zh": "重新排队"},
    "report_given_up": {"en": "Abandoned waits", "zh": "放弃等待"},
    "report_csat": {"en": "Rating (CSAT)", "zh": "满意度（CSAT）"},
    "report_rating": {"en": "Average rating", "zh": "平均评分"},
    "report_helped": {"en": "Chats", "zh": "接待会话"},
}
DEFINITIONS: Catalog = {
    "report_def_conversations": {
        "en": "Conversations that began in the period and in which something was said. On Telegram "
        "a customer who comes back goes on with the same conversation: it counts once, when it "
        "began.",
        "zh": "在此期间开始且有消息的会话。Telegram 上的回头客会延续原会话，只在最初开始时计一次。",
    },
    "report_def_alone": {
        "en": "Of these conversations, those in which no person was ever asked for and none took "
        "over. It does not say that the customer was content.",
        "zh": "在上述会话中，从未请求人工、也未被客服接管的比例。这并不说明客户满意。",
    },
    "report_def_calls": {
        "en": "Calls for a person that began in the period, whoever asked: the customer, the bot, "
        "a rule, or an agent who took over unasked. One conversation may have several. All "
        "figures below are of these calls.",
        "zh": "在此期间发起的人工请求，不论由客户、机器人、规则还是客服主动接管发起。"
        "一个会话可以有多次。以下各项均以这些请求为准。",
    },
    "report_def_reason": {
        "en": "The weightiest of the reasons stored with the call.",
        "zh": "随请求记录的原因中权重最高的一个。",
    },
    "report_def_wait": {
        "en": "From being put in line to being taken, the last time that happened in the call; "
        "chats that an agent took unasked had no wait. Median, and what 9 of 10 did not exceed "
        "(from 10 on).",
        "zh": "一次请求中最后一次进入队列到被接入的时间；客服主动接管的会话没有等待。"
        "给出中位数和九成会话不超过的时间（样本数达到 10 才给出）。",
    },
    "report_def_first": {
        "en": "From the call to the first words an agent wrote in it. With an agent it counts for "
        "who wrote them, even if a colleague had the chat in the end. Calls without an answer "
        "have none and are not in n.",
        "zh": "从请求发起到客服第一次回复的时间。按客服统计时归于最先回复的人，"
        "即使会话后来转给了同事。没有得到回复的请求不计入样本。",
    },
    "report_def_in_time": {
        "en": "Of the first responses, those within {target}, the target that is set now. Calls "
        "that never had an answer are not among them: see abandoned waits.",
        "zh": "在首次响应中，不超过当前目标 {target} 的比例。从未得到回复的请求不在其中，"
        "请参见“放弃等待”。",
    },
    "report_def_handle": {
        "en": "From being taken to the end of the call, pauses included. Only calls that have "
        "ended with an agent.",
        "zh": "从接入到请求结束的时间，包含中间的停顿。只统计已由客服结束的请求。",
    },
    "report_def_transfers": {
        "en": "How often a chat was handed from one agent to another.",
        "zh": "会话从一位客服转给另一位客服的次数。",
    },
    "report_def_requeues": {
        "en": "How often a chat that had an agent was put back in line: the agent left or was "
        "silent, or somebody put it there.",
        "zh": "已有客服的会话被放回队列的次数：客服离开、长时间未回复，或被人工放回。",
    },
    "report_def_given_up": {
        "en": "Of the calls that have ended, those that ended with no agent in the chat: the "
        "customer went back to the bot, left a message, or it was closed while they waited.",
        "zh": "在已结束的请求中，结束时没有客服在场的比例：客户回到机器人、留言，"
        "或在等待时会话被关闭。",
    },
    "report_def_csat": {
        "en": "Customers are asked once after each chat with a person, 1 to 5. CSAT is the share "
        "of 4 and 5 among the answers; most do not answer. With an agent it counts for who had "
        "the chat in the end.",
        "zh": "每次人工服务结束后会请客户评 1 至 5 分。CSAT 是 4 分和 5 分在所有评分中的比例；"
        "多数客户不评分。按客服统计时归于最后接待的人。",
    },
    "report_def_small": {
        "en": "Below 5 no percentage is shown but the counts. Intervals are Wilson's, for 95 %. "
        "A share is marked as up or down only where its interval and that of the period before "
        "have nothing in common; a count or a time shows the one before and no verdict.",
        "zh": "样本数小于 5 时只显示数量，不显示百分比。区间为 95% 的 Wilson 置信区间。"
        "只有当本期与上期的区间没有重叠时，才标注上升或下降；数量和时间只给出上期数值，不作判断。",
    },
    "report_def_before": {
        "en": "The period before is as many days, up to the same time of day. Older calls have "
        "no first response, transfers or rating stored from before these were kept.",
        "zh": "上期为同样天数、截止到同一时刻的时间段。在开始记录之前的请求没有首次响应、"
        "转接和评分数据。",
    },
}
REPORTS: Catalog = {**PAGE, **CHARTS, **FIGURES, **DEFINITIONS}
