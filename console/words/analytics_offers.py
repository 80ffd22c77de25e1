"""Words of the page of recommendations: what came of offers, and what may be concluded."""

from console.words.catalog import Catalog

CONCLUSIONS: Catalog = {
    "analytics_offers_conclusion_few": {
        "en": "Too few customers have been held out or offered something to say what recommending"
        " adds.",
        "zh": "被推荐或作为对照的客户还太少，无法判断推荐带来了什么。",
    },
    "analytics_offers_conclusion_more": {
        "en": "Recommending adds buyers: {low} to {high} points more of the customers buy within"
        " {days} days than of those held out.",
        "zh": "推荐带来更多购买：{days} 天内购买的客户比例比对照组高 {low} 至 {high} 个百分点。",
    },
    "analytics_offers_conclusion_fewer": {
        "en": "Fewer of the customers who are recommended to buy within {days} days than of those"
        " held out ({low} to {high} points): look at what is recommended.",
        "zh": "{days} 天内，被推荐的客户购买比例反而低于对照组（{low} 至 {high} 个百分点）："
        "请检查推荐内容。",
    },
    "analytics_offers_conclusion_unclear": {
        "en": "Whether recommending adds buyers cannot be told yet: the difference to those held"
        " out lies between {low} and {high} points.",
        "zh": "尚无法判断推荐是否带来更多购买：与对照组的差异在 {low} 至 {high} 个百分点之间。",
    },
}

PLACES: Catalog = {
    "analytics_list_new": {"en": "New for the customer", "zh": "新品推荐"},
    "analytics_list_again": {"en": "Buy again", "zh": "再次购买"},
    "analytics_list_with": {"en": "Goes with a product", "zh": "与商品搭配"},
    "analytics_list_basket": {"en": "Goes with an order or basket", "zh": "与订单或购物车搭配"},
    "analytics_list_search": {"en": "Found by words", "zh": "按描述查找"},
    "analytics_place_chat": {"en": "in the chat", "zh": "聊天中"},
    "analytics_place_after_order": {"en": "after an order answer", "zh": "订单答复之后"},
    "analytics_place_console": {"en": "by an agent", "zh": "客服推荐"},
    "analytics_place_api": {"en": "by a program", "zh": "外部程序"},
    "analytics_place_campaign": {"en": "in a campaign", "zh": "营销活动"},
}

OFFERS: Catalog = {
    "analytics_page_offers": {"en": "Recommendations", "zh": "推荐效果"},
    "analytics_step_experiments": {"en": "Looks at experiments", "zh": "实验查看"},
    "analytics_step_offers": {"en": "What came of offers", "zh": "推荐效果"},
    "analytics_offers_none": {
        "en": "Nothing has been offered yet. Offers are counted from the chat, the agents' panel"
        " and the API on; then the figures come with the next run.",
        "zh": "尚无推荐记录。聊天、客服面板和接口中的推荐会被记录，下次计算后即可看到数据。",
    },
    "analytics_card_coverage": {"en": "Products shown", "zh": "推荐覆盖率"},
    "analytics_card_coverage_note": {"en": "of those on sale", "zh": "占在售商品"},
    "analytics_card_offered": {"en": "Offered", "zh": "推荐次数"},
    "analytics_card_offered_note": {
        "en": "to {people} customers in 26 weeks",
        "zh": "近 26 周，共 {people} 名客户",
    },
    "analytics_card_clicks": {"en": "Looked at", "zh": "点击率"},
    "analytics_card_acceptance": {"en": "Bought", "zh": "接受率"},
    "analytics_card_acceptance_note": {
        "en": "of what was offered, within {days} days; {span}",
        "zh": "推荐后 {days} 天内购买的比例；{span}",
    },
    "analytics_uplift": {"en": "What recommending adds", "zh": "推荐带来的增量"},
    "analytics_uplift_about": {
        "en": "A fixed share of the customers, drawn by chance, gets no model's recommendations."
        " Both groups are counted from the first moment at which something was or would have been"
        " offered, for {days} days, and only at places where the hold-out applies: {places}.",
        "zh": "随机固定的一部分客户不接受模型推荐，作为对照。两组都从首次推荐（或本应推荐）的时刻起"
        "统计 {days} 天，且只统计对照有效的位置：{places}。",
    },
    "analytics_chart_uplift": {"en": "Difference to those held out", "zh": "与对照组的差异"},
    "analytics_chart_uplift_about": {
        "en": "By how many points more of the customers who are recommended to buy, and the 95 %"
        " interval.",
        "zh": "被推荐客户的购买比例比对照组高出的百分点及 95% 区间。",
    },
    "analytics_uplift_nought": {"en": "no difference", "zh": "无差异"},
    "analytics_uplift_unknown": {"en": "not known yet", "zh": "尚不可知"},
    "analytics_arm_model": {"en": "Recommended to", "zh": "被推荐"},
    "analytics_arm_holdout": {"en": "Held out", "zh": "对照组"},
    "analytics_arm_difference": {"en": "Difference in points", "zh": "差异（百分点）"},
    "analytics_arm_spend": {"en": "Difference in spend per customer", "zh": "人均消费差异"},
    "analytics_places": {"en": "By list and place", "zh": "按推荐类型与位置"},
    "analytics_places_about": {
        "en": "“Bought” is of the offers whose {days} days are over: so often was the very product"
        " bought.",
        "zh": "“购买”只统计已满 {days} 天的推荐，即推荐的商品本身被购买的比例。",
    },
    "analytics_acceptance": {"en": "Over time", "zh": "随时间变化"},
    "analytics_chart_acceptance": {"en": "Bought of what was offered", "zh": "推荐接受率"},
    "analytics_chart_acceptance_about": {
        "en": "Per cent of each week's offers that were bought within {days} days, with the 95 %"
        " interval; weeks whose days are not over are left out.",
        "zh": "每周推荐在 {days} 天内被购买的百分比及 95% 区间；未满期的周不计入。",
    },
    "analytics_chart_places": {"en": "Offers by list and place", "zh": "各类推荐次数"},
    "analytics_chart_places_about": {
        "en": "How many products were offered in each list at each place.",
        "zh": "各推荐类型在各位置推荐商品的次数。",
    },
    "analytics_products": {"en": "What is offered most", "zh": "推荐最多的商品"},
    "analytics_products_about": {
        "en": "Shown in vain are customers who were shown a product twice or more and did not buy"
        " it: many of them are a reason to leave it out in the rules for recommending.",
        "zh": "“未打动”指同一商品推荐两次以上仍未购买的客户数；"
        "数量多时，可在推荐规则中排除该商品。",
    },
    "analytics_losers": {"en": "What lost", "zh": "推荐落空最多的商品"},
    "analytics_losers_none": {
        "en": "No product was shown to anybody twice in vain.",
        "zh": "没有商品被重复推荐而落空。",
    },
    "analytics_losers_about": {
        "en": "By the customers who were shown it in vain.",
        "zh": "按“未打动”的客户数排列。",
    },
    "analytics_col_list": {"en": "List and place", "zh": "类型与位置"},
    "analytics_col_offered": {"en": "Offered", "zh": "推荐次数"},
    "analytics_col_clicked": {"en": "Looked at", "zh": "点击"},
    "analytics_col_bought": {"en": "Bought", "zh": "购买"},
    "analytics_col_lost": {"en": "Shown in vain", "zh": "未打动"},
    "analytics_col_arm": {"en": "Group", "zh": "组别"},
}

JOB: Catalog = {
    "analytics_computed": {"en": "The computation has ended.", "zh": "计算已结束。"},
    "analytics_show_new": {"en": "Show the new figures", "zh": "显示最新数据"},
}

ANALYTICS_OFFERS: Catalog = {**CONCLUSIONS, **PLACES, **OFFERS, **JOB}
