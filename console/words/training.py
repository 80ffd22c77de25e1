"""Words of the page where models are trained."""

from console.words.catalog import Catalog

TRAINING: Catalog = {
    "studio_training": {"en": "Training", "zh": "训练"},
    "studio_training_about": {
        "en": "Make a new model from your draft or from what is published. Nothing reaches"
        " customers by it.",
        "zh": "用您的草稿或已发布的内容训练新模型，训练本身不影响顾客。",
    },
    "training_begin": {"en": "Train a model", "zh": "训练新模型"},
    "training_begin_about": {
        "en": "The files are taken as they are now; you can go on editing meanwhile. The model that"
        " answers customers stays as it is until another one is promoted.",
        "zh": "训练使用文件当前的内容，期间可以继续编辑。新模型上线之前，现有模型照常服务顾客。",
    },
    "training_source_draft": {"en": "My draft", "zh": "我的草稿"},
    "training_source_published": {"en": "What is published", "zh": "已发布的内容"},
    "training_changes": {"en": "Changes: {count}", "zh": "{count} 处修改"},
    "training_examples": {"en": "Examples: {count}", "zh": "{count} 条例句"},
    "training_time": {"en": "Time", "zh": "预计用时"},
    "training_time_range": {
        "en": "{low} to {high} (minutes:seconds)",
        "zh": "{low} 至 {high}（分:秒）",
    },
    "training_memory": {"en": "Memory", "zh": "内存"},
    "training_memory_of": {"en": "up to {mb} MB", "zh": "最多 {mb} MB"},
    "training_disk": {"en": "Disk", "zh": "磁盘"},
    "training_free": {"en": "{mb} MB free", "zh": "可用 {mb} MB"},
    "training_based_on": {
        "en": "Scaled by the number of examples from trainings here (the newest: {count}).",
        "zh": "按例句数量，由本机最近 {count} 次训练折算。",
    },
    "training_first": {
        "en": "The first training here: scaled from one of the shipped files on a machine with two"
        " processors, so it may be well off.",
        "zh": "本机首次训练：按双核机器训练自带数据的结果折算，可能有较大偏差。",
    },
    "training_unclear": {
        "en": "Others have published changes of the same lines; decide which stay:",
        "zh": "他人已发布了同一处的修改，请先决定保留哪一方：",
    },
    "training_faults": {
        "en": "A file cannot be read ({place}); mend it first.",
        "zh": "有文件无法读取（{place}），请先修正。",
    },
    "training_stop": {
        "en": "Nothing can be trained with a part that stands in {place}; see what the check says"
        " of it:",
        "zh": "{place} 中的组件无法用于训练，详情请见检查页面：",
    },
    "training_grave": {
        "en": "The check finds errors here ({count}). A model trained with them may fail, and will"
        " not be let through to customers:",
        "zh": "检查发现错误（{count} 处）。带着错误训练可能失败，训练出的模型也不能上线：",
    },
    "training_do_draft": {"en": "Train on my draft", "zh": "用我的草稿训练"},
    "training_do_published": {"en": "Train on what is published", "zh": "用已发布的内容训练"},
    "training_may_not": {"en": "You may look on, not train.", "zh": "您可以查看，但不能发起训练。"},
    "training_earlier": {"en": "Earlier trainings", "zh": "训练记录"},
    "training_none": {"en": "No model was trained here yet.", "zh": "还没有训练过模型。"},
    "training_all": {"en": "All trainings", "zh": "全部训练"},
    "training_one": {"en": "Training", "zh": "训练"},
    "training_state": {"en": "State", "zh": "状态"},
    "training_who": {"en": "Asked by", "zh": "发起人"},
    "training_took": {"en": "Took", "zh": "用时"},
    "training_model": {"en": "Model", "zh": "模型"},
    "training_number": {"en": "Training {number}", "zh": "训练 {number}"},
    "training_asked": {"en": "Asked for by {who}", "zh": "发起人：{who}"},
    "training_ran": {"en": "took {span}", "zh": "用时 {span}"},
    "training_runs_for": {"en": "running for {span}", "zh": "已进行 {span}"},
    "training_waits": {"en": "Waits for its turn", "zh": "排队中"},
    "training_begins": {"en": "Begins", "zh": "即将开始"},
    "training_stopping": {"en": "Is being stopped", "zh": "正在停止"},
    "training_cancel": {"en": "Stop this training", "zh": "停止训练"},
    "training_made": {"en": "Made the model", "zh": "已生成模型"},
    "training_next": {
        "en": "It is being judged now. Its page says when it may be promoted.",
        "zh": "正在评估。能否上线请见模型页面。",
    },
    "training_untouched": {
        "en": "No model was made; those that were there are untouched.",
        "zh": "未生成模型，已有模型不受影响。",
    },
    "training_log": {"en": "Last lines of its log", "zh": "最近的日志"},
    "training_state_queued": {"en": "waits", "zh": "排队"},
    "training_state_running": {"en": "runs", "zh": "进行中"},
    "training_state_done": {"en": "done", "zh": "完成"},
    "training_state_failed": {"en": "failed", "zh": "失败"},
    "training_state_cancelled": {"en": "stopped", "zh": "已停止"},
    "training_stage_checking": {"en": "Checking", "zh": "检查"},
    "training_stage_loading": {"en": "Loading the trainer", "zh": "加载训练程序"},
    "training_stage_reading": {"en": "Reading the files", "zh": "读取文件"},
    "training_stage_learning": {"en": "Learning", "zh": "学习"},
    "training_stage_judging": {"en": "Judging on unseen messages", "zh": "用未见过的消息评估"},
    "training_stage_signing": {"en": "Signing", "zh": "签名"},
    "error_training_no_draft": {
        "en": "Your draft changes nothing any more; train on what is published.",
        "zh": "您的草稿已没有改动，请用已发布的内容训练。",
    },
    "error_training_stop": {
        "en": "Nothing was started: a part that stands in {place} cannot be trained with. The check"
        " page says why and what to write instead.",
        "zh": "训练未开始：{place} 中的组件无法用于训练。检查页面说明了原因和改法。",
    },
    "error_training_ended": {"en": "This training has ended already.", "zh": "该训练已经结束。"},
}
