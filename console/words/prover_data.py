"""Words of the prover: slots and forms, responses, doubles, understanding, settings."""

from collections.abc import Mapping

from console.words.catalog import Catalog

FORMS: Mapping[str, tuple[str, str]] = {
    "slot_type_unknown": (
        "The slot {slot} is of the unknown type {type}. {meant}",
        "槽位 {slot} 的类型 {type} 不存在。{meant}",
    ),
    "any_slot_influences": (
        "The slot {slot} is of type any, which cannot influence the conversation; Rasa refuses it.",
        "槽位 {slot} 的类型是 any，不能影响对话，Rasa 会拒绝。",
    ),
    "categories_missing": (
        "The categorical slot {slot} lists no values, so all of them look alike.",
        "分类槽位 {slot} 没有列出可选值，所有值都无法区分。",
    ),
    "slot_without_mappings": (
        "The slot {slot} has no mappings; Rasa 3 wants them (an action fills it: type custom).",
        "槽位 {slot} 没有 mappings，Rasa 3 要求必须有（由动作填充时写 type: custom）。",
    ),
    "mapping_unknown": (
        "A mapping of {slot} is of the unknown type {type}. {meant}",
        "槽位 {slot} 的映射类型 {type} 不存在。{meant}",
    ),
    "mapping_lacks": (
        "A mapping of {slot} ({type}) lacks `{entry}`.",
        "槽位 {slot} 的映射（{type}）缺少 `{entry}`。",
    ),
    "mapping_of_other_form": (
        "A mapping of {slot} is for the form {form}, which does not ask for that slot.",
        "槽位 {slot} 的映射用于表单 {form}，但该表单并不询问它。",
    ),
    "slot_never_fills": (
        "The slot {slot} is filled from the entity {entity}, and no example or table has one.",
        "槽位 {slot} 由实体 {entity} 填充，但没有例句或查找表包含它。",
    ),
    "trigger_never": (
        "The slot {slot} is filled when {intent} opens its form, and that intent never does.",
        "槽位 {slot} 要在 {intent} 打开表单时填充，但该意图从不打开表单。",
    ),
    "form_asks_nothing": (
        "The form {form} asks for nothing.",
        "表单 {form} 没有要询问的内容。",
    ),
    "slot_unasked": (
        "The form {form} needs {slot} and has no question for it: write utter_ask_{slot}.",
        "表单 {form} 需要 {slot}，却没有对应的提问：请写 utter_ask_{slot}。",
    ),
    "slot_unmapped": (
        "The form {form} needs {slot}, and no mapping fills it: the question comes for ever.",
        "表单 {form} 需要 {slot}，但没有映射能填充它：会一直追问。",
    ),
    "form_without_end": (
        "The form {form} leads nowhere: no rule says what follows when it is complete "
        "(condition: active_loop: {form}; action: {form}; active_loop: null; then an action).",
        "表单 {form} 没有出口：没有规则说明填完之后做什么"
        "（condition: active_loop: {form}；action: {form}；active_loop: null；再接一个动作）。",
    ),
    "form_never_opens": (
        "The form {form} is run, and no rule or story says active_loop: {form} after it.",
        "表单 {form} 被执行，但没有规则或故事在其后写 active_loop: {form}。",
    ),
    "form_without_stop": (
        "Nobody who wants to stop is heard while {form} is open: no rule for stop or deny fits.",
        "表单 {form} 进行中，客户想停止时无人理会：没有适用的停止或拒绝规则。",
    ),
}
RESPONSES: Mapping[str, tuple[str, str]] = {
    "response_empty": ("{name} says nothing.", "{name} 没有内容。"),
    "translation_missing": (
        "{name} is not said in every language; missing: {languages}.",
        "{name} 缺少翻译：{languages}。",
    ),
    "language_unsaid": (
        "{name} is the same in every language; the others are told apart by the slot language.",
        "{name} 不区分语言，而其他回复按 language 槽位区分。",
    ),
    "gap_unfilled": (
        "{name} has the gap {{{gap}}}, and there is no such slot. {meant}",
        "{name} 中有变量 {{{gap}}}，但没有这个槽位。{meant}",
    ),
    "payload_broken": (
        "A button of {name} has the payload {payload}; what is in braces is no JSON.",
        "{name} 的按钮载荷 {payload} 有误：花括号内不是 JSON。",
    ),
}
TWICE: Mapping[str, tuple[str, str]] = {
    "same_story": (
        "The story “{name}” is the same as “{other}” ({where}).",
        "故事“{name}”与“{other}”（{where}）相同。",
    ),
    "same_rule": (
        "The rule “{name}” is the same as “{other}” ({where}).",
        "规则“{name}”与“{other}”（{where}）相同。",
    ),
    "same_story_name": (
        "Another story is called “{name}” too ({where}).",
        "另有一个故事也叫“{name}”（{where}）。",
    ),
    "same_rule_name": (
        "Another rule is called “{name}” too ({where}).",
        "另有一条规则也叫“{name}”（{where}）。",
    ),
    "entry_twice": (
        "{name} stands twice under {section} ({where}).",
        "{name} 在 {section} 中出现两次（{where}）。",
    ),
    "example_twice": (
        "“{text}” is an example of {intent} twice ({where}).",
        "“{text}”在 {intent} 中出现两次（{where}）。",
    ),
    "example_of_two": (
        "“{text}” is an example of {intent} here and of {other} in {where}.",
        "“{text}”在此是 {intent} 的例句，在 {where} 又是 {other} 的例句。",
    ),
    "synonym_of_two": (
        "“{word}” stands for {name} here and for {other} elsewhere.",
        "“{word}”在此代表 {name}，在别处又代表 {other}。",
    ),
}
UNDERSTANDING: Mapping[str, tuple[str, str]] = {
    "retrieval_unanswered": (
        "{intent} has examples and no answer: write the response utter_{intent}. {meant}",
        "{intent} 有例句却没有回答：请写回复 utter_{intent}。{meant}",
    ),
    "retrieval_unasked": (
        "{name} is never said: no example asks for it.",
        "{name} 永远不会被说出：没有对应的例句。",
    ),
    "selector_missing": (
        "{intent} picks its answer by what was asked, and the pipeline has no ResponseSelector.",
        "{intent} 要按所问选择回答，但 pipeline 中没有 ResponseSelector。",
    ),
    "whole_retrieval_intent": (
        "Stories name retrieval intents without what is asked: {base}, not {name}.",
        "故事中检索意图只写主名：写 {base}，不写 {name}。",
    ),
    "list_empty": ("The {list} {name} is empty.", "{list} {name} 是空的。"),
    "regex_broken": (
        "The regex {name} ({number}) cannot be read: {problem}. It is: {pattern}",
        "正则 {name}（第 {number} 条）无法解析：{problem}。内容：{pattern}",
    ),
    "regex_slow": (
        "The regex {name} ({number}) may hang on one message: {example} can repeat in two ways. "
        "It is: {pattern}",
        "正则 {name}（第 {number} 条）可能被一条消息卡死："
        "{example} 可以有两种重复方式。内容：{pattern}",
    ),
}
SETTINGS: Mapping[str, tuple[str, str]] = {
    "config_missing": (
        "There is no config.yml: nothing says how to learn.",
        "没有 config.yml：没有说明如何学习。",
    ),
    "config_key_unknown": (
        "config.yml holds the unknown key {entry}. {meant}",
        "config.yml 中有未知的键 {entry}。{meant}",
    ),
    "config_key_missing": ("config.yml lacks the key {entry}.", "config.yml 缺少键 {entry}。"),
    "assistant_unnamed": (
        "assistant_id is still the placeholder; give the bot a name of its own.",
        "assistant_id 仍是占位符，请换成自己的名称。",
    ),
    "part_unknown": (
        "{part} is no known part for {entry}. {meant}",
        "{entry} 中的 {part} 不存在。{meant}",
    ),
    "config_code": (
        "{name} is a program that is neither Rasa's nor ours. It is not loaded here and no model"
        " can be trained with it: take it out, or name a part that Rasa has.",
        "{name} 既不是 Rasa 的组件，也不是本系统的组件。系统不会加载它，也无法用它训练："
        "请删除，或改用 Rasa 自带的组件。",
    ),
    "config_not_installed": (
        "{name} needs {needs}, which is not installed here; no model can be trained with it."
        " Take it out, or use another part.",
        "{name} 需要 {needs}，此处未安装，无法用它训练。请删除或改用其他组件。",
    ),
    "config_replaced": (
        "Rasa 3 has {name} no longer; its work is done by: {by}.",
        "Rasa 3 已不再提供 {name}，请改用：{by}。",
    ),
    "config_part_nameless": (
        "An entry of {part} has no name: write “- name: …”.",
        "{part} 中有一项没有名称，请写成“- name: …”。",
    ),
    "config_parts_named": (
        "{part} must be a list of parts; ready-made ones by name ended with Rasa 2.",
        "{part} 必须是组件列表。按名称引用现成流水线的写法在 Rasa 2 之后已取消。",
    ),
    "config_recipe": (
        "The recipe {name} is not supported; write “recipe: default.v1”.",
        "不支持配方 {name}，请写成“recipe: default.v1”。",
    ),
    "config_importer": (
        "The importer {name} is not loaded here; leave the entry out.",
        "系统不会加载导入器 {name}，请删除该项。",
    ),
    "config_option_outside": (
        "The option {name} names a file outside of the project, or an address. Neither is used"
        " here: take it out.",
        "选项 {name} 指向项目之外的文件或网址，系统不会使用，请删除。",
    ),
    "policy_twice": ("The policy {part} stands twice.", "策略 {part} 出现两次。"),
    "option_unknown": (
        "{part} knows no setting {option}. {meant}",
        "{part} 没有设置项 {option}。{meant}",
    ),
    "rules_without_policy": (
        "There are {count} rules and no RulePolicy: none of them counts.",
        "有 {count} 条规则，却没有 RulePolicy：规则都不起作用。",
    ),
    "forms_without_policy": (
        "There are forms ({forms}) and no RulePolicy; Rasa refuses to train.",
        "有表单（{forms}），却没有 RulePolicy，Rasa 会拒绝训练。",
    ),
    "fallback_unknown": (
        "RulePolicy falls back to {name}, which the domain does not know.",
        "RulePolicy 的后备动作 {name} 不在领域中。",
    ),
    "stories_without_policy": (
        "There are {count} stories, and RulePolicy alone learns from none.",
        "有 {count} 个故事，但只有 RulePolicy，不会从故事中学习。",
    ),
}

PROVER_DATA: Catalog = {
    f"prover_{kind}": {"en": en, "zh": zh}
    for part in (FORMS, RESPONSES, TWICE, UNDERSTANDING, SETTINGS)
    for kind, (en, zh) in part.items()
}
