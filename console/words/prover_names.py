"""Words of the prover: names that nobody knows, and what nobody uses."""

from collections.abc import Mapping

from console.words.catalog import Catalog

UNKNOWN: Mapping[str, tuple[str, str]] = {
    "unknown_intent": (
        "“{by}” names the intent {name}, which the domain does not know.",
        "“{by}”用到意图 {name}，但领域中没有。",
    ),
    "unknown_intent_learned": (
        "There are examples of the intent {name}, which the domain does not know.",
        "有意图 {name} 的例句，但领域中没有这个意图。",
    ),
    "unknown_intent_pressed": (
        "A button of {by} says the intent {name}, which the domain does not know.",
        "{by} 的按钮发送意图 {name}，但领域中没有。",
    ),
    "unknown_entity": (
        "“{by}” names the entity {name}, which the domain does not know.",
        "“{by}”用到实体 {name}，但领域中没有。",
    ),
    "unknown_entity_pressed": (
        "A button of {by} gives the entity {name}, which the domain does not know.",
        "{by} 的按钮给出实体 {name}，但领域中没有。",
    ),
    "unknown_entity_lookup": (
        "The lookup table {name} is of no entity of the domain.",
        "查找表 {name} 不对应领域中的任何实体。",
    ),
    "unknown_entity_regex": (
        "The regex {name} is of no entity of the domain, though entities are found by it.",
        "正则 {name} 用于提取实体，但领域中没有这个实体。",
    ),
    "unknown_role": ("{by} has no role {name} in the domain.", "领域中 {by} 没有角色 {name}。"),
    "unknown_group": ("{by} has no group {name} in the domain.", "领域中 {by} 没有分组 {name}。"),
    "unknown_response": (
        "“{by}” says {name}, and there is no such response.",
        "“{by}”要说 {name}，但没有这个回复。",
    ),
    "unknown_action": (
        "“{by}” does {name}, which the domain does not know.",
        "“{by}”执行 {name}，但领域中没有这个动作。",
    ),
    "unknown_form": (
        "“{by}” opens the form {name}, which the domain does not know.",
        "“{by}”打开表单 {name}，但领域中没有。",
    ),
    "unknown_slot": (
        "“{by}” names the slot {name}, which the domain does not know.",
        "“{by}”用到槽位 {name}，但领域中没有。",
    ),
    "action_without_code": (
        "The domain lists the action {name}, and the action server has no such action.",
        "领域中列出了动作 {name}，但动作服务器上没有。",
    ),
}
MEANT = (" Is {meant} meant?", "是否指 {meant}？")

PROVER_NAMES: Catalog = {
    **{f"prover_{kind}": {"en": en, "zh": zh} for kind, (en, zh) in UNKNOWN.items()},
    **{
        f"prover_{kind}_meant": {"en": en + MEANT[0], "zh": zh + MEANT[1]}
        for kind, (en, zh) in UNKNOWN.items()
    },
    "prover_domain_elsewhere": {
        "en": "Rasa reads {section} from domain.yml or the folder domain alone, so it never sees "
        "{name} here. Move it there.",
        "zh": "Rasa 只从 domain.yml 或 domain 文件夹读取 {section}，看不到这里的 {name}。"
        "请移到那里。",
    },
    "prover_slot_needs_value": {
        "en": "“{name}” names the slot {slot} without a value, which its type ({type}) needs.",
        "zh": "“{name}”提到槽位 {slot} 却没有给值，而其类型（{type}）需要值。",
    },
    "prover_slot_value_unseen": {
        "en": "“{name}” sets {slot} to {value}, which is no value of its type ({type}): it counts "
        "as not set.",
        "zh": "“{name}”把 {slot} 设为 {value}，这不是该类型（{type}）的值，等于没有设置。",
    },
    "prover_slot_value_unlisted": {
        "en": "“{name}” sets {slot} to {value}, which is not among its values.",
        "zh": "“{name}”把 {slot} 设为 {value}，但它不在可选值之中。",
    },
    "prover_unused_intent": {
        "en": "No rule or story uses the intent {name}: outside forms, it goes unanswered.",
        "zh": "没有规则或故事用到意图 {name}：在表单之外，客户表达该意图时得不到回答。",
    },
    "prover_intent_without_examples": {
        "en": "The intent {name} has no examples: no message will ever mean it.",
        "zh": "意图 {name} 没有例句：任何消息都不会被识别为它。",
    },
    "prover_unused_response": {
        "en": "Nobody says {name}: no rule, story, form or action uses it.",
        "zh": "没有人使用回复 {name}：规则、故事、表单和动作都没有用到。",
    },
    "prover_unused_action": {
        "en": "Nothing does {name}: no rule, story or form uses this action.",
        "zh": "没有任何规则、故事或表单用到动作 {name}。",
    },
    "prover_unused_form": {
        "en": "Nothing opens the form {name}.",
        "zh": "没有任何规则或故事打开表单 {name}。",
    },
    "prover_untested_action": {
        "en": "The rule “{rule}” does {name}, and no story or test comes by it.",
        "zh": "规则“{rule}”执行 {name}，但没有故事或测试经过它。",
    },
}
