"""Words of the pages of intents and of what was done there."""

from console.words.catalog import Catalog

INTENTS: Catalog = {
    "studio_intents": {"en": "Intents", "zh": "意图"},
    "studio_intents_about": {
        "en": "What customers want, with examples of how they say it.",
        "zh": "顾客想做什么，以及他们会怎么说。",
    },
    "intents_lead": {
        "en": "{intents} intents, {examples} examples. What you change is in your draft until you"
        " publish it.",
        "zh": "共 {intents} 个意图，{examples} 条例句。您的修改先存为草稿，发布后才生效。",
    },
    "intents_search": {"en": "Search intents and examples", "zh": "搜索意图和例句"},
    "intents_sort": {"en": "Order", "zh": "排序"},
    "intents_sort_domain": {"en": "as in the domain", "zh": "按领域文件"},
    "intents_sort_name": {"en": "by name", "zh": "按名称"},
    "intents_sort_few": {"en": "fewest examples first", "zh": "例句最少的在前"},
    "intents_sort_many": {"en": "most examples first", "zh": "例句最多的在前"},
    "intents_sort_warnings": {"en": "most warnings first", "zh": "提醒最多的在前"},
    "intents_go": {"en": "Show", "zh": "显示"},
    "intents_name": {"en": "Intent", "zh": "意图"},
    "intents_en": {"en": "English", "zh": "英文"},
    "intents_zh": {"en": "Chinese", "zh": "中文"},
    "intents_stories": {"en": "Stories", "zh": "故事"},
    "intents_rules": {"en": "Rules", "zh": "规则"},
    "intents_notices": {"en": "To look at", "zh": "需留意"},
    "intents_found": {"en": "{count} with these words", "zh": "{count} 条含有这些字"},
    "intents_none_found": {
        "en": "No intent or example holds these words.",
        "zh": "没有意图或例句包含这些字。",
    },
    "intents_none": {
        "en": "There is no intent yet. Add the first one.",
        "zh": "还没有意图，请先添加。",
    },
    "intents_doubts": {
        "en": "Mislabelled and double examples",
        "zh": "疑似标错或重复的例句",
    },
    "intents_show_alike": {"en": "Show near-duplicates", "zh": "查看近似重复的例句"},
    "intents_only_alike": {
        "en": "Only examples that say nearly the same as another of this intent.",
        "zh": "仅显示与本意图其他例句近似重复的例句。",
    },
    "intents_only_torn": {
        "en": "Only examples that another intent has as well.",
        "zh": "仅显示其他意图中也有的例句。",
    },
    "intents_near": {"en": "nearly “{text}”", "zh": "近似“{text}”"},
    "intents_all": {"en": "Show all", "zh": "显示全部"},
    "intents_warn_undeclared": {
        "en": "Not in the domain: the bot cannot answer it.",
        "zh": "领域文件中没有它，机器人无法应答。",
    },
    "intents_warn_empty": {
        "en": "No examples: it is never understood.",
        "zh": "没有例句，永远识别不到。",
    },
    "intents_note_program": {
        "en": "No examples: the program itself sends it.",
        "zh": "没有例句，由程序自身发出。",
    },
    "intents_warn_few_en": {
        "en": "{count:English example is|English examples are} few; ten are a start.",
        "zh": "英文例句只有 {count} 条，至少应有十条。",
    },
    "intents_warn_few_zh": {
        "en": "{count:Chinese example is|Chinese examples are} few; ten are a start.",
        "zh": "中文例句只有 {count} 条，至少应有十条。",
    },
    "intents_warn_unused": {
        "en": "In no story or rule: nothing answers it.",
        "zh": "没有故事或规则用到它，没有人应答。",
    },
    "intents_next_examples": {"en": "Add examples", "zh": "添加例句"},
    "intents_next_answer": {"en": "Write its answer", "zh": "编写回答"},
    "intents_next_story": {"en": "Write its story", "zh": "编写故事"},
    "intents_warn_torn": {
        "en": "{count:example is|examples are} under another intent as well.",
        "zh": "有 {count} 条例句同时属于别的意图。",
    },
    "intents_show_torn": {"en": "Show them", "zh": "查看"},
    "intents_unreadable": {
        "en": "{count:place|places} in the files cannot be read; what is there is left out.",
        "zh": "文件中有 {count} 处无法读取，此处未列出。",
    },
    "intents_new": {"en": "New intent", "zh": "新建意图"},
    "intents_new_name": {"en": "Name", "zh": "名称"},
    "intents_new_name_hint": {
        "en": "Letters, digits and _; such as ask_gift_wrap.",
        "zh": "字母、数字和下划线，例如 ask_gift_wrap。",
    },
    "intents_new_texts": {"en": "First examples, one on a line", "zh": "首批例句，每行一条"},
    "intents_new_path": {"en": "File", "zh": "文件"},
    "intents_new_path_hint": {
        "en": "Empty: a file of its own in each language. Or one that is there, or a new name.",
        "zh": "留空则每种语言各建一个文件，也可选已有文件或另取新名。",
    },
    "intents_make": {"en": "Add the intent", "zh": "添加意图"},
    "intents_back": {"en": "All intents", "zh": "全部意图"},
    "intents_rename": {"en": "Rename", "zh": "改名"},
    "intents_merge": {"en": "Merge into another", "zh": "并入其他意图"},
    "intents_delete": {"en": "Delete", "zh": "删除"},
    "intents_used": {
        "en": "Used in stories: {stories}, rules: {rules}",
        "zh": "用于 {stories} 个故事、{rules} 条规则",
    },
    "intents_add": {"en": "Add examples", "zh": "添加例句"},
    "intents_add_hint": {
        "en": "One on a line, in either language. Paste as many as you like. Mark an entity as"
        " [words](entity).",
        "zh": "每行一条，中英文均可，可一次粘贴多条。实体写作 [文字](实体)。",
    },
    "intents_add_now": {"en": "Add", "zh": "添加"},
    "intents_look": {"en": "Look first", "zh": "先检查"},
    "intents_add_ticked": {"en": "Add what is ticked", "zh": "添加勾选的"},
    "intents_verdicts": {"en": "What these lines would do", "zh": "逐行检查结果"},
    "intents_line": {"en": "Line", "zh": "内容"},
    "intents_verdict": {"en": "Verdict", "zh": "结果"},
    "intents_take": {"en": "Add", "zh": "添加"},
    "intents_take_this": {"en": "Add “{text}”", "zh": "添加“{text}”"},
    "intents_move_this": {"en": "Move “{text}” here", "zh": "把“{text}”移到这里"},
    "intents_move_here": {"en": "move it here", "zh": "移到这里"},
    "intents_is_new": {"en": "New.", "zh": "新例句。"},
    "intents_is_here": {"en": "Here already, as “{about}”.", "zh": "这里已有：“{about}”。"},
    "intents_is_twice": {"en": "Twice among these lines.", "zh": "与上面某行重复。"},
    "intents_is_elsewhere": {
        "en": "Under {about} already: the bot could not tell them apart.",
        "zh": "{about} 中已有，机器人将无法区分。",
    },
    "intents_is_personal": {
        "en": "Looks like somebody's own data: {about}. Write an invented one (name@example.com,"
        " +49 170 1234567).",
        "zh": "疑似个人信息：{about}。请改用虚构内容（name@example.com、+49 170 1234567）。",
    },
    "intents_is_mark": {
        "en": "The mark {about} cannot be read; write [words](entity).",
        "zh": "标注 {about} 无法识别，请写作 [文字](实体)。",
    },
    "intents_is_entity": {
        "en": "There is no entity {about} yet; it is learned only once it is added.",
        "zh": "还没有实体 {about}，添加该实体后才会学习。",
    },
    "intents_is_long": {"en": "Longer than {about} characters.", "zh": "超过 {about} 个字符。"},
    "intents_too_many": {
        "en": "Those are more than {most} lines; paste them in parts.",
        "zh": "超过 {most} 行，请分批粘贴。",
    },
    "intents_nothing_typed": {"en": "Write at least one line.", "zh": "请至少写一行。"},
    "intents_nothing_ticked": {
        "en": "Nothing is ticked that could be added.",
        "zh": "没有勾选可添加的内容。",
    },
    "intents_filter": {"en": "Search these examples", "zh": "在这些例句中搜索"},
    "intents_count": {"en": "{count:example|examples}", "zh": "{count} 条例句"},
    "intents_count_found": {
        "en": "{count} of {total:example|examples}",
        "zh": "{total} 条中的 {count} 条",
    },
    "intents_column_empty": {"en": "None yet in this language.", "zh": "该语言还没有例句。"},
    "intents_column_none": {"en": "None with these words.", "zh": "没有包含这些字的例句。"},
    "intents_pick": {"en": "Pick “{text}”", "zh": "选中“{text}”"},
    "intents_edit": {"en": "Edit", "zh": "编辑"},
    "intents_edit_this": {"en": "Edit “{text}”", "zh": "编辑“{text}”"},
    "intents_wording": {"en": "Wording", "zh": "例句内容"},
    "intents_save": {"en": "Save", "zh": "保存"},
    "intents_cancel": {"en": "Cancel", "zh": "取消"},
    "intents_unmark": {
        "en": "Remove the mark {entity}: {words}",
        "zh": "取消标注 {entity}：{words}",
    },
    "intents_mark_hint": {
        "en": "An entity is written [words](entity). Entities: {names}.",
        "zh": "实体写作 [文字](实体)。可用实体：{names}。",
    },
    "intents_mark_as": {"en": "is a", "zh": "标为"},
    "intents_entity": {"en": "Entity", "zh": "实体"},
    "intents_mark": {"en": "Mark", "zh": "标注"},
    "intents_mark_tip": {
        "en": "Select words of an example to mark them as an entity.",
        "zh": "选中例句中的文字即可标注为实体。",
    },
    "intents_marking": {"en": "Mark the selected words", "zh": "标注选中的文字"},
    "intents_also": {"en": "also under {name}", "zh": "也属于 {name}"},
    "intents_with_picked": {"en": "With the picked ones:", "zh": "对选中的例句："},
    "intents_move_into": {"en": "Move to", "zh": "移到"},
    "intents_move": {"en": "Move", "zh": "移动"},
    "intents_remove": {"en": "Delete", "zh": "删除"},
    "intents_before": {"en": "Earlier ones", "zh": "上一页"},
    "intents_after": {"en": "More", "zh": "下一页"},
    "intents_parts": {"en": "Parts of the list", "zh": "翻页"},
    "intents_did_add": {"en": "added the intent {name}", "zh": "新建意图 {name}"},
    "intents_did_add_one": {"en": "added an example to {name}", "zh": "为 {name} 添加 1 条例句"},
    "intents_did_add_some": {
        "en": "added {count:example|examples} to {name}",
        "zh": "为 {name} 添加 {count} 条例句",
    },
    "intents_did_change": {"en": "reworded an example of {name}", "zh": "修改了 {name} 的一条例句"},
    "intents_did_remove_one": {
        "en": "deleted an example of {name}",
        "zh": "删除了 {name} 的一条例句",
    },
    "intents_did_remove": {
        "en": "deleted {count:example|examples} of {name}",
        "zh": "删除了 {name} 的 {count} 条例句",
    },
    "intents_did_move": {
        "en": "moved {count:example|examples} from {name} to {into}",
        "zh": "把 {count} 条例句从 {name} 移到 {into}",
    },
    "intents_did_mark": {
        "en": "marked an entity in an example of {name}",
        "zh": "在 {name} 的例句中标注了实体",
    },
    "intents_did_unmark": {
        "en": "removed a mark from an example of {name}",
        "zh": "取消了 {name} 例句中的一处标注",
    },
    "error_intents_none_picked": {"en": "Pick at least one example.", "zh": "请至少选中一条例句。"},
    "error_intents_move_where": {
        "en": "Choose another intent to move them to.",
        "zh": "请选择要移到的其他意图。",
    },
}

EDITING: Catalog = {
    "studio_told": {"en": "Done: {words}.", "zh": "已完成：{words}。"},
    "studio_told_draft": {"en": "It is in your draft.", "zh": "已存入您的草稿。"},
    "studio_told_undo": {"en": "Undo", "zh": "撤销"},
    "error_studio_cannot_edit": {
        "en": "{path} is written in a way that this form cannot change safely. Change it as text,"
        " in its YAML.",
        "zh": "{path} 的写法无法在此表单中安全修改，请直接编辑其 YAML 文本。",
    },
    "error_studio_name_taken": {
        "en": "There is {name} already. Choose another name.",
        "zh": "已有 {name}，请换一个名称。",
    },
    "error_studio_bad_name": {
        "en": "“{name}” cannot be a name. Use letters, digits and _, beginning with a letter (a"
        " response begins with utter_).",
        "zh": "“{name}”不能作名称。请用字母、数字和下划线，并以字母开头（回复以 utter_ 开头）。",
    },
    "error_studio_needs_examples": {
        "en": "{name} is a variety of an intent (with a slash) and exists by its examples alone:"
        " write at least one.",
        "zh": "{name} 带有斜杠，是某个意图的细分，必须有例句才存在：请至少写一条例句。",
    },
    "error_studio_gone": {
        "en": "{name}: this is not there any more, or somebody has changed it. Look again below.",
        "zh": "{name}：该内容已不存在或已被修改，请重新查看。",
    },
    "error_studio_still_used": {
        "en": "{name} is still used in {places}. Change that first.",
        "zh": "{name} 仍在使用：{places}。请先修改这些地方。",
    },
    "error_studio_personal_data": {
        "en": "“{text}” looks like somebody's own data. Write an invented one (name@example.com,"
        " +49 170 1234567).",
        "zh": "“{text}”疑似个人信息，请改用虚构内容（name@example.com、+49 170 1234567）。",
    },
    "error_studio_bad_mark": {
        "en": "Select words of the example that are not marked yet, without brackets.",
        "zh": "请选中例句中尚未标注、不含方括号的文字。",
    },
}
