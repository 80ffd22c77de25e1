"""Words of the saved replies."""

from console.words.catalog import Catalog

REPLIES: Catalog = {
    "nav_replies": {"en": "Saved replies", "zh": "快捷回复"},
    "replies_title": {"en": "Saved replies", "zh": "快捷回复"},
    "replies_new": {"en": "New reply", "zh": "新建快捷回复"},
    "replies_edit": {"en": "Change a reply", "zh": "编辑快捷回复"},
    "replies_search": {"en": "Search", "zh": "搜索"},
    "replies_search_hint": {"en": "Shortcut, title or text", "zh": "快捷码、标题或内容"},
    "replies_none": {
        "en": "No saved reply yet. Write one, then type / in a reply to insert it.",
        "zh": "还没有快捷回复。新建一条后，在回复框输入 / 即可插入。",
    },
    "replies_none_found": {
        "en": "No saved reply holds these words.",
        "zh": "没有符合的快捷回复。",
    },
    "replies_show_all": {"en": "Show all", "zh": "显示全部"},
    "replies_shortcut": {"en": "Shortcut", "zh": "快捷码"},
    "replies_shortcut_hint": {
        "en": "Letters, digits and hyphens; typed after the slash.",
        "zh": "字母、数字或连字符，在斜杠后输入。",
    },
    "replies_reply_title": {"en": "Title", "zh": "标题"},
    "replies_text_en": {"en": "Text in English", "zh": "英文内容"},
    "replies_text_zh": {"en": "Text in Chinese", "zh": "中文内容"},
    "replies_text_hint": {
        "en": "One of the two languages may stay empty. These placeholders are filled from the "
        "conversation:",
        "zh": "两种语言可只填一种。以下占位符会按会话自动填入：",
    },
    "replies_scope": {"en": "Who may use it", "zh": "使用范围"},
    "replies_scope_shared": {"en": "Everybody", "zh": "共享"},
    "replies_scope_own": {"en": "Only me", "zh": "仅自己"},
    "replies_team": {"en": "Team", "zh": "团队"},
    "replies_team_hint": {"en": "Empty: every team.", "zh": "留空表示所有团队。"},
    "replies_uses": {"en": "Used", "zh": "使用次数"},
    "replies_languages": {"en": "Languages", "zh": "语言"},
    "replies_changed": {"en": "Changed", "zh": "最近修改"},
    "replies_changed_by": {"en": "by {name}", "zh": "{name}"},
    "replies_in_en": {"en": "English", "zh": "英文"},
    "replies_in_zh": {"en": "Chinese", "zh": "中文"},
    "replies_save": {"en": "Save", "zh": "保存"},
    "replies_cancel": {"en": "Cancel", "zh": "取消"},
    "replies_preview": {"en": "Preview", "zh": "预览"},
    "replies_preview_hint": {
        "en": "Filled with the values of an example customer.",
        "zh": "以示例客户的信息填充。",
    },
    "replies_preview_empty": {"en": "Nothing to show yet.", "zh": "暂无内容。"},
    "replies_delete": {"en": "Delete this reply", "zh": "删除此快捷回复"},
    "replies_delete_sure": {
        "en": "It is gone for everybody who uses it.",
        "zh": "删除后所有人都无法再使用。",
    },
    "replies_delete_yes": {"en": "Delete it", "zh": "确认删除"},
    "replies_saved": {"en": "Saved.", "zh": "已保存。"},
    "replies_deleted": {"en": "Deleted.", "zh": "已删除。"},
    "replies_exchange": {"en": "Import and export", "zh": "导入与导出"},
    "replies_export": {"en": "Export as CSV", "zh": "导出 CSV"},
    "replies_import": {"en": "Import", "zh": "导入"},
    "replies_import_file": {"en": "CSV file", "zh": "CSV 文件"},
    "replies_import_hint": {
        "en": "Columns shortcut, title, text_en, text_zh, scope (shared or own), team. A known "
        "shortcut is changed. The file is taken whole or not at all.",
        "zh": "列：shortcut、title、text_en、text_zh、scope（shared 或 own）、team。"
        "已有快捷码会被更新；文件整体导入，有错则全部不导入。",
    },
    "replies_imported": {
        "en": "Imported: {added} new, {changed} changed.",
        "zh": "导入完成：新增 {added} 条，更新 {changed} 条。",
    },
    "replies_import_refused": {
        "en": "Nothing was imported, because of this:",
        "zh": "未导入任何内容，原因如下：",
    },
    "replies_import_row": {"en": "Row {row}:", "zh": "第 {row} 行："},
    "replies_import_large": {
        "en": "The file is too large: at most 2,000 rows and 1 MB.",
        "zh": "文件过大：最多 2,000 行、1 MB。",
    },
    "replies_import_unreadable": {
        "en": "This is no CSV file in UTF-8.",
        "zh": "不是 UTF-8 编码的 CSV 文件。",
    },
    "replies_import_columns": {"en": "Columns are missing: {names}.", "zh": "缺少列：{names}。"},
    "replies_import_shared": {
        "en": "Shared replies are changed by supervisors; write “own” in the column scope.",
        "zh": "共享回复由主管维护，请在 scope 列填 own。",
    },
    "replies_bad_shortcut": {
        "en": "1 to 40 letters, digits or hyphens, without spaces.",
        "zh": "须为 1 到 40 个字母、数字或连字符，不含空格。",
    },
    "replies_bad_title": {
        "en": "A title is needed, of at most 200 characters on one line.",
        "zh": "请填写标题，单行且不超过 200 字。",
    },
    "replies_bad_text_en": {
        "en": "At most 4,000 characters.",
        "zh": "不得超过 4,000 字。",
    },
    "replies_bad_text_zh": {
        "en": "At most 4,000 characters.",
        "zh": "不得超过 4,000 字。",
    },
    "replies_bad_scope": {"en": "Everybody (shared) or only you (own).", "zh": "共享或仅自己。"},
    "replies_bad_team": {"en": "At most 64 characters.", "zh": "不得超过 64 字。"},
    "replies_bad_empty": {
        "en": "A text is needed in one of the two languages.",
        "zh": "请至少填写一种语言的内容。",
    },
    "replies_bad_placeholder": {
        "en": "Nothing fills “{name}” in braces. See the list of placeholders.",
        "zh": "大括号中的“{name}”不是有效的占位符，请参考列表。",
    },
    "replies_bad_placeholder_near": {
        "en": "Nothing fills “{name}” in braces. Did you mean “{near}”?",
        "zh": "大括号中的“{name}”不是有效的占位符，是否想写“{near}”？",
    },
    "replies_bad_taken": {
        "en": "Another reply has this shortcut.",
        "zh": "该快捷码已被占用。",
    },
    "replies_bad_changed": {
        "en": "{name} has changed this reply since you opened it, so it was not saved. Copy your "
        "text and open it again.",
        "zh": "您打开之后，{name} 已修改过这条回复，因此未保存。请复制您的内容后重新打开。",
    },
    "key_saved": {
        "en": "in an empty answer: saved replies",
        "zh": "回复框为空时：打开快捷回复",
    },
    "replies_pick_open": {"en": "Saved replies", "zh": "快捷回复"},
    "replies_pick_search": {"en": "Find a saved reply", "zh": "查找快捷回复"},
    "replies_pick_hint": {
        "en": "↑ ↓ to choose, Enter to insert, Esc to leave",
        "zh": "↑ ↓ 选择，Enter 插入，Esc 退出",
    },
    "replies_gap_left": {
        "en": "A gap (…) is still to be filled in.",
        "zh": "还有空缺（…）未填写。",
    },
    "replies_braces_left": {
        "en": "A placeholder in braces has no value: fill it in or delete it.",
        "zh": "大括号中的占位符没有内容，请填写或删除。",
    },
    "error_unfilled_placeholder": {
        "en": "{{{name}}} has no value: fill it in or delete it.",
        "zh": "占位符 {{{name}}} 没有内容，请填写或删除。",
    },
    "replies_pick_label": {"en": "Saved replies", "zh": "快捷回复"},
    "replies_pick_none": {"en": "No saved reply fits.", "zh": "没有匹配的快捷回复。"},
    "replies_pick_gap": {
        "en": "Fill the gap yourself: {names}",
        "zh": "请自行补全：{names}",
    },
    "replies_pick_other": {
        "en": "There is no text in the language of this conversation.",
        "zh": "没有本会话语言的版本。",
    },
    "replies_order_placed": {"en": "placed", "zh": "已下单"},
    "replies_order_paid": {"en": "paid", "zh": "已付款"},
    "replies_order_packed": {"en": "packed", "zh": "已打包"},
    "replies_order_shipped": {"en": "on its way", "zh": "运送中"},
    "replies_order_delivered": {"en": "delivered", "zh": "已送达"},
    "replies_order_cancelled": {"en": "cancelled", "zh": "已取消"},
    "replies_order_returned": {"en": "returned", "zh": "已退货"},
    "replies_value_customer_name": {"en": "name of the customer", "zh": "客户姓名"},
    "replies_value_customer_first_name": {"en": "first name of the customer", "zh": "客户称呼"},
    "replies_value_order_number": {"en": "number of the order", "zh": "订单号"},
    "replies_value_order_status": {"en": "state of the order", "zh": "订单状态"},
    "replies_value_ticket_number": {"en": "number of the ticket", "zh": "工单号"},
    "replies_value_agent_name": {"en": "your name", "zh": "您的姓名"},
    "replies_value_shop_name": {"en": "name of the shop", "zh": "店铺名称"},
}
