"""Words of what may be concluded from an experiment, and of what is to be doubted."""

from console.words.catalog import Catalog

SAYS: Catalog = {
    "exp_says_better": {
        "en": "“{arm}” is better: {metric} changed by {relative:+.1%} "
        "({relative_low:+.1%} to {relative_high:+.1%}). This may be concluded.",
        "zh": "“{arm}”更好：{metric}变化 {relative:+.1%}"
        "（区间 {relative_low:+.1%} 至 {relative_high:+.1%}）。可以据此下结论。",
    },
    "exp_says_worse": {
        "en": "“{arm}” is worse: {metric} changed by {relative:+.1%} "
        "({relative_low:+.1%} to {relative_high:+.1%}). This may be concluded.",
        "zh": "“{arm}”更差：{metric}变化 {relative:+.1%}"
        "（区间 {relative_low:+.1%} 至 {relative_high:+.1%}）。可以据此下结论。",
    },
    "exp_says_better_plain": {
        "en": "“{arm}” is better: {metric} changed by {difference:+,.4g} "
        "({low:+,.4g} to {high:+,.4g}). This may be concluded.",
        "zh": "“{arm}”更好：{metric}变化 {difference:+,.4g}"
        "（区间 {low:+,.4g} 至 {high:+,.4g}）。可以据此下结论。",
    },
    "exp_says_worse_plain": {
        "en": "“{arm}” is worse: {metric} changed by {difference:+,.4g} "
        "({low:+,.4g} to {high:+,.4g}). This may be concluded.",
        "zh": "“{arm}”更差：{metric}变化 {difference:+,.4g}"
        "（区间 {low:+,.4g} 至 {high:+,.4g}）。可以据此下结论。",
    },
    "exp_says_nothing": {
        "en": "No difference was shown. {metric} may have changed by anything from "
        "{relative_low:+.1%} to {relative_high:+.1%}, so it may not be concluded that there is "
        "none.",
        "zh": "未能证实存在差异。{metric}的变化可能在 {relative_low:+.1%} 至 {relative_high:+.1%} "
        "之间，因此也不能断定没有差异。",
    },
    "exp_says_nothing_plain": {
        "en": "No difference was shown. {metric} may have changed by anything from {low:+,.4g} to "
        "{high:+,.4g}, so it may not be concluded that there is none.",
        "zh": "未能证实存在差异。{metric}的变化可能在 {low:+,.4g} 至 {high:+,.4g} 之间，"
        "因此也不能断定没有差异。",
    },
    "exp_says_not_yet": {
        "en": "Nothing can be concluded yet: this is look {look} of {looks}, with {share:.0%} of "
        "the planned customers, and {metric} does not differ clearly enough for so early a look.",
        "zh": "暂时不能下结论：这是第 {look} 次查看（共计划 {looks} 次），"
        "已有计划顾客的 {share:.0%}，{metric}的差异还不足以在此时提前得出结论。",
    },
    "exp_says_nobody": {
        "en": "Nothing can be concluded yet, because no customer's time of measurement is over.",
        "zh": "暂时不能下结论：还没有任何顾客完成测量期。",
    },
    "exp_says_broken": {
        "en": "Nothing can be concluded and no result is shown, because the groups' sizes are not "
        "what was planned (p = {p:.2g}): something else than chance sorts the customers. Find out "
        "what, or give the shares that were really planned.",
        "zh": "不能下结论，也不显示结果：各组人数与计划不符（p = {p:.2g}），"
        "说明分组受到了随机之外因素的影响。请查明原因；如果计划的比例本来就不同，请填写实际比例。",
    },
    "exp_says_doubtful": {
        "en": "Nothing can be concluded, because the groups' sizes are doubtful: chance alone "
        "makes them so uneven in only {p:.2%} of experiments. Find out what sorted "
        "the customers before any difference is believed.",
        "zh": "不能下结论：各组人数可疑，仅凭随机分组，出现这种不均衡的可能性只有 {p:.2%}。"
        "在相信任何差异之前，请先查明是什么影响了分组。",
    },
    "exp_says_before": {
        "en": "Nothing can be concluded, because the groups differed already before the experiment "
        "(p = {p:.2g}): the customers were not sorted by chance.",
        "zh": "不能下结论：各组在实验开始前就已存在差异（p = {p:.2g}），说明顾客并非随机分组。",
    },
    "exp_says_missing": {
        "en": "Nothing can be concluded, because {metric} is missing more often in one group than "
        "in another (p = {p:.2g}): who is left is no longer a fair sample.",
        "zh": "不能下结论：{metric}在各组中的缺失比例不同（p = {p:.2g}），"
        "剩下的顾客已不是公平的样本。",
    },
    "exp_says_too_few": {
        "en": "Nothing can be concluded yet, because “{arm}” has {n:,} customers; with fewer than "
        "{least} in a group no average can be trusted.",
        "zh": "暂时不能下结论：“{arm}”只有 {n:,} 位顾客；每组少于 {least} 位时，平均值不可信。",
    },
    "exp_says_constant": {
        "en": "Nothing can be concluded, because {metric} is the same for everybody.",
        "zh": "不能下结论：所有顾客的{metric}都相同。",
    },
}

NOTES: Catalog = {
    "exp_note_missing": {
        "en": "{metric} is missing for {n:customer|customers}; they are left out of it.",
        "zh": "有 {n} 位顾客缺少{metric}数据，计算时未计入。",
    },
    "exp_note_heavy": {
        "en": "{metric} has a long tail (largest value {largest:,.6g}): a few customers decide its "
        "average. A group should have about {needed:,} customers for it; else say beforehand that "
        "values are capped.",
        "zh": "{metric}存在长尾（最大值 {largest:,.6g}）：少数顾客左右了平均值。"
        "每组约需 {needed:,} 位顾客才可靠；否则请事先声明对数值封顶。",
    },
    "exp_note_currency": {
        "en": "{n:order|orders} in another currency than most are left out: they cannot be added.",
        "zh": "有 {n} 个订单使用其他货币，无法相加，未计入。",
    },
    "exp_note_capped": {
        "en": "Values of {metric} above {cap:,.6g} count as {cap:,.6g} in every group, as was "
        "declared (quantile {quantile:g} of what is not nought).",
        "zh": "按事先声明，各组中{metric}高于 {cap:,.6g} 的数值均按 {cap:,.6g} 计"
        "（取非零值的 {quantile:g} 分位数）。",
    },
}
VERDICTS: Catalog = {**SAYS, **NOTES}
