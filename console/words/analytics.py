"""Words of the pages of analytics: headings, sentences, columns."""

from console.words.catalog import Catalog

ANALYTICS: Catalog = {
    "nav_analytics": {"en": "Analytics", "zh": "分析"},
    "analytics_title": {"en": "Analytics", "zh": "分析"},
    "analytics_page_overview": {"en": "Overview", "zh": "经营概况"},
    "analytics_page_segments": {"en": "Segments", "zh": "客户分群"},
    "analytics_page_risk": {"en": "Who may leave", "zh": "流失预警"},
    "analytics_page_worth": {"en": "Customer value", "zh": "客户价值"},
    "analytics_page_demand": {"en": "Demand", "zh": "需求与工作量"},
    "analytics_page_topics": {"en": "Feedback", "zh": "顾客反馈"},
    "analytics_page_data": {"en": "Data", "zh": "数据"},
    "analytics_lead": {
        "en": "What was sold, to whom, and what is expected. Computed each night; every forecast"
        " says how sure it is.",
        "zh": "卖了什么、卖给了谁、预计会怎样。每晚计算一次，每项预测都注明把握有多大。",
    },
    "analytics_run_now": {"en": "Compute now", "zh": "立即计算"},
    "analytics_running": {"en": "Being computed: {percent} %.", "zh": "正在计算：{percent}%。"},
    "analytics_progress": {"en": "Progress of the computation", "zh": "计算进度"},
    "analytics_notes": {"en": "What was left out or doubted", "zh": "被排除或存疑之处"},
    "analytics_chart_empty": {"en": "There is nothing to show yet.", "zh": "暂无可显示的内容。"},
    "analytics_between": {"en": "between {low} and {high}", "zh": "{low} 至 {high} 之间"},
    "analytics_before": {"en": "the quarter before: {value}", "zh": "上一季度：{value}"},
    "analytics_of_known": {"en": "of {count}", "zh": "共 {count}"},
    "analytics_of_buyers": {"en": "of those who ever bought", "zh": "占购买过的客户"},
    "analytics_card_quarter": {"en": "Sold in the last 13 weeks", "zh": "近 13 周销售额"},
    "analytics_card_bought": {"en": "Customers who bought", "zh": "购买过的客户"},
    "analytics_card_came_back": {"en": "Came back", "zh": "复购"},
    "analytics_card_active": {"en": "Active customers", "zh": "活跃客户"},
    "analytics_card_active_note": {"en": "ordered in the last 90 days", "zh": "近 90 天有订单"},
    "analytics_card_at_risk": {"en": "Likelier gone than not", "zh": "很可能流失"},
    "analytics_card_expected": {"en": "Expected spend", "zh": "预计消费"},
    "analytics_card_expected_note": {
        "en": "of the customers there are, within the span of the forecast",
        "zh": "现有客户在预测期内的预计消费",
    },
    "analytics_card_stake": {"en": "At stake", "zh": "可能损失"},
    "analytics_card_stake_note": {
        "en": "expected spend times the chance to leave",
        "zh": "预计消费乘以流失概率",
    },
    "analytics_card_auc": {"en": "Told apart rightly", "zh": "判断正确率"},
    "analytics_card_auc_note": {
        "en": "of pairs of one who left and one who stayed, on weeks the model had not seen",
        "zh": "在模型未见过的时段里，随机取一名流失客户与一名留存客户，模型判断正确的比例",
    },
    "analytics_card_auc_too_good": {
        "en": "Too good to be true: a column may give the answer away. Do not rely on it.",
        "zh": "好得不真实：可能有字段泄露了答案，请勿采信。",
    },
    "analytics_card_orders": {"en": "Expected orders", "zh": "预计订单数"},
    "analytics_card_best_ten": {"en": "Share of the ten best", "zh": "前十名占比"},
    "analytics_card_best_ten_note": {"en": "of the expected spend", "zh": "占预计消费"},
    "analytics_card_segments": {"en": "Segments", "zh": "分群数"},
    "analytics_card_customers": {"en": "Customers", "zh": "客户数"},
    "analytics_card_spent": {"en": "Spent so far", "zh": "累计消费"},
    "analytics_sales": {"en": "Sales", "zh": "销售"},
    "analytics_chart_weeks": {"en": "Sold by week", "zh": "每周销售额"},
    "analytics_chart_weeks_about": {
        "en": "Revenue of each of the last 52 whole weeks in {currency}. The week that goes on is"
        " left out: {now} so far.",
        "zh": "近 52 个完整周每周的销售额（{currency}）。本周尚未结束，不计入：目前为 {now}。",
    },
    "analytics_chart_shelves": {"en": "Sold by category", "zh": "各品类销售额"},
    "analytics_chart_shelves_about": {
        "en": "Revenue of the last 13 weeks in {currency}, and the change against the 13 before.",
        "zh": "近 13 周各品类销售额（{currency}）及与前 13 周相比的变化。",
    },
    "analytics_runs": {"en": "The last runs", "zh": "最近的计算"},
    "analytics_runs_about": {
        "en": "A step that fails leaves the results of the run before.",
        "zh": "某一步失败时，保留上一次的结果。",
    },
    "analytics_runs_none": {
        "en": "Nothing has been computed yet. It is done at night, or now by the button above.",
        "zh": "尚未计算过。系统每晚自动计算，也可以点击上方按钮立即计算。",
    },
    "analytics_run_running": {"en": "running", "zh": "进行中"},
    "analytics_run_done": {"en": "done", "zh": "完成"},
    "analytics_run_incomplete": {"en": "done in part", "zh": "部分完成"},
    "analytics_run_failed": {"en": "failed", "zh": "失败"},
    "analytics_run_cancelled": {"en": "cancelled", "zh": "已取消"},
    "analytics_run_lost": {"en": "broke off", "zh": "中断"},
    "analytics_risk_none": {
        "en": "Nothing is foretold yet. It takes some months of orders; compute once there are.",
        "zh": "暂无预测。需要积累数月的订单后再计算。",
    },
    "analytics_risk_lead": {
        "en": "{count} of {of} customers will more likely than not buy nothing in the next {days}"
        " days; {stake} of expected spend is at stake.",
        "zh": "{of} 名客户中，有 {count} 名在未来 {days} 天内很可能不再购买，"
        "涉及预计消费 {stake}。",
    },
    "analytics_risk_who": {"en": "Who, why, and what to do", "zh": "哪些客户、为什么、怎么办"},
    "analytics_risk_who_about": {
        "en": "By the money at stake, the most first. The reasons are exact parts of the model's"
        " answer, the strongest first.",
        "zh": "按可能损失的金额从高到低排列。原因是模型结果的精确组成部分，最强的在前。",
    },
    "analytics_risk_nobody": {
        "en": "Nobody is likelier gone than not.",
        "zh": "暂无很可能流失的客户。",
    },
    "analytics_risk_no_reason": {"en": "nothing stands out", "zh": "没有突出的原因"},
    "analytics_risk_spread": {"en": "How the chances are spread", "zh": "流失概率的分布"},
    "analytics_chart_risk": {"en": "Customers by chance to leave", "zh": "按流失概率统计的客户数"},
    "analytics_chart_risk_about": {
        "en": "How many customers have a chance to leave within each tenth.",
        "zh": "流失概率每十个百分点一档，各档的客户数。",
    },
    "analytics_chart_gains": {"en": "What facts are worth", "zh": "各类因素的价值"},
    "analytics_chart_gains_about": {
        "en": "By how many points the model tells customers apart better with these facts than"
        " without them, and the interval.",
        "zh": "有无此类因素时，模型判断正确率相差的百分点及区间。",
    },
    "analytics_deed_mend": {"en": "Solve what is open first", "zh": "先解决未了结的问题"},
    "analytics_deed_ask": {"en": "Ask what was wrong", "zh": "询问哪里不满意"},
    "analytics_deed_offer": {"en": "Write with an offer that fits", "zh": "发送合适的优惠"},
    "analytics_deed_next": {
        "en": "Write with an offer from {category}",
        "zh": "发送“{category}”类优惠",
    },
    "analytics_deed_person": {"en": "Write in person", "zh": "由专人联系"},
    "analytics_card_auc_naive": {"en": "; the plain guess: {naive}", "zh": "；简单猜测：{naive}"},
    "analytics_risk_former": {
        "en": "The chances are those of the model of {day}: the newest was not let through"
        " (told apart rightly: {auc}).",
        "zh": "所示概率来自 {day} 的模型：最新模型未通过检验（判断正确率 {auc}）。",
    },
    "analytics_worth_none": {
        "en": "Nothing is foretold yet. It takes customers who came back.",
        "zh": "暂无预测。需要有复购的客户。",
    },
    "analytics_worth_lead": {
        "en": "{spend} in about {orders} orders is expected of today's customers in the next {days}"
        " days.",
        "zh": "预计现有客户在未来 {days} 天内约下 {orders} 单，消费 {spend}。",
    },
    "analytics_worth_who": {"en": "Of whom the most is expected", "zh": "预计消费最高的客户"},
    "analytics_worth_who_about": {
        "en": "Four times of five the truth lies in the span that is given.",
        "zh": "五次里有四次，真实值会落在给出的区间内。",
    },
    "analytics_chart_worth": {"en": "Expected spend", "zh": "预计消费"},
    "analytics_chart_worth_about": {
        "en": "The customers of whom the most is expected, in {currency}.",
        "zh": "预计消费最高的客户（{currency}）。",
    },
    "analytics_proof": {"en": "How far it may be trusted", "zh": "可信程度"},
    "analytics_worth_proof_about": {
        "en": "The same model on a span it had not seen, beside the obvious guesses. Smaller errors"
        " are better; a rank of 1 puts all customers in the right order.",
        "zh": "同一模型在未见过的时段上的表现，与简单猜测对比。误差越小越好；"
        "排序为 1 表示顺序全对。",
    },
    "analytics_in_week": {"en": "week of {day}", "zh": "{day}那一周"},
    "analytics_method_naive": {"en": "As last week", "zh": "与上周相同"},
    "analytics_method_seasonal_naive": {"en": "As a year ago", "zh": "与去年同周相同"},
    "analytics_method_ses": {"en": "Smoothed", "zh": "指数平滑"},
    "analytics_method_imapa": {"en": "Smoothed over several spans", "zh": "多时段平滑"},
    "analytics_method_theta": {"en": "Smoothed with a trend", "zh": "带趋势的平滑"},
    "analytics_method_ets": {"en": "Trend and season (ETS)", "zh": "趋势与季节（ETS）"},
    "analytics_method_median": {"en": "Middle of several methods", "zh": "多种方法取中"},
    "analytics_method_zero_for_everyone": {"en": "Nought for everybody", "zh": "全部猜零"},
    "analytics_method_own_past_rate": {"en": "As in the past", "zh": "按以往速度"},
    "analytics_segments_none": {
        "en": "Nobody is in a segment yet. It takes customers who bought.",
        "zh": "暂无分群。需要有购买过的客户。",
    },
    "analytics_segments_lead": {
        "en": "Champions and loyal customers are {good} of all and {money} of the money; {slipping}"
        " good customers are slipping away.",
        "zh": "核心客户与忠诚客户占客户数的 {good}、占消费额的 {money}；另有 {slipping} 名好客户"
        "正在流失。",
    },
    "analytics_segments": {"en": "Segments", "zh": "分群"},
    "analytics_segments_about": {
        "en": "By how lately, how often and for how much they bought, in fifths of all customers.",
        "zh": "按最近购买时间、购买次数和金额，各分五档后归类。",
    },
    "analytics_segment_about": {
        "en": "The {shown} of {count} who spent most; the file holds everybody, to write to them.",
        "zh": "共 {count} 名客户，此处为消费最高的 {shown} 名；"
        "CSV 文件包含全部客户，可用于营销活动。",
    },
    "analytics_chart_segments": {"en": "Customers by segment", "zh": "各分群客户数"},
    "analytics_chart_segments_about": {
        "en": "How many customers are in each segment.",
        "zh": "各分群的客户数。",
    },
    "analytics_groups": {"en": "Groups found in the figures", "zh": "从数据中发现的群组"},
    "analytics_groups_about": {
        "en": "Customers who buy alike, found without rules. When customers are drawn again the"
        " groups agree to {stability}.",
        "zh": "不用规则、从购买行为中找出的相似客户。重新抽样时分组一致度为 {stability}。",
    },
    "analytics_movement": {"en": "Who moved", "zh": "分群流动"},
    "analytics_movement_about": {
        "en": "{stayed} stayed where they were.",
        "zh": "{stayed} 保持不变。",
    },
    "analytics_chart_movement": {"en": "The largest moves", "zh": "最大的流动"},
    "analytics_chart_movement_about": {
        "en": "Customers who changed their segment between {first} and {last}.",
        "zh": "{first} 至 {last} 之间分群发生变化的客户数。",
    },
    "analytics_demand_none": {
        "en": "Nothing is foretold yet. It takes some weeks of sales or contacts.",
        "zh": "暂无预测。需要积累数周的销售或咨询数据。",
    },
    "analytics_demand_lead": {
        "en": "On the last weeks, which the choice had not seen, the forecasts of {series} series"
        " were off by {gain} less than the plain guess.",
        "zh": "在未参与选择的最近几周里，{series} 个序列的预测误差比简单猜测小 {gain}。",
    },
    "analytics_demand_lead_naive": {
        "en": "On the last weeks, the forecasts of {series} series were no better than the plain"
        " guess ({gain} worse): there is little more in these sales than chance.",
        "zh": "最近几周里，{series} 个序列的预测并不优于简单猜测（误差大 {gain}）：这些销量几乎只有"
        "随机波动。",
    },
    "analytics_demand_lead_plain": {
        "en": "What is sold and asked, by week and hour.",
        "zh": "按周与按小时的销量和咨询量。",
    },
    "analytics_forecasts_categories": {
        "en": "What will be sold, by category",
        "zh": "各品类销量预测",
    },
    "analytics_forecasts_products": {"en": "What will be sold, by product", "zh": "各商品销量预测"},
    "analytics_forecasts_reasons": {"en": "Contacts by reason", "zh": "各类咨询量预测"},
    "analytics_forecasts_about": {
        "en": "{shown} of {of}. The method of each is the one that did best on its own past; the"
        " truth lies in the span most weeks.",
        "zh": "显示 {of} 个中的 {shown} 个。每个序列采用在其历史上表现最好的方法，"
        "真实值大多落在区间内。",
    },
    "analytics_chart_demand": {"en": "Forecast", "zh": "预测"},
    "analytics_chart_demand_about": {
        "en": "Units of {name} a week: expected, and the ends of the span.",
        "zh": "{name} 每周销量：预计值与区间上下限。",
    },
    "analytics_gain": {"en": "{gain} better than the plain guess", "zh": "比简单猜测好 {gain}"},
    "analytics_gain_none": {"en": "no better than the plain guess", "zh": "不优于简单猜测"},
    "analytics_gain_unknown": {"en": "too short to tell", "zh": "历史太短，无法判断"},
    "analytics_stock": {"en": "What may run out", "zh": "可能缺货"},
    "analytics_stock_about": {
        "en": "Products that may be gone before a delivery ordered now arrives, in two weeks.",
        "zh": "现在补货（两周后到货），到货之前可能售罄的商品。",
    },
    "analytics_contacts": {"en": "When customers write", "zh": "顾客何时咨询"},
    "analytics_chart_contacts": {"en": "Contacts by hour of the week", "zh": "一周各小时的咨询量"},
    "analytics_chart_contacts_about": {
        "en": "Tickets and messages of the last 26 weeks by weekday and hour.",
        "zh": "近 26 周的工单与消息，按星期和小时统计。",
    },
    "analytics_staffing": {"en": "How many agents", "zh": "需要多少客服"},
    "analytics_staffing_about": {
        "en": "So many are needed for the promised answer time, by Erlang's formula; the careful"
        " number is for a busy week.",
        "zh": "按爱尔朗公式计算，达到承诺的应答时间所需的人数；“稳妥”一列对应繁忙的一周。",
    },
    "analytics_staffing_hours": {
        "en": "Every hour, also to be safe",
        "zh": "逐小时明细（含稳妥人数）",
    },
    "analytics_chart_staffing": {
        "en": "Agents needed by day and hour",
        "zh": "每天各小时所需客服人数",
    },
    "analytics_chart_staffing_about": {
        "en": "The coming week, as expected.",
        "zh": "未来一周，按预期。",
    },
    "analytics_topics_none": {
        "en": "There are too few texts to say what they are about.",
        "zh": "文本太少，无法归纳主题。",
    },
    "analytics_topics_lead": {
        "en": "{texts} texts fall into {count} topics; the largest is “{name}” with {share}.",
        "zh": "{texts} 条文本归为 {count} 个主题，最大的是“{name}”，占 {share}。",
    },
    "analytics_topics": {"en": "Topics", "zh": "主题"},
    "analytics_topics_about": {
        "en": "Found in the words themselves, each language by itself; examples are masked.",
        "zh": "从文本本身归纳，各语言分开处理；示例已脱敏。",
    },
    "analytics_chart_topics": {"en": "Texts by topic", "zh": "各主题文本数"},
    "analytics_chart_topics_about": {
        "en": "How many texts each topic has.",
        "zh": "各主题的文本数。",
    },
    "analytics_chart_sentiment": {"en": "How people feel", "zh": "情绪走势"},
    "analytics_chart_sentiment_about": {
        "en": "Mean sentiment of the texts over time, from −1 to 1.",
        "zh": "文本平均情绪随时间的变化（−1 至 1）。",
    },
    "analytics_trend_rising": {"en": "rising", "zh": "上升"},
    "analytics_trend_falling": {"en": "falling", "zh": "下降"},
    "analytics_trend_steady": {"en": "steady", "zh": "平稳"},
    "analytics_trend_unknown": {"en": "too few to tell", "zh": "太少，无法判断"},
    "analytics_drivers": {"en": "What goes with low ratings", "zh": "低评分与什么有关"},
    "analytics_drivers_about": {
        "en": "All else being equal. What goes together need not be the cause.",
        "zh": "其他条件相同的情况下。相关不等于因果。",
    },
}
