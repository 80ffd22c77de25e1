"""Words of the pages of files as text."""

from console.words.catalog import Catalog

YAML: Catalog = {
    "yaml_nav": {"en": "Files", "zh": "文件"},
    "yaml_nav_about": {
        "en": "All files as text, with what is wrong at each line.",
        "zh": "以文本编辑全部文件，并逐行指出问题。",
    },
    "yaml_title": {"en": "Files", "zh": "文件"},
    "yaml_root": {"en": "Project", "zh": "项目"},
    "yaml_changed": {"en": "changed in your draft", "zh": "草稿中已改"},
    "yaml_unclear": {"en": "to be decided", "zh": "需要您决定"},
    "yaml_faults": {"en": "{count:fault|faults}", "zh": "{count} 处问题"},
    "yaml_new": {"en": "New file", "zh": "新建文件"},
    "yaml_path": {"en": "Path", "zh": "路径"},
    "yaml_note": {"en": "What it is about", "zh": "说明"},
    "yaml_make": {"en": "Make it", "zh": "创建"},
    "yaml_text": {"en": "Text of {path}", "zh": "{path} 的内容"},
    "yaml_save": {"en": "Save", "zh": "保存"},
    "yaml_saved": {"en": "Kept in your draft.", "zh": "已保存到您的草稿。"},
    "yaml_undo": {"en": "Undo", "zh": "撤回"},
    "yaml_draft": {"en": "My draft", "zh": "我的草稿"},
    "yaml_all": {"en": "All files", "zh": "全部文件"},
    "yaml_findings": {"en": "What is wrong", "zh": "存在的问题"},
    "yaml_nothing_wrong": {"en": "Nothing is wrong.", "zh": "没有发现问题。"},
    "yaml_prove": {"en": "Check of the whole draft", "zh": "检查整个草稿"},
    "yaml_line": {"en": "Line {line}", "zh": "第 {line} 行"},
    "yaml_error": {"en": "fault", "zh": "错误"},
    "yaml_warning": {"en": "warning", "zh": "提醒"},
    "yaml_hint": {
        "en": "Ctrl+S saves, Ctrl+Space offers names, Ctrl+F finds, Ctrl+] indents. Tab leaves"
        " the editor.",
        "zh": "Ctrl+S 保存，Ctrl+空格 提示名称，Ctrl+F 查找，Ctrl+] 缩进，Tab 离开编辑器。",
    },
    "yaml_clash": {
        "en": "This file was changed meanwhile. Nothing was saved: yours is below, and here is how"
        " it differs from what is there now. Save again to replace that.",
        "zh": "此文件在此期间已被修改，您的内容尚未保存，仍在下方。以下是与现有内容的差异。"
        "再次保存将覆盖现有内容。",
    },
    "yaml_is_unclear": {
        "en": "Others have published changes of the same lines in this file.",
        "zh": "他人已发布了此文件中相同行的改动。",
    },
    "yaml_decide": {"en": "Decide which are to stay", "zh": "选择保留哪一方"},
    "yaml_large": {
        "en": "This file is too large for this page. Export the project to edit it.",
        "zh": "此文件过大，无法在此编辑。请导出项目后编辑。",
    },
    "yaml_delete": {"en": "Delete this file", "zh": "删除此文件"},
    "yaml_delete_about": {
        "en": "It goes from your draft; Undo is under My draft.",
        "zh": "将从您的草稿中删除，可在“我的草稿”中撤回。",
    },
    "yaml_delete_now": {"en": "Delete it", "zh": "确认删除"},
    "yaml_unknown_intent": {
        "en": "The domain has no intent {name}.",
        "zh": "领域中没有意图 {name}。",
    },
    "yaml_unknown_action": {
        "en": "The domain has no action, response or form {name}.",
        "zh": "领域中没有动作、回复或表单 {name}。",
    },
    "yaml_unknown_form": {"en": "The domain has no form {name}.", "zh": "领域中没有表单 {name}。"},
    "yaml_unknown_slot": {"en": "The domain has no slot {name}.", "zh": "领域中没有槽位 {name}。"},
    "yaml_unknown_entity": {
        "en": "The domain has no entity {name}.",
        "zh": "领域中没有实体 {name}。",
    },
    "stories_did_file_added": {"en": "Added the file {path}", "zh": "新增文件 {path}"},
    "stories_did_file_changed": {"en": "Changed {path} as text", "zh": "以文本修改 {path}"},
    "stories_did_file_deleted": {"en": "Deleted the file {path}", "zh": "删除文件 {path}"},
    "error_yaml_gone": {"en": "There is no file {path} any more.", "zh": "文件 {path} 已不存在。"},
}
