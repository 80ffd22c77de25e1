"""Words of renaming, merging and deleting in the studio."""

from console.words.catalog import Catalog

NAMING: Catalog = {
    "naming_rename": {"en": "Rename {name}", "zh": "为 {name} 改名"},
    "naming_merge": {"en": "Merge {name} into another intent", "zh": "把 {name} 并入其他意图"},
    "naming_delete": {"en": "Delete {name}", "zh": "删除 {name}"},
    "naming_back": {"en": "Back to {name}", "zh": "返回 {name}"},
    "naming_to": {"en": "New name", "zh": "新名称"},
    "naming_into": {"en": "Into", "zh": "并入"},
    "naming_everywhere": {
        "en": "It is renamed wherever it is named: examples, stories, rules, forms, buttons,"
        " tests, configuration.",
        "zh": "所有用到的地方会一并改名：例句、故事、规则、表单、按钮、测试和配置。",
    },
    "naming_merge_hint": {
        "en": "Its examples, stories and buttons become those of the other. A rule that would then"
        " contradict one of the other's is deleted.",
        "zh": "它的例句、故事和按钮都归入对方；若其规则会与对方的规则冲突，则删除该规则。",
    },
    "naming_preview": {"en": "Show what changes", "zh": "查看改动"},
    "naming_count": {
        "en": "{lines} lines change in {files} files",
        "zh": "将改动 {files} 个文件中的 {lines} 行",
    },
    "naming_do_rename": {"en": "Rename", "zh": "改名"},
    "naming_do_merge": {"en": "Merge", "zh": "合并"},
    "naming_do_delete": {"en": "Delete", "zh": "删除"},
    "naming_line": {"en": "Line", "zh": "行"},
    "naming_before": {"en": "Before", "zh": "改前"},
    "naming_after": {"en": "After", "zh": "改后"},
    "naming_more": {"en": "and {count} more", "zh": "另有 {count} 处"},
    "naming_in_code": {
        "en": "The program itself knows {name} by name, and no edit here reaches it:",
        "zh": "程序代码中也用到了 {name}，此处的修改无法触及：",
    },
    "naming_arranged": {
        "en": "I have arranged with a developer that this is changed as well.",
        "zh": "我已请开发人员同步修改。",
    },
    "naming_needs_word": {
        "en": "The program names it, too. Tick the box once a developer knows.",
        "zh": "程序中也用到了它。请先告知开发人员，再勾选确认。",
    },
    "naming_changed_since": {
        "en": "The files have changed since this was shown. Look at the lines again.",
        "zh": "文件在此期间有变动，请重新查看改动。",
    },
    "naming_still_used": {"en": "{name} is still used", "zh": "{name} 仍在使用"},
    "naming_still_used_about": {
        "en": "Change these places first, or merge it into another intent. Nothing was deleted.",
        "zh": "请先修改这些地方，意图也可并入其他意图。目前未删除任何内容。",
    },
    "naming_what_nlu": {"en": "examples", "zh": "例句"},
    "naming_what_domain": {"en": "domain", "zh": "领域"},
    "naming_what_story": {"en": "story", "zh": "故事"},
    "naming_what_rule": {"en": "rule", "zh": "规则"},
    "naming_what_test": {"en": "test", "zh": "测试"},
    "naming_what_response": {"en": "response", "zh": "回复"},
    "naming_what_config": {"en": "configuration", "zh": "配置"},
    "naming_did_rename": {"en": "renamed {name} to {to}", "zh": "把 {name} 改名为 {to}"},
    "naming_did_merge": {"en": "merged {name} into {to}", "zh": "把 {name} 并入 {to}"},
    "naming_did_delete": {"en": "deleted {name}", "zh": "删除了 {name}"},
}
