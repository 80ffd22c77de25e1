"""Words of the pages that say how models do: reports, comparisons, replays."""

from console.words.catalog import Catalog

JUDGING: Catalog = {
    "studio_judging": {"en": "How models do", "zh": "模型评测"},
    "studio_judging_about": {
        "en": "What each model understands, beside another one, and on past conversations.",
        "zh": "查看每个模型的理解能力，与其他模型对比，并用历史会话回放。",
    },
    "judging_title": {"en": "How models do", "zh": "模型评测"},
    "judging_lead": {
        "en": "Each model is judged on messages that were kept apart from its training, and on"
        " end-to-end tests.",
        "zh": "每个模型都用未参与训练的消息和端到端测试来评测。",
    },
    "judging_all": {"en": "All models", "zh": "全部模型"},
    "judging_no_models": {
        "en": "There is no model of this installation yet. Train one first.",
        "zh": "目前还没有模型，请先训练。",
    },
    "judging_live": {"en": "live", "zh": "线上"},
    "judging_trained": {"en": "Trained", "zh": "训练于"},
    "judging_judged": {"en": "Judged", "zh": "评测于"},
    "judging_on": {
        "en": "on {messages} messages of {intents} intents that it never saw.",
        "zh": "，基于 {intents} 个意图的 {messages} 条未见过的消息。",
    },
    "judging_intervals": {
        "en": "In brackets: where the true figure lies with 95 % certainty.",
        "zh": "方括号内为 95% 置信区间。",
    },
    "judging_none_title": {"en": "Not judged yet", "zh": "尚未评测"},
    "judging_none": {
        "en": "This model has not been judged yet. It takes about half a minute.",
        "zh": "这个模型还没有评测，大约需要半分钟。",
    },
    "judging_refused": {
        "en": "There is a file, but it was not made here or is about another model of this name."
        " Have it made again.",
        "zh": "找到了文件，但并非由本系统生成，或属于另一个同名模型。请重新生成。",
    },
    "judging_may_not": {
        "en": "Somebody with the right to train can have this made.",
        "zh": "请有训练权限的同事来生成。",
    },
    "judging_ask_report": {"en": "Judge this model", "zh": "开始评测"},
    "judging_ask_cross": {"en": "Cross-validate", "zh": "开始交叉验证"},
    "judging_ask_comparison": {"en": "Compare", "zh": "开始对比"},
    "judging_ask_replay": {"en": "Replay", "zh": "开始回放"},
    "judging_ask_again": {"en": "Compare again", "zh": "重新对比"},
    "judging_what_report": {"en": "Report", "zh": "评测报告"},
    "judging_what_cross": {"en": "Cross-validation", "zh": "交叉验证"},
    "judging_what_comparison": {"en": "Comparison", "zh": "模型对比"},
    "judging_what_replay": {"en": "Replay", "zh": "会话回放"},
    "judging_asked_by": {"en": "asked for by {name}", "zh": "由 {name} 发起"},
    "judging_failed": {"en": "It could not be made.", "zh": "未能完成。"},
    "judging_made": {"en": "It is ready.", "zh": "已完成。"},
    "judging_reload": {"en": "Show it", "zh": "查看结果"},
    "judging_stage_queued": {"en": "waits for its turn", "zh": "排队中"},
    "judging_stage_running": {"en": "at work", "zh": "进行中"},
    "judging_stage_load": {"en": "loading models", "zh": "加载模型"},
    "judging_stage_embed": {"en": "reading messages", "zh": "读取消息"},
    "judging_stage_understand": {"en": "understanding messages", "zh": "理解消息"},
    "judging_stage_tests": {"en": "running tests", "zh": "运行测试"},
    "judging_stage_cross": {"en": "learning and judging, five times", "zh": "五折训练与评测"},
    "judging_stage_choose": {"en": "choosing actions", "zh": "选择动作"},
    "judging_stage_done": {"en": "done", "zh": "完成"},
    "judging_note_no_held_out": {
        "en": "There are no messages kept apart (tests/nlu/held_out_*.yml): cross-validation is"
        " what is left.",
        "zh": "没有留出的测试消息（tests/nlu/held_out_*.yml），只能依靠交叉验证。",
    },
    "judging_note_no_sets": {
        "en": "This pipeline gives no prediction sets: coverage cannot be judged.",
        "zh": "该流水线不提供预测集合，无法评测覆盖率。",
    },
    "judging_note_no_entities": {
        "en": "No message kept apart marks its entities (tests/nlu/marked_*.yml): they are not"
        " judged.",
        "zh": "没有标注实体的留出消息（tests/nlu/marked_*.yml），未评测实体。",
    },
    "judging_note_no_sentiment": {
        "en": "This pipeline reads no mood, or no messages with moods are kept apart.",
        "zh": "该流水线不判断情绪，或没有留出带情绪标注的消息。",
    },
    "judging_note_no_tests": {
        "en": "The project has no end-to-end tests (tests/conversations/test_*.yml). Without any, a"
        " model cannot be promoted.",
        "zh": "项目没有端到端测试（tests/conversations/test_*.yml），没有测试的模型不能上线。",
    },
    "judging_note_no_dialogue": {
        "en": "This model has no dialogue policies: no test can be run.",
        "zh": "这个模型没有对话策略，无法运行测试。",
    },
    "judging_figure_macro_f1": {"en": "Macro-F1", "zh": "宏平均 F1"},
    "judging_figure_macro_f1_about": {
        "en": "All intents count alike.",
        "zh": "每个意图权重相同。",
    },
    "judging_figure_accuracy": {"en": "Read rightly", "zh": "准确率"},
    "judging_figure_accuracy_about": {"en": "Of all messages.", "zh": "占全部消息的比例。"},
    "judging_figure_covered": {"en": "Coverage", "zh": "覆盖率"},
    "judging_figure_covered_about": {
        "en": "The set of possible intents holds the true one; {size} in a set on average.",
        "zh": "候选集合包含正确意图的比例，平均 {size} 个候选。",
    },
    "judging_figure_calibration_error": {"en": "Calibration error", "zh": "校准误差"},
    "judging_figure_calibration_error_about": {
        "en": "How far confidence is from being right.",
        "zh": "置信度与实际正确率的差距。",
    },
    "judging_figure_entities_f1": {"en": "Entities, F1", "zh": "实体 F1"},
    "judging_figure_entities_f1_about": {"en": "Exact spans.", "zh": "要求边界完全一致。"},
    "judging_figure_moods_f1": {"en": "Moods, macro-F1", "zh": "情绪宏平均 F1"},
    "judging_figure_moods_f1_about": {
        "en": "Negative, neutral, positive.",
        "zh": "负面、中性、正面。",
    },
    "judging_tests": {"en": "End-to-end tests", "zh": "端到端测试"},
    "judging_tests_passed": {
        "en": "{passed} of {count} passed",
        "zh": "{count} 个中通过 {passed} 个",
    },
    "judging_tests_about": {
        "en": "Actions are not run in tests: what an action calls for itself is taken on trust.",
        "zh": "测试不会真正执行动作；由动作自行触发的后续步骤默认信任。",
    },
    "judging_no_tests": {"en": "No test was run.", "zh": "没有运行测试。"},
    "judging_failed_intent": {
        "en": "Turn {turn}: another intent was understood in",
        "zh": "第 {turn} 轮：意图理解不符",
    },
    "judging_failed_entity": {
        "en": "Turn {turn}: a marked entity was not found in",
        "zh": "第 {turn} 轮：没有找到标注的实体",
    },
    "judging_failed_action": {
        "en": "Turn {turn}: another action was chosen after",
        "zh": "第 {turn} 轮：选择了其他动作",
    },
    "judging_expected": {"en": "Expected", "zh": "预期"},
    "judging_found": {"en": "Found", "zh": "实际"},
    "judging_passed_list": {"en": "Show the {count} that passed", "zh": "查看通过的 {count} 个"},
    "judging_test_size": {
        "en": "{turns} turns, {actions} actions",
        "zh": "{turns} 轮，{actions} 个动作",
    },
    "judging_on_trust": {"en": "({count} on trust)", "zh": "（其中 {count} 个默认信任）"},
}
