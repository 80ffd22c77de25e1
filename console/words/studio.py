"""Words of the studio's first page and its navigation."""

from console.words.catalog import Catalog

STUDIO: Catalog = {
    "studio_title": {"en": "Studio", "zh": "机器人"},
    "studio_nav": {"en": "Studio", "zh": "机器人功能"},
    "studio_group_start": {"en": "Studio", "zh": "机器人"},
    "studio_group_teach": {"en": "Teach", "zh": "教"},
    "studio_group_change": {"en": "Check and publish", "zh": "检查与发布"},
    "studio_group_release": {"en": "Train and release", "zh": "训练与上线"},
    "studio_group_see": {"en": "See", "zh": "观察"},
    "studio_start": {"en": "Overview", "zh": "概览"},
    "studio_lead": {
        "en": "What the bot understands and says is made here. Nothing reaches customers before a"
        " model is promoted.",
        "zh": "在这里调整机器人的理解与回答。新模型上线之前，顾客不受任何影响。",
    },
    "studio_rights": {"en": "You may:", "zh": "您的权限："},
    "studio_and": {"en": ", ", "zh": "、"},
    "studio_stop": {"en": ".", "zh": "。"},
    "studio_changes": {"en": "My draft", "zh": "我的草稿"},
    "studio_changes_about": {
        "en": "What you changed, line by line; publish it or take it back.",
        "zh": "逐行查看您的改动，然后发布或撤回。",
    },
    "studio_history": {"en": "History", "zh": "历史"},
    "studio_history_about": {
        "en": "Who published what and when, and the way back.",
        "zh": "谁在何时发布了什么，并可撤回。",
    },
    "studio_history_empty": {
        "en": "Nothing has been published since Frontdesk first looked.",
        "zh": "自 Frontdesk 首次记录以来还没有发布过改动。",
    },
    "studio_no_changes": {
        "en": "You have changed nothing that is not published.",
        "zh": "您没有未发布的改动。",
    },
    "studio_done_published": {
        "en": "Published. The files of the project hold your changes now; train a model to let the"
        " bot learn from them.",
        "zh": "已发布，项目文件已包含您的改动。请训练新模型，让机器人学会它们。",
    },
    "studio_done_undone": {"en": "Taken back.", "zh": "已撤回。"},
    "studio_done_discarded": {
        "en": "Your draft is empty again.",
        "zh": "您的草稿已清空。",
    },
    "studio_done_decided": {"en": "Settled.", "zh": "已处理。"},
    "studio_file_new": {"en": "new", "zh": "新增"},
    "studio_file_changed": {"en": "changed", "zh": "已改"},
    "studio_file_gone": {"en": "deleted", "zh": "已删除"},
    "studio_line": {"en": "Line {line}:", "zh": "第 {line} 行："},
    "studio_lines_left_out": {
        "en": "{count:more line is|more lines are} not shown.",
        "zh": "还有 {count} 行未显示。",
    },
    "studio_clash": {"en": "To be decided:", "zh": "需要您决定："},
    "studio_clash_about": {
        "en": "Since you began, somebody published other changes of the same lines. Which are to"
        " stay? To mix both, edit the file first and then keep yours.",
        "zh": "您开始编辑后，有人发布了对相同行的其他改动。保留哪一方？"
        "如需合并，请先编辑文件，再保留您的版本。",
    },
    "studio_mine": {"en": "Yours", "zh": "您的"},
    "studio_theirs": {"en": "Published", "zh": "已发布的"},
    "studio_nothing": {"en": "(nothing)", "zh": "（无内容）"},
    "studio_keep_mine": {"en": "Keep mine", "zh": "保留我的"},
    "studio_keep_theirs": {"en": "Keep what is published", "zh": "保留已发布的"},
    "studio_publish": {"en": "Publish", "zh": "发布"},
    "studio_publish_about": {
        "en": "Your changes of {files} files become the project's own. The bot stays as it is until"
        " a model trained on them is promoted.",
        "zh": "您对 {files} 个文件的改动将成为正式内容。"
        "在用它们训练的模型上线之前，机器人保持不变。",
    },
    "studio_note": {"en": "What is it for? (for your colleagues)", "zh": "改动说明（给同事看）"},
    "studio_publish_now": {"en": "Publish", "zh": "发布"},
    "studio_changed_files": {"en": "Changed files", "zh": "改动的文件"},
    "studio_cancelled_out": {
        "en": "All changes cancel each other out.",
        "zh": "所有改动相互抵消。",
    },
    "studio_steps": {"en": "Step by step", "zh": "逐步记录"},
    "studio_undo": {"en": "Undo", "zh": "撤回"},
    "studio_undone_already": {"en": "This was taken back.", "zh": "此改动已撤回。"},
    "studio_discard": {"en": "Throw the draft away", "zh": "放弃草稿"},
    "studio_discard_about": {
        "en": "All your changes that are not published are taken back.",
        "zh": "您所有未发布的改动都将撤回。",
    },
    "studio_discard_now": {"en": "Take back {count:change|changes}", "zh": "撤回 {count} 项改动"},
    "studio_published": {"en": "Published", "zh": "已发布"},
    "studio_outside": {"en": "Changed outside the studio", "zh": "在后台之外改动"},
    "studio_outside_by": {"en": "an editor or a deployment", "zh": "编辑器或部署"},
    "studio_older": {"en": "Older", "zh": "更早"},
    "error_draft_unclear": {
        "en": "Others have published changes of the same lines. Decide below which are to stay,"
        " then publish again.",
        "zh": "其他人已发布对相同行的改动。请先决定保留哪一方，然后再发布。",
    },
    "error_draft_unreadable": {
        "en": "A file of your draft cannot be read: {places}. Mend it, then publish again.",
        "zh": "草稿中有文件无法读取：{places}。请修正后再发布。",
    },
    "error_nothing_to_publish": {
        "en": "There are no changes to publish (any more); what was published is in the history.",
        "zh": "没有可发布的改动（可能已经发布），已发布的内容见历史记录。",
    },
    "error_changed_since": {
        "en": "{path} was changed again since, in the same lines. Change it by hand.",
        "zh": "{path} 的相同行之后又被改动，请手动修改。",
    },
    "error_studio_decided": {
        "en": "There is nothing to decide in this file any more.",
        "zh": "此文件已无需决定。",
    },
    "error_studio_no_change": {"en": "There is no such change.", "zh": "没有这项改动。"},
}
