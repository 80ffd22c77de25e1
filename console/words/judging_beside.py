"""Words of comparisons and replays."""

from console.words.catalog import Catalog

JUDGING_BESIDE: Catalog = {
    "judging_beside_of": {"en": "beside", "zh": "对照"},
    "judging_this": {"en": "This model", "zh": "本模型"},
    "judging_other": {"en": "The other", "zh": "对照模型"},
    "judging_difference": {"en": "Difference", "zh": "差异"},
    "judging_no_comparison": {"en": "Not compared yet", "zh": "尚未对比"},
    "judging_no_comparison_about": {
        "en": "Both are judged on the same messages and tests; it takes up to a minute.",
        "zh": "两个模型将用相同的消息和测试评测，最多约一分钟。",
    },
    "judging_verdict_same": {
        "en": "Both read every message the same way",
        "zh": "两个模型的识别对错完全一致",
    },
    "judging_verdict_better": {"en": "Better, beyond chance", "zh": "显著更好"},
    "judging_verdict_worse": {"en": "Worse, beyond chance", "zh": "显著更差"},
    "judging_verdict_unclear": {
        "en": "No difference that could not be chance",
        "zh": "差异不显著，可能是偶然",
    },
    "judging_mcnemar": {
        "en": "Of {messages} messages, {fixed} are read rightly by this model alone and {broken} by"
        " the other alone (p {p}).",
        "zh": "{messages} 条消息中，仅本模型正确 {fixed} 条，仅对照模型正确 {broken} 条（p {p}）。",
    },
    "judging_mcnemar_about": {
        "en": "McNemar's test, mid-p: only messages that one of the two reads rightly count.",
        "zh": "McNemar 检验（mid-p），只统计仅一方正确的消息。",
    },
    "judging_test_broken": {"en": "Test failed now:", "zh": "本模型未通过的测试："},
    "judging_test_fixed": {"en": "Test passed now:", "zh": "本模型新通过的测试："},
    "judging_changed": {"en": "Messages read differently", "zh": "识别不同的消息"},
    "judging_sort": {"en": "Change", "zh": "变化"},
    "judging_sort_broken": {"en": "broken", "zh": "变差"},
    "judging_sort_fixed": {"en": "fixed", "zh": "修复"},
    "judging_sort_moved": {"en": "wrong otherwise", "zh": "错误不同"},
    "judging_by_intent": {
        "en": "F1 by intent, the largest losses first",
        "zh": "各意图 F1（降幅由大到小）",
    },
    "judging_no_replay": {"en": "Not replayed yet", "zh": "尚未回放"},
    "judging_no_replay_about": {
        "en": "The last conversations are read again by both models, with personal data masked."
        " Only the turns that change are kept, for 30 days.",
        "zh": "两个模型将重新读取最近的会话，个人信息会先遮盖。只保留有变化的轮次，保存 30 天。",
    },
    "judging_conversations": {"en": "Last conversations", "zh": "最近会话数"},
    "judging_replay_sum": {
        "en": "{turns} of {all} turns change, in {conversations} of {of} conversations",
        "zh": "{all} 轮中有 {turns} 轮变化，涉及 {of} 个会话中的 {conversations} 个",
    },
    "judging_replayed": {"en": "Replayed", "zh": "回放于"},
    "judging_speed": {"en": "{rate} turns a second", "zh": "每秒 {rate} 轮"},
    "judging_replay_about": {
        "en": "Actions are not run: what they would have stored, and forms they would have opened,"
        " are missing for both models alike. Numbers and addresses are masked and read as made-up"
        " ones. After the first change in a conversation, later ones may follow from it.",
        "zh": "回放不执行动作：动作写入的数据和打开的表单对两个模型都同样缺失。号码和地址已遮盖，"
        "以虚构值代替。会话中首次变化之后的变化可能是连带结果。",
    },
    "judging_kind": {"en": "What changes", "zh": "变化内容"},
    "judging_kind_intent": {"en": "intent", "zh": "意图"},
    "judging_kind_entities": {"en": "entities", "zh": "实体"},
    "judging_kind_actions": {"en": "actions", "zh": "动作"},
    "judging_kind_mood": {"en": "mood", "zh": "情绪"},
    "judging_language": {"en": "Language", "zh": "语言"},
    "judging_only_first": {"en": "first change of each alone", "zh": "只看每个会话的首次变化"},
    "judging_turns_count": {"en": "{count:turn|turns}", "zh": "共 {count} 轮"},
    "judging_no_turns": {"en": "No turn changes like that.", "zh": "没有符合条件的变化。"},
    "judging_button": {"en": "button", "zh": "按钮"},
    "judging_not_first": {"en": "(after an earlier change)", "zh": "（之前已有变化）"},
    "judging_conversation": {"en": "Open the conversation", "zh": "打开会话"},
    "judging_no_entities": {"en": "no entities", "zh": "无实体"},
    "judging_no_action": {"en": "no action", "zh": "无动作"},
}
