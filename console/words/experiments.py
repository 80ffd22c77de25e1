"""Words of the pages of experiments. Verdicts have a catalog of their own."""

from console.words.catalog import Catalog

PAGES: Catalog = {
    "nav_experiments": {"en": "Experiments", "zh": "A/B 实验"},
    "exp_title": {"en": "Experiments", "zh": "A/B 实验"},
    "exp_about": {
        "en": "Customers are sorted by chance, and what they do is compared. Each page says in one "
        "sentence what may be concluded.",
        "zh": "系统随机分配顾客并比较其行为。每个实验页面用一句话说明可以得出什么结论。",
    },
    "exp_new": {"en": "New experiment", "zh": "新建实验"},
    "exp_none": {"en": "There is no experiment yet.", "zh": "还没有实验。"},
    "exp_none_about": {
        "en": "Try recommendations, answers of the bot, campaigns or models on a part of the "
        "customers before everybody gets them.",
        "zh": "在推荐、机器人回复、营销活动或模型全面上线之前，可先在部分顾客中试验。",
    },
    "exp_state_draft": {"en": "Draft", "zh": "草稿"},
    "exp_state_running": {"en": "Running", "zh": "进行中"},
    "exp_state_stopped": {"en": "Stopped", "zh": "已停止"},
    "exp_state_decided": {"en": "Decided", "zh": "已决定"},
    "exp_subject": {"en": "What is tried", "zh": "实验对象"},
    "exp_subject_recommendation": {"en": "Recommendations", "zh": "推荐策略"},
    "exp_subject_bot_response": {"en": "An answer of the bot", "zh": "机器人回复"},
    "exp_subject_campaign": {"en": "A campaign", "zh": "营销活动"},
    "exp_subject_model": {"en": "A model", "zh": "模型"},
    "exp_place": {"en": "Where", "zh": "位置"},
    "exp_customers_in": {"en": "Customers", "zh": "顾客数"},
    "exp_so_far": {"en": "{exposed:,} of {planned:,}", "zh": "{exposed:,} / {planned:,}"},
    "exp_metric": {"en": "Judged by", "zh": "评判指标"},
    "exp_metric_spend": {"en": "Spend per customer", "zh": "每位顾客消费额"},
    "exp_metric_ordered": {"en": "Customers who order", "zh": "下单顾客占比"},
    "exp_metric_orders": {"en": "Orders per customer", "zh": "每位顾客订单数"},
    "exp_metric_ordered_again": {"en": "Customers who order twice", "zh": "重复下单顾客占比"},
    "exp_metric_order_value": {"en": "Value of an order", "zh": "平均订单金额"},
    "exp_metric_tickets": {"en": "Tickets per customer", "zh": "每位顾客工单数"},
    "exp_metric_complained": {"en": "Customers who complain", "zh": "投诉顾客占比"},
    "exp_metric_rating": {"en": "Rating of help", "zh": "服务评分"},
    "exp_back": {"en": "All experiments", "zh": "全部实验"},
    "exp_csv": {"en": "Download as CSV", "zh": "导出 CSV"},
    "exp_draft_says": {
        "en": "Nothing can be concluded yet: the experiment has not started.",
        "zh": "暂时不能下结论：实验尚未开始。",
    },
    "exp_never_looked": {
        "en": "Nothing can be concluded: it was decided before anybody had looked.",
        "zh": "不能下结论：在查看结果之前就已作出决定。",
    },
    "exp_waits": {
        "en": "Nothing can be concluded yet: the next look is due when {needed:customer has been|"
        "customers have been} measured; so far {measured:,}.",
        "zh": "暂时不能下结论：需有 {needed:,} 位顾客完成测量后才能进行下一次查看，"
        "目前为 {measured:,} 位。",
    },
}
RESULT: Catalog = {
    "exp_sizes": {"en": "Sizes of the groups", "zh": "各组人数"},
    "exp_sizes_about": {
        "en": "Checked before anything else: groups that chance did not make cannot be compared.",
        "zh": "首先检查：若分组并非随机形成，就无法比较。",
    },
    "exp_sizes_nobody": {"en": "Nobody has come in yet.", "zh": "还没有顾客进入实验。"},
    "exp_sizes_fine": {
        "en": "The groups are as large as planned (p = {p:.2g}).",
        "zh": "各组人数与计划相符（p = {p:.2g}）。",
    },
    "exp_sizes_doubtful": {
        "en": "The groups' sizes are doubtful (p = {p:.2g}): nothing is concluded until that is "
        "explained.",
        "zh": "各组人数可疑（p = {p:.2g}）：在查明原因之前不下结论。",
    },
    "exp_sizes_broken": {
        "en": "The groups' sizes are not what was planned (p = {p:.2g}): no result is shown.",
        "zh": "各组人数与计划不符（p = {p:.2g}）：不显示结果。",
    },
    "exp_arm": {"en": "Group", "zh": "组"},
    "exp_share": {"en": "Planned share", "zh": "计划占比"},
    "exp_let_in": {"en": "Let in", "zh": "已进入"},
    "exp_expected": {"en": "Expected", "zh": "预期人数"},
    "exp_control": {"en": "control", "zh": "对照组"},
    "exp_primary": {"en": "What it is judged by", "zh": "主要指标"},
    "exp_secondary": {"en": "What else was measured", "zh": "其他指标"},
    "exp_secondary_about": {
        "en": "These p-values are adjusted for being many (Holm). They hint at why; what is "
        "decided rests on the metric above.",
        "zh": "这些 p 值已按多重比较校正（Holm 法），仅供解释原因；决策应以上面的主要指标为准。",
    },
    "exp_measured": {"en": "Measured", "zh": "已测量"},
    "exp_value": {"en": "Value", "zh": "数值"},
    "exp_change": {"en": "Change", "zh": "变化"},
    "exp_low": {"en": "From", "zh": "下限"},
    "exp_high": {"en": "To", "zh": "上限"},
    "exp_p": {"en": "p", "zh": "p 值"},
    "exp_adjusted": {"en": "p, adjusted", "zh": "校正后 p 值"},
    "exp_shown": {"en": "Shown", "zh": "已证实"},
    "exp_yes": {"en": "yes", "zh": "是"},
    "exp_no": {"en": "no", "zh": "否"},
    "exp_chart": {"en": "{metric}: change against the control", "zh": "{metric}：相对对照组的变化"},
    "exp_chart_about": {
        "en": "For each group the change of {metric}, and the interval that holds it with "
        "{confidence} confidence at this look.",
        "zh": "各组{metric}的变化，以及本次查看下置信度为 {confidence} 的区间。",
    },
    "exp_table": {"en": "As a table", "zh": "以表格显示"},
    "exp_no_change": {"en": "no change", "zh": "无变化"},
    "exp_cuped": {
        "en": "What customers did before is taken into account (CUPED): it leaves {kept:.0%} of "
        "the variance. Without it p would be {p}.",
        "zh": "已考虑顾客此前的行为（CUPED）：方差降至原来的 {kept:.0%}。不作此调整时 p 值为 {p}。",
    },
    "exp_looks": {"en": "Looks", "zh": "查看计划"},
    "exp_looks_about": {
        "en": "Whoever looks often enough sees a difference where there is none. So looks are "
        "planned, and early ones ask for more (O'Brien-Fleming).",
        "zh": "频繁查看结果容易看到并不存在的差异，因此查看次数事先确定，越早的查看要求越严格"
        "（O'Brien-Fleming 法）。",
    },
    "exp_look": {"en": "Look", "zh": "次序"},
    "exp_needed": {"en": "Customers measured", "zh": "完成测量的顾客"},
    "exp_level": {"en": "Ends it at p up to", "zh": "结束门槛（p 值不高于）"},
    "exp_when": {"en": "Taken", "zh": "查看时间"},
    "exp_found": {"en": "Found", "zh": "结论"},
    "exp_to_come": {"en": "to come", "zh": "待进行"},
    "exp_plan": {"en": "Plan", "zh": "实验方案"},
    "exp_hypothesis": {"en": "Why it is tried", "zh": "实验目的"},
    "exp_window": {"en": "Each customer is measured for", "zh": "每位顾客的测量期"},
    "exp_days": {"en": "{n:day|days}", "zh": "{n} 天"},
    "exp_lift": {"en": "Smallest change that matters", "zh": "值得关注的最小变化"},
    "exp_customers": {"en": "Customers planned", "zh": "计划顾客数"},
    "exp_until": {"en": "Last look expected", "zh": "预计最后一次查看"},
    "exp_cap": {"en": "Values capped at quantile", "zh": "数值封顶分位数"},
    "exp_by": {"en": "Written down by", "zh": "创建人"},
    "exp_started": {"en": "Started", "zh": "开始时间"},
    "exp_stopped": {"en": "Stopped", "zh": "停止时间"},
    "exp_key": {"en": "Key for programs", "zh": "程序标识"},
    "exp_decided": {
        "en": "Decided: everybody gets “{winner}”.",
        "zh": "已决定：所有顾客使用“{winner}”。",
    },
    "exp_do": {"en": "What to do", "zh": "操作"},
    "exp_start": {"en": "Start", "zh": "开始实验"},
    "exp_start_about": {
        "en": "From then on nothing of the plan can be changed.",
        "zh": "开始后，实验方案不可再更改。",
    },
    "exp_stop": {"en": "Stop", "zh": "停止实验"},
    "exp_stop_about": {
        "en": "Nobody is let in any more; who is in keeps their group until it is decided. One "
        "last look follows.",
        "zh": "不再有顾客进入；已进入者在决定之前保持原组，之后还有最后一次查看。",
    },
    "exp_take_look": {"en": "Take look {n}", "zh": "进行第 {n} 次查看"},
    "exp_not_due": {
        "en": "Look {n} is due at {needed:,} customers measured; so far {measured:,}.",
        "zh": "第 {n} 次查看需有 {needed:,} 位顾客完成测量，目前为 {measured:,} 位。",
    },
    "exp_decide": {"en": "Decide", "zh": "作出决定"},
    "exp_decide_about": {
        "en": "Everybody gets the group that is chosen here.",
        "zh": "所有顾客都将使用此处选择的方案。",
    },
    "exp_winner": {"en": "Everybody gets", "zh": "所有顾客使用"},
    "exp_why": {"en": "Why", "zh": "理由"},
    "exp_done_created": {"en": "The draft is kept.", "zh": "草稿已保存。"},
    "exp_done_start": {"en": "It has started.", "zh": "实验已开始。"},
    "exp_done_stop": {"en": "It has stopped.", "zh": "实验已停止。"},
    "exp_done_look": {"en": "The look was taken.", "zh": "已完成本次查看。"},
    "exp_done_decided": {"en": "The decision is kept.", "zh": "决定已保存。"},
}
EXPERIMENTS: Catalog = {**PAGES, **RESULT}
