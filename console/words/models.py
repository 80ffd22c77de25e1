"""Words of the pages of models."""

from console.words.catalog import Catalog

MODELS: Catalog = {
    "studio_models": {"en": "Models", "zh": "模型"},
    "studio_models_about": {
        "en": "Which model answers customers, what the others scored; promote, try, go back.",
        "zh": "查看当前服务顾客的模型与其他模型的得分；上线、试用或回退。",
    },
    "models_now": {"en": "Who answers now", "zh": "当前服务"},
    "models_answers": {"en": "answers all customers", "zh": "服务全部顾客"},
    "models_answers_most": {
        "en": "answers {percent} % of customers",
        "zh": "服务 {percent}% 的顾客",
    },
    "models_nobody_chose": {
        "en": "Nobody has chosen a model yet; the newest one answers when Frontdesk starts.",
        "zh": "尚未选择模型，Frontdesk 启动时使用最新的模型。",
    },
    "models_back": {"en": "Go back to {model}", "zh": "回退到 {model}"},
    "models_elsewhere": {
        "en": "Dialogue workers run elsewhere, so Frontdesk cannot load models into them. A"
        " promotion is written down here; whoever runs them must start them with that archive and"
        " its manifest (python -m nlu.serve --model …). Each turn names the model that answered.",
        "zh": "对话服务在其他机器上运行，Frontdesk 无法替它们加载模型。上线只在此登记，"
        "还须由运维人员用该模型文件及其清单重新启动（python -m nlu.serve --model …）。"
        "每轮对话都会记录实际回答的模型。",
    },
    "models_servers": {"en": "Processes", "zh": "进程"},
    "models_serves": {"en": "serves {model}", "zh": "正在使用 {model}"},
    "models_serves_nothing": {"en": "serves no model yet", "zh": "尚未加载模型"},
    "models_tries": {"en": "on trial: {model}", "zh": "试用：{model}"},
    "models_loading": {"en": "Loads {model} …", "zh": "正在加载 {model}…"},
    "models_failed": {
        "en": "Could not load {model} (failures so far: {times}); the one before answers on.",
        "zh": "无法加载 {model}（累计失败 {times} 次），仍由原模型服务。",
    },
    "models_trial": {"en": "On trial", "zh": "试用中"},
    "models_trial_share": {
        "en": "answers {percent} % of customers",
        "zh": "服务 {percent}% 的顾客",
    },
    "models_one": {"en": "Model", "zh": "模型"},
    "models_customers": {"en": "Customers", "zh": "顾客数"},
    "models_badly": {"en": "Fared badly", "zh": "结果不佳"},
    "models_rate": {"en": "Share", "zh": "占比"},
    "models_trial_test": {
        "en": "Badly: handed over because the bot failed or did not understand, given up with an"
        " apology, or a thumb down. p = {p}; at 0.01 the trial ends by itself. It may be looked at"
        " at any time.",
        "zh": "结果不佳指：机器人出错或听不懂而转人工、道歉放弃，或顾客差评。p = {p}，"
        "降到 0.01 时自动结束试用；可随时查看，不影响结论。",
    },
    "models_percent": {"en": "Percent of customers", "zh": "顾客比例（%）"},
    "models_share_do": {"en": "Change the share", "zh": "调整比例"},
    "models_end_trial": {"en": "End the trial", "zh": "结束试用"},
    "models_trial_failed": {
        "en": "The model on trial did worse and was taken back; {model} answers all customers.",
        "zh": "试用模型表现变差，已自动撤回；现由 {model} 服务全部顾客。",
    },
    "models_mail_subject": {
        "en": "A model on trial was taken back",
        "zh": "试用中的模型已自动撤回",
    },
    "models_mail": {
        "en": "{model} answered {share} % of the customers and did worse than the live model, so "
        "it was taken back. {live} answers everybody again; nothing needs to be done.\n\n"
        "Why it did worse is seen in the studio, under Models and Insight.\n",
        "zh": "{model} 曾服务 {share} % 的顾客，表现比线上模型差，因此已自动撤回。现由 {live} "
        "服务全部顾客，无需任何操作。\n\n原因可在“机器人”下的“模型”和“洞察”页面查看。\n",
    },
    "models_proposal": {"en": "Waits for a second person", "zh": "等待第二人审批"},
    "models_proposed_by": {"en": "Proposed by {who}", "zh": "申请人：{who}"},
    "models_approve": {"en": "Approve", "zh": "批准"},
    "models_withdraw": {"en": "Withdraw", "zh": "撤回申请"},
    "models_own": {"en": "Somebody else must approve it.", "zh": "须由他人批准。"},
    "models_all": {"en": "All models", "zh": "全部模型"},
    "models_list": {"en": "All models", "zh": "全部模型"},
    "models_state": {"en": "State", "zh": "状态"},
    "models_f1": {"en": "Macro-F1", "zh": "宏平均 F1"},
    "models_data": {"en": "Data", "zh": "数据"},
    "models_sum": {"en": "Sum of the data", "zh": "数据校验和"},
    "models_who": {"en": "Trained by", "zh": "训练人"},
    "models_when": {"en": "Trained", "zh": "训练时间"},
    "models_examples": {"en": "Examples", "zh": "例句数"},
    "models_seconds": {"en": "Training took", "zh": "训练用时"},
    "models_size": {"en": "Size", "zh": "大小"},
    "models_none": {"en": "There is no model yet.", "zh": "还没有模型。"},
    "models_mark_live": {"en": "Live", "zh": "在线"},
    "models_mark_previous": {"en": "Previous", "zh": "上一个"},
    "models_mark_trial": {"en": "On trial", "zh": "试用中"},
    "models_mark_proposed": {"en": "Proposed", "zh": "待批准"},
    "models_history": {"en": "What was done", "zh": "变更记录"},
    "models_no_history": {"en": "Nothing was done yet.", "zh": "暂无变更。"},
    "models_machine": {"en": "Frontdesk itself", "zh": "系统"},
    "models_deed_settled": {"en": "Answers from the start:", "zh": "初始模型："},
    "models_deed_proposed": {"en": "Proposed:", "zh": "提交申请："},
    "models_deed_withdrawn": {"en": "Proposal withdrawn; answers:", "zh": "申请已撤回，在线："},
    "models_deed_promoted": {"en": "Promoted:", "zh": "上线："},
    "models_deed_trial_began": {"en": "On trial:", "zh": "开始试用："},
    "models_deed_share_changed": {"en": "Share of the trial changed:", "zh": "调整试用比例："},
    "models_deed_trial_ended": {"en": "Trial ended; answers:", "zh": "试用结束，在线："},
    "models_deed_trial_failed": {
        "en": "Taken back, it did worse; answers:",
        "zh": "表现变差自动撤回，在线：",
    },
    "models_deed_rolled_back": {"en": "Went back to:", "zh": "回退到："},
    "models_gate": {"en": "Gate", "zh": "上线检查"},
    "models_gate_open": {"en": "open", "zh": "通过"},
    "models_gate_closed": {"en": "closed", "zh": "未通过"},
    "models_gate_missing": {
        "en": "What is missing comes from the page of reports: have the model judged there.",
        "zh": "缺少的结果来自评估页面，请先在那里评估该模型。",
    },
    "models_gate_unproved": {
        "en": "Files are proved when a model is trained here from them; train it again.",
        "zh": "训练文件只在本系统训练时检查，请重新训练。",
    },
    "models_report": {"en": "Its report", "zh": "评估报告"},
    "models_is_live": {
        "en": "This model answers customers now.",
        "zh": "该模型正在服务顾客。",
    },
    "models_by_two": {
        "en": "The shop wants a second person: what you ask for waits until somebody else"
        " approves.",
        "zh": "店铺要求双人审批：提交后须由另一人批准才会生效。",
    },
    "models_promote": {"en": "Promote", "zh": "上线"},
    "models_promote_about": {
        "en": "It is loaded beside the present one and takes over once it answers; no message is"
        " lost. The present one is kept to go back to.",
        "zh": "先与现有模型并行加载，能正常回答后再接手，消息不会丢失；"
        "现有模型会保留，可随时回退。",
    },
    "models_promote_elsewhere": {
        "en": "It is written down; whoever runs the dialogue workers must start them with it.",
        "zh": "仅作登记，还须由运维人员用该模型重新启动对话服务。",
    },
    "models_why": {"en": "Why (for the history)", "zh": "原因（记入变更记录）"},
    "models_promote_do": {"en": "Promote this model", "zh": "将此模型上线"},
    "models_propose": {"en": "Propose to promote", "zh": "申请上线"},
    "models_try": {"en": "Try on some customers", "zh": "小范围试用"},
    "models_try_about": {
        "en": "The same customers stay with it; it is taken back by itself if they fare worse.",
        "zh": "被选中的顾客会一直由它服务；如果结果变差，系统会自动撤回。",
    },
    "models_try_do": {"en": "Begin the trial", "zh": "开始试用"},
    "models_propose_trial": {"en": "Propose a trial", "zh": "申请试用"},
    "models_may_not": {
        "en": "You may look on, not promote.",
        "zh": "您可以查看，但不能上线模型。",
    },
    "models_made": {"en": "How it was made", "zh": "训练信息"},
    "models_done_promoted": {
        "en": "Promoted. It takes over as soon as it is loaded.",
        "zh": "已上线，加载完成后立即接手。",
    },
    "models_done_proposed": {
        "en": "Proposed. Somebody else must approve.",
        "zh": "已提交，等待他人批准。",
    },
    "models_done_approved": {"en": "Approved.", "zh": "已批准。"},
    "models_done_withdrawn": {"en": "Withdrawn.", "zh": "已撤回申请。"},
    "models_done_trial": {
        "en": "The trial begins once it is loaded.",
        "zh": "加载完成后开始试用。",
    },
    "models_done_share": {"en": "The share is changed.", "zh": "比例已调整。"},
    "models_done_ended": {"en": "The trial has ended.", "zh": "试用已结束。"},
    "models_done_back": {"en": "Gone back to the model before.", "zh": "已回退到上一个模型。"},
}

GATE: Catalog = {
    "gate_verdict_passed": {"en": "Passed", "zh": "通过"},
    "gate_verdict_failed": {"en": "Failed", "zh": "未通过"},
    "gate_verdict_missing": {"en": "Missing", "zh": "缺少"},
    "gate_score": {
        "en": "Macro-F1 {score} % against {live} % of the live model; up to {margin} points less is"
        " allowed.",
        "zh": "宏平均 F1 为 {score}%，在线模型为 {live}%，允许低 {margin} 个百分点以内。",
    },
    "gate_score_alone": {
        "en": "Macro-F1 {score} %; there is no live model to compare with.",
        "zh": "宏平均 F1 为 {score}%，暂无在线模型可比较。",
    },
    "gate_score_missing": {
        "en": "Nobody has judged it on unseen messages yet.",
        "zh": "尚未用未见过的消息评估。",
    },
    "gate_score_live_missing": {
        "en": "The live model has no report to compare with; compare the two.",
        "zh": "在线模型没有评估报告可比较，请将两者对比评估。",
    },
    "gate_score_apart": {
        "en": "The live model was judged on other messages; compare the two anew.",
        "zh": "在线模型的评估数据不同，请重新对比评估。",
    },
    "gate_tests": {
        "en": "All {count} end-to-end tests pass.",
        "zh": "全部 {count} 个端到端测试通过。",
    },
    "gate_tests_failed": {
        "en": "{failed} of {count} end-to-end tests fail: {names}",
        "zh": "{count} 个端到端测试中有 {failed} 个未通过：{names}",
    },
    "gate_tests_missing": {
        "en": "There is no result of end-to-end tests.",
        "zh": "没有端到端测试的结果。",
    },
    "gate_findings": {
        "en": "The prover finds nothing wrong in its stories and rules.",
        "zh": "故事与规则检查未发现问题。",
    },
    "gate_findings_failed": {
        "en": "The prover finds {count:error|errors}: {names}",
        "zh": "检查发现 {count} 处错误：{names}",
    },
    "gate_findings_missing": {
        "en": "Nobody has proved the files it was trained on.",
        "zh": "尚未检查其训练文件。",
    },
    "error_model_gone": {
        "en": "The file of {name} is gone, or was not signed here; promote another model. Nothing "
        "was changed.",
        "zh": "{name} 的文件已不存在，或并非由本系统签名；请改为上线其他模型。未作任何更改。",
    },
    "error_gate_closed": {
        "en": "The gate is closed for this model; its page says why.",
        "zh": "该模型未通过上线检查，原因见其页面。",
    },
    "error_own_proposal": {
        "en": "Somebody else must approve what you proposed.",
        "zh": "不能批准自己提交的申请，须由他人批准。",
    },
    "error_nothing_proposed": {
        "en": "There is nothing to approve or withdraw any more.",
        "zh": "已没有可批准或撤回的申请。",
    },
    "error_already_live": {
        "en": "This model answers customers already.",
        "zh": "该模型已在服务顾客。",
    },
    "error_no_previous_model": {
        "en": "There is no earlier model to go back to.",
        "zh": "没有可回退的模型。",
    },
    "error_no_trial": {"en": "No model is on trial.", "zh": "没有模型在试用。"},
    "error_trial_runs": {
        "en": "Another model is on trial; end that first.",
        "zh": "已有模型在试用，请先结束。",
    },
    "error_no_live_model": {
        "en": "A trial needs a live model beside it; promote one first.",
        "zh": "试用需要与在线模型对照，请先上线一个模型。",
    },
    "error_pointer_moved": {
        "en": "This was changed since the page was shown, by somebody else or by a click of yours"
        " before this one. Nothing more was done; look at the models again.",
        "zh": "页面显示之后已有更改（可能是他人，也可能是您刚才的点击），本次操作未执行，"
        "请重新查看模型。",
    },
}
