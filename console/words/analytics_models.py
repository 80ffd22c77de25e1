"""Words of the page of the models, and of moving them by hand."""

from console.words.catalog import Catalog

ANALYTICS_MODELS: Catalog = {
    "analytics_page_models": {"en": "Models", "zh": "模型"},
    "analytics_models_nothing": {
        "en": "There is no model yet. The first is made when the analyses are computed.",
        "zh": "尚无模型。首次计算分析时会生成。",
    },
    "analytics_models_lead": {
        "en": "Each kind of forecast has one model in use. A new one is made each night and takes"
        " over if it is no worse than the plain guess on weeks it had not seen. What you put into"
        " use stays until you let go of it.",
        "zh": "每类预测有一个使用中的模型。每晚训练新模型，只要在未见过的时段上不逊于简单猜测就会"
        "接替。由您启用的模型会一直使用，直到您取消固定。",
    },
    "analytics_models_card_live": {"en": "Kinds with a model in use", "zh": "有模型可用的类别"},
    "analytics_models_card_held": {"en": "Held by hand", "zh": "人工固定"},
    "analytics_models_card_drifted": {"en": "Drifted", "zh": "已漂移"},
    "analytics_models_no_live": {
        "en": "No model is in use: none was as good as the plain guess yet.",
        "zh": "暂无使用中的模型：尚无模型达到简单猜测的水平。",
    },
    "analytics_models_live": {
        "en": "{name} is in use since {since}.",
        "zh": "{name} 自 {since} 起使用。",
    },
    "analytics_models_stop": {"en": ".", "zh": "。"},
    "analytics_models_between": {"en": ", ", "zh": "、"},
    "analytics_models_held": {
        "en": "It is held by {by}: newer models wait until somebody lets go of it.",
        "zh": "由 {by} 固定：取消固定之前，新模型不会接替。",
    },
    "analytics_models_does_answers": {
        "en": "While it is held, what is foretold of customers is its answer.",
        "zh": "固定期间，对客户的预测由该模型给出。",
    },
    "analytics_models_does_names": {
        "en": "The groups are found anew each night; their names go on from this model.",
        "zh": "分组每晚重新计算，名称沿用该模型。",
    },
    "analytics_models_drift_unknown": {
        "en": "Whether customers have changed since is not known yet.",
        "zh": "客户情况是否变化尚不清楚。",
    },
    "analytics_models_drift_steady": {
        "en": "Customers are spread as they were when the model before was made.",
        "zh": "客户分布与上一个模型建立时一致。",
    },
    "analytics_models_drift_shifted": {
        "en": "Customers have shifted a little in: {names}.",
        "zh": "客户在以下方面略有变化：{names}。",
    },
    "analytics_models_drift_drifted": {
        "en": "Customers are no longer as the model knew them, in: {names}. Look at its score"
        " before you rely on it.",
        "zh": "客户在以下方面已与模型所知不同：{names}。使用前请先查看得分。",
    },
    "analytics_models_is_held": {"en": "held by hand", "zh": "人工固定"},
    "analytics_models_gate_passed": {
        "en": "passed: no worse than the plain guess",
        "zh": "通过：不逊于简单猜测",
    },
    "analytics_models_gate_failed": {
        "en": "stopped: worse than the plain guess",
        "zh": "未通过：逊于简单猜测",
    },
    "analytics_models_gate_unknown": {"en": "not known", "zh": "未知"},
    "analytics_col_score": {"en": "Score on unseen weeks", "zh": "未见时段得分"},
    "analytics_col_gate": {"en": "Gate", "zh": "准入"},
    "analytics_col_by_hand": {"en": "By hand", "zh": "人工操作"},
    "analytics_models_do_promote": {"en": "Put into use", "zh": "启用"},
    "analytics_models_do_rollback": {"en": "Go back to it", "zh": "回退到此模型"},
    "analytics_models_do_hold": {"en": "Hold", "zh": "固定"},
    "analytics_models_do_release": {"en": "Let go", "zh": "取消固定"},
    "analytics_models_sure_promote": {
        "en": "Put this model of “{what}” into use?",
        "zh": "启用“{what}”的这个模型？",
    },
    "analytics_models_sure_rollback": {
        "en": "Go back to this model of “{what}”?",
        "zh": "“{what}”回退到这个模型？",
    },
    "analytics_models_sure_hold": {
        "en": "Hold this model of “{what}”?",
        "zh": "固定“{what}”的这个模型？",
    },
    "analytics_models_sure_release": {
        "en": "Let go of this model of “{what}”?",
        "zh": "取消固定“{what}”的这个模型？",
    },
    "analytics_models_then_promote": {
        "en": "It answers from the next computation on, and is held: newer models wait until"
        " somebody lets go of it. The one in use now is kept as the one before.",
        "zh": "自下次计算起由它给出结果，并被固定：取消固定之前新模型不会接替。"
        "当前使用的模型会保留为上一个。",
    },
    "analytics_models_then_rollback": {
        "en": "It answers from the next computation on, and is held: newer models wait until"
        " somebody lets go of it. The one in use now is retired and can be put into use again.",
        "zh": "自下次计算起由它给出结果，并被固定：取消固定之前新模型不会接替。"
        "当前使用的模型将停用，之后仍可重新启用。",
    },
    "analytics_models_then_hold": {
        "en": "Newer models wait until somebody lets go of it.",
        "zh": "取消固定之前，新模型不会接替。",
    },
    "analytics_models_then_release": {
        "en": "It stays in use until the next good model takes over, which may be tonight.",
        "zh": "在下一个合格的模型接替之前继续使用，可能就在今晚。",
    },
    "analytics_models_no": {"en": "No, back", "zh": "不，返回"},
}
