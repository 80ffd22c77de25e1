"""Words of the prover: contradictions, dead ends and doubles; the repairs; its page."""

from console.words.catalog import Catalog
from console.words.prover_data import PROVER_DATA
from console.words.prover_names import PROVER_NAMES

DIALOGUE: Catalog = {
    "prover_unreadable": {"en": "{reason}", "zh": "{reason}"},
    "prover_story_against_rule": {
        "en": "The story “{name}” wants {wanted} after {after}, but the rule “{other}” does "
        "{done} there. The rule always wins, and no model can be trained. If both are meant, set "
        "a slot that tells them apart.",
        "zh": "故事“{name}”在 {after} 之后要执行 {wanted}，而规则“{other}”在同一处执行 "
        "{done}。规则总是优先，因此无法训练模型。如果两者都需要，请用一个槽位加以区分。",
    },
    "prover_rule_against_rule": {
        "en": "The rules “{name}” and “{other}” fit the same moment (after {after}), and one does "
        "{wanted}, the other {done}. No model can be trained with both.",
        "zh": "规则“{name}”和“{other}”适用于同一时刻（{after} 之后），但一个执行 {wanted}，"
        "另一个执行 {done}。两者并存时无法训练模型。",
    },
    "prover_story_against_story": {
        "en": "The stories “{name}” and “{other}” are the same up to {after}; then one does "
        "{wanted}, the other {done}. Nothing tells them apart, so neither will be learned.",
        "zh": "故事“{name}”与“{other}”在 {after} 之前完全相同，随后一个执行 {wanted}，另一个执行 "
        "{done}。没有任何东西能区分它们，因此两者都学不到。",
    },
    "prover_story_forgets": {
        "en": "As far as the bot remembers, the stories “{name}” and “{other}” are the same after "
        "{after}; then one does {wanted}, the other {done}. The exact memory forgets both; raise "
        "max_history, or set a slot that tells them apart.",
        "zh": "就机器人记得的范围而言，故事“{name}”与“{other}”在 {after} 之后相同，随后一个执行 "
        "{wanted}，另一个执行 {done}。精确记忆会把两者都忘掉：请提高 max_history，或用槽位区分。",
    },
    "prover_overruled_rule": {
        "en": "The rule “{story}” wants {wanted} after {by}, but Rasa itself does {done} there, "
        "and refuses to train.",
        "zh": "规则“{story}”在 {by} 之后要执行 {wanted}，但 Rasa 自身在此执行 {done}，并拒绝训练。",
    },
    "prover_overruled_story": {
        "en": "The story “{story}” wants {wanted} after {by}, but Rasa itself does {done} there.",
        "zh": "故事“{story}”在 {by} 之后要执行 {wanted}，但 Rasa 自身在此执行 {done}。",
    },
    "prover_overruled_rule_form": {
        "en": "The rule “{story}” wants {wanted} while the form {by} is open, but the form runs "
        "{done} first.",
        "zh": "规则“{story}”在表单 {by} 进行中要执行 {wanted}，但表单会先执行 {done}。",
    },
    "prover_overruled_story_form": {
        "en": "The story “{story}” wants {wanted} while the form {by} is open, but the form runs "
        "{done} first.",
        "zh": "故事“{story}”在表单 {by} 进行中要执行 {wanted}，但表单会先执行 {done}。",
    },
    "prover_never_entered": {
        "en": "The story “{story}” never gets here: after {by} Rasa itself always does {done}, "
        "never {wanted}.",
        "zh": "故事“{story}”永远走不到这里：在 {by} 之后 Rasa 总是执行 {done}，从不执行 {wanted}。",
    },
    "prover_never_entered_form": {
        "en": "The story “{story}” never gets here: while the form {by} is open it runs {done}, "
        "not {wanted}. End it with active_loop: null first.",
        "zh": "故事“{story}”永远走不到这里：表单 {by} 进行中会执行 {done}，而不是 {wanted}。"
        "请先用 active_loop: null 结束表单。",
    },
    "prover_rule_too_long": {
        "en": "The rule “{name}” holds a second message of the customer; rules take one. Tell it "
        "as a story.",
        "zh": "规则“{name}”包含了客户的第二条消息，而规则只能有一条。请改写为故事。",
    },
    "prover_step_in_rule": {
        "en": "The rule “{name}” holds a step `{step}`, which rules do not take.",
        "zh": "规则“{name}”中有步骤 `{step}`，规则不支持这种步骤。",
    },
    "prover_list_null": {
        "en": "The rule “{name}” wants the list {slot} to be empty, but Rasa 3.6 takes `null` of a "
        "list for filled, and will call this a contradiction. Use a slot of type bool beside it.",
        "zh": "规则“{name}”要求列表槽位 {slot} 为空，但 Rasa 3.6 会把列表的 `null` 当作已填充，"
        "并误报矛盾。请另用一个 bool 槽位。",
    },
    "prover_rule_incomplete": {
        "en": "After {action} the rule “{name}” says nothing of {missing}, which other rules do. "
        "Say it here too (null where it is not set), or end with wait_for_user_input: false.",
        "zh": "规则“{name}”在 {action} 之后没有说明 {missing}，而其他规则说明了。请在此补上"
        "（未设置则写 null），或以 wait_for_user_input: false 结束。",
    },
    "prover_rule_adds_nothing": {
        "en": "The rule “{name}” adds nothing: wherever it fits, the rule “{other}” ({where}) does "
        "the same.",
        "zh": "规则“{name}”没有作用：凡是它适用之处，规则“{other}”（{where}）都会做同样的事。",
    },
    "prover_unanswered": {
        "en": "In “{name}” the bot says nothing to {said} before the customer speaks again. If "
        "that is meant, write action_listen.",
        "zh": "在“{name}”中，客户说了 {said} 之后机器人没有回应，客户又开口了。如果是有意的，"
        "请写明 action_listen。",
    },
    "prover_story_ends_unanswered": {
        "en": "The story “{name}” ends with {said}, and the bot does nothing.",
        "zh": "故事“{name}”以 {said} 结束，而机器人什么也没做。",
    },
    "prover_rule_ends_unanswered": {
        "en": "The rule “{name}” ends with {said}, and the bot does nothing.",
        "zh": "规则“{name}”以 {said} 结束，而机器人什么也没做。",
    },
    "prover_nothing_happens": {
        "en": "In “{name}” nobody says or does anything.",
        "zh": "在“{name}”中没有人说话，也没有任何动作。",
    },
    "prover_too_many_ways": {
        "en": "From “{name}” there are more ways through checkpoints and or-steps than can be "
        "gone; some were not looked at. Split it.",
        "zh": "从“{name}”出发，经过检查点和 or 步骤的路径太多，有些未能检查。请把它拆开。",
    },
    "prover_checkpoint_never_reached": {
        "en": "“{name}” begins at the checkpoint {checkpoint}, where no story ends: it is never "
        "entered.",
        "zh": "“{name}”从检查点 {checkpoint} 开始，但没有故事在此结束：它永远不会被进入。",
    },
    "prover_checkpoint_leads_nowhere": {
        "en": "“{name}” ends at the checkpoint {checkpoint}, where no story goes on.",
        "zh": "“{name}”在检查点 {checkpoint} 结束，但没有故事从这里继续。",
    },
}

REPAIRS: Catalog = {
    "prover_repair_change_action": {
        "en": "Let “{name}” do {new} instead of {old}",
        "zh": "让“{name}”执行 {new}，而不是 {old}",
    },
    "prover_repair_add_action": {
        "en": "Let “{name}” go on with {new}",
        "zh": "让“{name}”继续执行 {new}",
    },
    "prover_repair_remove_action": {
        "en": "Take {old} out of “{name}”",
        "zh": "从“{name}”中去掉 {old}",
    },
    "prover_repair_remove_story": {"en": "Delete the story “{name}”", "zh": "删除故事“{name}”"},
    "prover_repair_remove_rule": {"en": "Delete the rule “{name}”", "zh": "删除规则“{name}”"},
    "prover_repair_remove_step": {"en": "Delete the step {step}", "zh": "删除步骤 {step}"},
    "prover_repair_remove_example": {
        "en": "Delete this example: {text}",
        "zh": "删除这条例句：{text}",
    },
    "prover_repair_complete_rule": {
        "en": "Add {lines} after {action} in “{name}”",
        "zh": "在“{name}”的 {action} 之后补上 {lines}",
    },
    "prover_repair_rename_here": {
        "en": "Write {new} instead of {old}",
        "zh": "把 {old} 改为 {new}",
    },
    "prover_repair_add_to_domain": {
        "en": "Add {name} to the domain ({section})",
        "zh": "把 {name} 加入领域（{section}）",
    },
    "prover_repair_remove_from_domain": {
        "en": "Delete {name} from the domain ({section})",
        "zh": "从领域（{section}）中删除 {name}",
    },
}

PAGE: Catalog = {
    "studio_prove": {"en": "Checks", "zh": "检查"},
    "studio_prove_about": {
        "en": "Contradictions, dead ends, unknown names: what is wrong before anything is trained.",
        "zh": "矛盾、死路、未知名称：在训练之前找出问题。",
    },
    "prove_title": {"en": "Check the draft", "zh": "检查草稿"},
    "prove_took": {
        "en": "{stories} stories and {rules} rules checked in {milliseconds} ms.",
        "zh": "已检查 {stories} 个故事和 {rules} 条规则，用时 {milliseconds} 毫秒。",
    },
    "prove_clean": {
        "en": "Nothing is wrong. The draft can be trained.",
        "zh": "没有发现问题，可以训练。",
    },
    "prove_errors": {"en": "Errors: {count}", "zh": "错误：{count}"},
    "prove_errors_about": {
        "en": "These keep a model from being trained, or a customer from an answer.",
        "zh": "这些问题会使模型无法训练，或使客户得不到回答。",
    },
    "prove_warnings": {"en": "Worth a look: {count}", "zh": "值得一看：{count}"},
    "prove_error": {"en": "error", "zh": "错误"},
    "prove_warning": {"en": "worth a look", "zh": "提示"},
    "prove_more": {
        "en": "{count} more are not shown; mend these first.",
        "zh": "还有 {count} 项未显示，请先处理以上问题。",
    },
    "prove_path_rule": {"en": "Rule", "zh": "规则"},
    "prove_path_story": {"en": "Story", "zh": "故事"},
    "prove_step_user": {"en": "customer", "zh": "客户"},
    "prove_step_action": {"en": "bot", "zh": "机器人"},
    "prove_step_slot": {"en": "slot", "zh": "槽位"},
    "prove_step_loop": {"en": "form", "zh": "表单"},
    "prove_step_gap": {"en": "before", "zh": "此前"},
    "prove_gap": {"en": "anything", "zh": "任意对话"},
    "prove_waits": {"en": "nothing (it waits for the customer)", "zh": "等待客户发言"},
    "prove_step_wanted": {"en": "then", "zh": "然后"},
    "prove_take": {"en": "Take this repair", "zh": "采用此修复"},
    "prove_taken": {
        "en": "Repaired in your draft: {what}. It can be undone there.",
        "zh": "已在草稿中修复：{what}。可以在草稿中撤销。",
    },
    "prove_gone": {
        "en": "The draft has changed since; look at what is left.",
        "zh": "草稿在此期间已更改，请查看剩余问题。",
    },
    "prove_no_repair": {
        "en": "This repair would leave something else wrong, so nothing was changed. Mend it by "
        "hand.",
        "zh": "该修复会引入其他问题，因此未做任何更改。请手动修改。",
    },
    "prove_none_here": {"en": "Nothing is wrong in this file.", "zh": "此文件没有问题。"},
    "prove_here": {"en": "Found in this file", "zh": "此文件中的问题"},
    "prove_all": {"en": "Check the whole draft", "zh": "检查整个草稿"},
}

PROVER: Catalog = {**DIALOGUE, **PROVER_NAMES, **PROVER_DATA, **REPAIRS, **PAGE}
