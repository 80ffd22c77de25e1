"""Words of the form of a new experiment, and of what goes wrong with one."""

from console.words.catalog import Catalog

FORM: Catalog = {
    "exp_name": {"en": "Name", "zh": "名称"},
    "exp_key_about": {
        "en": "Small letters, digits, - and _. It sorts the customers and cannot be changed.",
        "zh": "仅限小写字母、数字、- 和 _。顾客按此标识分组，创建后不可更改。",
    },
    "exp_place_about": {
        "en": "Recommendations: chat or api. An answer of the bot: its name, such as utter_greet.",
        "zh": "推荐：chat 或 api；机器人回复：其名称，如 utter_greet。",
    },
    "exp_arms": {"en": "Groups", "zh": "分组"},
    "exp_arms_about": {
        "en": "The first is the control. Shares add up to 100 %. Leave lines empty for fewer. "
        "Recommendations: model and popular; an answer: the ids of its variations.",
        "zh": "第一行为对照组，各组占比合计为 100%。不需要的行请留空。"
        "推荐实验的组名为 model 和 popular；回复实验的组名为各说法的 id。",
    },
    "exp_arm_n": {"en": "Group {n}", "zh": "第 {n} 组"},
    "exp_percent": {"en": "Share of group {n} in %", "zh": "第 {n} 组占比（%）"},
    "exp_judged": {"en": "Metrics", "zh": "指标"},
    "exp_judged_by": {"en": "Judged by (one metric)", "zh": "主要指标（仅一个）"},
    "exp_also": {"en": "Measured as well", "zh": "同时测量"},
    "exp_window_days": {"en": "Days each customer is measured", "zh": "每位顾客测量天数"},
    "exp_lift_percent": {
        "en": "Smallest change that matters, in %",
        "zh": "值得关注的最小变化（%）",
    },
    "exp_looks_count": {"en": "Looks planned", "zh": "计划查看次数"},
    "exp_cap_percent": {
        "en": "Cap values at the quantile in % (empty: never)",
        "zh": "数值封顶分位数（%，留空则不封顶）",
    },
    "exp_size": {"en": "Customers, if not as computed", "zh": "顾客数（留空则自动计算）"},
    "exp_compute": {"en": "Show what it takes", "zh": "估算所需规模"},
    "exp_keep": {"en": "Keep as draft", "zh": "保存为草稿"},
    "exp_takes": {"en": "What it takes", "zh": "所需规模"},
    "exp_takes_customers": {
        "en": "{customers:,} customers, {per_arm:,} of them in the smallest group: then a change "
        "of {lift:+.1%} from {base} is found 4 times in 5.",
        "zh": "共需 {customers:,} 位顾客，最小的一组 {per_arm:,} 位：届时若实际由 {base} 变化 "
        "{lift:+.1%}，有八成机会被发现。",
    },
    "exp_takes_days": {
        "en": "By the traffic of the past 90 days they come in {days:day|days}; with the time of "
        "measuring it takes {total:day|days}.",
        "zh": "按过去 90 天的客流，需 {days} 天凑足人数，加上测量期共需 {total} 天。",
    },
    "exp_takes_forever": {
        "en": "By the traffic of the past 90 days ({per_day:.1f} new customers a day) a year is "
        "not enough. Look for a larger change or measure something more frequent.",
        "zh": "按过去 90 天的客流（每天约 {per_day:.1f} 位新顾客），一年也不够。"
        "请改为检测更大的变化，或选用发生更频繁的指标。",
    },
    "exp_takes_cuped": {
        "en": "What is known of customers from before leaves {kept:.0%} of the variance.",
        "zh": "利用顾客此前的数据，方差可降至原来的 {kept:.0%}。",
    },
    "exp_takes_looks": {
        "en": "Looking several times costs {cost:.1%} more customers; that is counted in.",
        "zh": "按计划多次查看需多 {cost:.1%} 的顾客，已计入以上人数。",
    },
    "exp_takes_reach": {
        "en": "Four weeks of traffic could show a change of about {reach:.1%}.",
        "zh": "四周的客流大约可以发现 {reach:.1%} 的变化。",
    },
}
WRONG: Catalog = {
    "exp_wrong_key": {
        "en": "The key is made of small letters, digits, - and _.",
        "zh": "标识只能包含小写字母、数字、- 和 _。",
    },
    "exp_wrong_key_taken": {
        "en": "There is an experiment of this key already.",
        "zh": "已有使用此标识的实验。",
    },
    "exp_wrong_name": {"en": "Give it a name.", "zh": "请填写名称。"},
    "exp_wrong_subject": {"en": "Choose what is tried.", "zh": "请选择实验对象。"},
    "exp_wrong_arms": {
        "en": "There are two to six groups of different names.",
        "zh": "需要 2 至 6 个名称不同的组。",
    },
    "exp_wrong_arm_names": {
        "en": "Names of groups are made of small letters, digits, - and _.",
        "zh": "组名只能包含小写字母、数字、- 和 _。",
    },
    "exp_wrong_arms_here": {
        "en": "Recommendations have two groups: name them “model” and “popular”.",
        "zh": "推荐实验只有两个组：请命名为“model”和“popular”。",
    },
    "exp_wrong_shares": {
        "en": "Each group has a share of at least 1 %, and they add up to 100 %.",
        "zh": "每组占比不少于 1%，且合计为 100%。",
    },
    "exp_wrong_metrics": {"en": "Choose metrics of the list.", "zh": "请从列表中选择指标。"},
    "exp_wrong_window": {
        "en": "Customers are measured for 1 to 180 days.",
        "zh": "测量期为 1 至 180 天。",
    },
    "exp_wrong_lift": {
        "en": "Say how large a change must be to matter, such as 5 for 5 %.",
        "zh": "请填写值得关注的最小变化，例如 5 表示 5%。",
    },
    "exp_wrong_looks": {"en": "There are 1 to 20 looks.", "zh": "查看次数为 1 至 20 次。"},
    "exp_wrong_customers": {
        "en": "An experiment takes 60 to 100,000,000 customers.",
        "zh": "实验需要 60 至 1 亿位顾客。",
    },
    "exp_wrong_cap": {
        "en": "The quantile lies between 50 and 100 %, such as 99.",
        "zh": "分位数应在 50% 至 100% 之间，例如 99。",
    },
    "exp_wrong_past": {
        "en": "The past says too little of this metric to plan with. Give the number of customers "
        "yourself, or choose another metric.",
        "zh": "该指标的历史数据太少，无法估算。请自行填写顾客数，或选择其他指标。",
    },
    "error_experiment_exists": {
        "en": "There is an experiment of this key already.",
        "zh": "已有使用此标识的实验。",
    },
    "error_experiment_wrong_state": {
        "en": "The experiment is not in a state that allows this; somebody may have been faster.",
        "zh": "实验当前状态不允许此操作，可能已有人先行操作。",
    },
    "error_experiment_place_taken": {
        "en": "The experiment {other} runs in the same place: stop and decide it first.",
        "zh": "实验 {other} 正在同一位置进行，请先停止并作出决定。",
    },
    "error_experiment_look_not_due": {
        "en": "The look is due when {needed} customers are measured; so far {measured} are.",
        "zh": "需有 {needed} 位顾客完成测量才能查看，目前为 {measured} 位。",
    },
    "error_experiment_concluded": {
        "en": "An earlier look has ended the experiment: stop it and decide.",
        "zh": "此前的查看已得出结论，请停止实验并作出决定。",
    },
}
EXPERIMENT_FORM: Catalog = {**FORM, **WRONG}
