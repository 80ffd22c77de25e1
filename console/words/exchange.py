"""Words of the pages on which whole projects go out and come in."""

from console.words.catalog import Catalog

EXCHANGE: Catalog = {
    "exchange": {"en": "Import and export", "zh": "导入与导出"},
    "exchange_about": {
        "en": "Take the whole project out as a zip, or bring one in that was made elsewhere.",
        "zh": "将整个项目导出为 zip 文件，或导入在别处制作的项目。",
    },
    "exchange_out": {"en": "Export", "zh": "导出"},
    "exchange_out_hint": {
        "en": "A zip of config.yml, the domain, data/ and the end-to-end tests. It holds no model,"
        " no secret and no conversation. The same files always give the same archive.",
        "zh": "zip 内含 config.yml、domain、data/ 和端到端测试，不含模型、密钥和会话记录。"
        "内容相同，导出的文件也完全相同。",
    },
    "exchange_out_published": {"en": "Export what is published", "zh": "导出已发布的版本"},
    "exchange_out_draft": {"en": "Export my draft", "zh": "导出我的草稿"},
    "exchange_in": {"en": "Import", "zh": "导入"},
    "exchange_in_hint": {
        "en": "A zip of a Rasa project (Rasa 2 or 3), such as GitHub gives, of up to {most} MB."
        " You see what it would change before anything is changed, and it goes into your draft"
        " alone. Programs and models in it are not taken.",
        "zh": "上传 Rasa 2 或 3 项目的 zip（例如从 GitHub 下载的压缩包），不超过 {most} MB。"
        "改动前会先让您预览，并且只写入您自己的草稿。其中的程序和模型不会导入。",
    },
    "exchange_file": {"en": "Archive (.zip)", "zh": "压缩包（.zip）"},
    "exchange_look": {"en": "Show what it would change", "zh": "预览改动"},
    "exchange_refused": {
        "en": "The archive was not taken, and nothing of it was kept.",
        "zh": "压缩包未被接受，系统没有保留其中任何内容。",
    },
    "exchange_waiting": {
        "en": "You have looked at an archive that is not taken yet:",
        "zh": "您有一个预览过但尚未导入的压缩包：",
    },
    "exchange_read_only": {
        "en": "You may export. To import, you need the right to change the bot.",
        "zh": "您可以导出。导入需要修改机器人的权限。",
    },
    "exchange_dropped": {"en": "The archive was forgotten.", "zh": "压缩包已丢弃。"},
    "exchange_preview": {"en": "Import {name}", "zh": "导入 {name}"},
    "exchange_how": {"en": "How to take it", "zh": "导入方式"},
    "exchange_mode_replace": {"en": "Replace the project", "zh": "替换整个项目"},
    "exchange_mode_replace_hint": {
        "en": "Files of your draft that the archive does not have go.",
        "zh": "草稿中有、压缩包里没有的文件会被删除。",
    },
    "exchange_mode_add": {"en": "Add to it", "zh": "添加到现有项目"},
    "exchange_mode_add_hint": {
        "en": "All files of your draft stay; files of the same name get a place beside them.",
        "zh": "草稿中的文件全部保留；同名文件会另存到旁边。",
    },
    "exchange_config": {"en": "Which config.yml", "zh": "采用哪个 config.yml"},
    "exchange_config_theirs": {"en": "The archive's", "zh": "压缩包里的"},
    "exchange_config_ours": {"en": "The one we have", "zh": "现有的"},
    "exchange_config_none": {
        "en": "The archive has no config.yml; ours stays.",
        "zh": "压缩包里没有 config.yml，沿用现有的。",
    },
    "exchange_again": {"en": "Show it this way", "zh": "按此方式预览"},
    "exchange_possible": {
        "en": "Nothing stops it. What is said below is for you to know.",
        "zh": "可以导入。以下信息供您了解。",
    },
    "exchange_impossible": {
        "en": "It cannot be taken like this: {count} lines below stop it. Change them in the"
        " archive and upload it again.",
        "zh": "目前无法导入：下面有 {count} 处问题。请在压缩包中修改后重新上传。",
    },
    "exchange_try_ours": {
        "en": "All of them are in config.yml: taken with the one we have, it goes.",
        "zh": "问题都出在 config.yml；改用现有的 config.yml 即可导入。",
    },
    "exchange_take": {"en": "Put it into my draft", "zh": "导入到我的草稿"},
    "exchange_drop": {"en": "Forget the archive", "zh": "丢弃压缩包"},
    "exchange_same": {
        "en": "Your draft is so already; nothing would change.",
        "zh": "您的草稿已经与之相同，不会有任何改动。",
    },
    "exchange_holds": {"en": "What is in it", "zh": "内容概览"},
    "exchange_count_intents": {"en": "Intents", "zh": "意图"},
    "exchange_count_examples": {"en": "Examples", "zh": "例句"},
    "exchange_count_entities": {"en": "Entities", "zh": "实体"},
    "exchange_count_slots": {"en": "Slots", "zh": "槽位"},
    "exchange_count_forms": {"en": "Forms", "zh": "表单"},
    "exchange_count_actions": {"en": "Actions", "zh": "动作"},
    "exchange_count_responses": {"en": "Responses", "zh": "回复"},
    "exchange_count_stories": {"en": "Stories", "zh": "故事"},
    "exchange_count_rules": {"en": "Rules", "zh": "规则"},
    "exchange_count_tests": {"en": "Tests", "zh": "测试"},
    "exchange_level_stops": {"en": "Stops the import", "zh": "妨碍导入的问题"},
    "exchange_level_warns": {"en": "Good to know", "zh": "需要留意"},
    "exchange_level_changed": {"en": "Converted", "zh": "自动转换"},
    "exchange_unreadable": {"en": "Files that cannot be read", "zh": "无法读取的文件"},
    "exchange_faults": {
        "en": "Lines that Rasa would skip or refuse",
        "zh": "Rasa 会跳过或拒绝的行",
    },
    "exchange_files": {"en": "Files", "zh": "文件"},
    "exchange_files_added": {"en": "{count} added", "zh": "新增 {count} 个"},
    "exchange_files_changed": {"en": "{count} changed", "zh": "修改 {count} 个"},
    "exchange_files_removed": {"en": "{count} removed", "zh": "删除 {count} 个"},
    "exchange_path": {"en": "File", "zh": "文件"},
    "exchange_plus": {"en": "New lines", "zh": "新增行"},
    "exchange_minus": {"en": "Gone", "zh": "删除行"},
    "exchange_left": {"en": "Not taken", "zh": "未导入的文件"},
    "exchange_left_code": {
        "en": "Programs: code of strangers is not run here",
        "zh": "程序：系统不会运行外来代码",
    },
    "exchange_left_settings": {
        "en": "Settings of an installation, with its secrets",
        "zh": "安装设置（可能含密钥）",
    },
    "exchange_left_models": {
        "en": "Models: they are trained here, from the files",
        "zh": "模型：需在此处用项目文件重新训练",
    },
    "exchange_left_yaml": {
        "en": "YAML outside of data/ and domain/: if it is training data, move it there",
        "zh": "data/ 和 domain/ 以外的 YAML：若是训练数据，请移到这两个目录",
    },
    "exchange_left_other": {"en": "Other files", "zh": "其他文件"},
    "exchange_more": {"en": "and {count} more", "zh": "另有 {count} 个"},
    "exchange_did_replace": {"en": "Replaced the project by {name}", "zh": "用 {name} 替换项目"},
    "exchange_did_add": {"en": "Added {name} to the project", "zh": "将 {name} 添加到项目"},
    "exchange_done": {
        "en": "It is in your draft: {added} files added, {changed} changed, {removed} removed."
        " It can be undone as one change.",
        "zh": "已写入您的草稿：新增 {added} 个文件，修改 {changed} 个，删除 {removed} 个。"
        "可作为一次改动整体撤销。",
    },
}

REFUSED: Catalog = {
    "error_exchange_no_file": {"en": "Choose a zip file first.", "zh": "请先选择 zip 文件。"},
    "error_exchange_wrong_type": {
        "en": "This is no zip archive. Pack the project's folder as a zip.",
        "zh": "这不是 zip 压缩包。请将项目文件夹打包成 zip。",
    },
    "error_exchange_damaged": {
        "en": "The archive is damaged and cannot be read. Pack it again.",
        "zh": "压缩包已损坏，无法读取。请重新打包。",
    },
    "error_exchange_large": {
        "en": "The archive is larger than {most} MB. Leave out models and pictures.",
        "zh": "压缩包超过 {most} MB。请去掉模型和图片。",
    },
    "error_exchange_many_members": {
        "en": "The archive holds more than {most} files. Pack the project alone.",
        "zh": "压缩包内的文件超过 {most} 个。请只打包项目本身。",
    },
    "error_exchange_many_files": {
        "en": "The project has more than {most} files. Put some of them together.",
        "zh": "项目文件超过 {most} 个。请合并一部分。",
    },
    "error_exchange_member": {
        "en": "{path} is larger than {most} MB when unpacked. Split it by topic.",
        "zh": "{path} 解压后超过 {most} MB。请按主题拆分。",
    },
    "error_exchange_total": {
        "en": "The project is larger than {most} MB when unpacked.",
        "zh": "项目解压后超过 {most} MB。",
    },
    "error_exchange_ratio": {
        "en": "{path} unpacks to more than {most} times its size, as only an archive bomb does.",
        "zh": "{path} 解压后膨胀超过 {most} 倍，疑似压缩炸弹。",
    },
    "error_exchange_traversal": {
        "en": "The name {path} leads out of the archive (..). No file may do that.",
        "zh": "文件名 {path} 指向压缩包之外（..），不允许。",
    },
    "error_exchange_absolute": {
        "en": "The name {path} begins at the root of a disk. Names must lie within the archive.",
        "zh": "文件名 {path} 是绝对路径。文件必须位于压缩包内。",
    },
    "error_exchange_backslash": {
        "en": "The name {path} holds a backslash. Pack it with a program that separates folders"
        " by /.",
        "zh": "文件名 {path} 含有反斜杠。请使用以 / 分隔目录的打包程序。",
    },
    "error_exchange_name": {
        "en": "The name {path} is empty or holds characters that cannot be printed.",
        "zh": "文件名 {path} 为空或含有不可见字符。",
    },
    "error_exchange_name_not_utf8": {
        "en": "The name {path} is not written in UTF-8. Rename the file or pack it anew.",
        "zh": "文件名 {path} 不是 UTF-8 编码。请重命名或重新打包。",
    },
    "error_exchange_name_long": {
        "en": "The name {path} is longer than {most} characters.",
        "zh": "文件名 {path} 超过 {most} 个字符。",
    },
    "error_exchange_symlink": {
        "en": "{path} is a symbolic link. Put the file itself into the archive.",
        "zh": "{path} 是符号链接。请放入文件本身。",
    },
    "error_exchange_special": {
        "en": "{path} is no ordinary file (a device or pipe). Leave it out.",
        "zh": "{path} 不是普通文件（设备或管道）。请去掉它。",
    },
    "error_exchange_encrypted": {
        "en": "{path} is encrypted. Pack the archive without a password.",
        "zh": "{path} 已加密。请不要设置密码重新打包。",
    },
    "error_exchange_method": {
        "en": "{path} is packed in an unusual way. Use the usual zip compression (deflate).",
        "zh": "{path} 使用了不常见的压缩方式。请使用普通 zip 压缩（deflate）。",
    },
    "error_exchange_nested": {
        "en": "{path} is an archive within the archive. Unpack it, or leave it out.",
        "zh": "{path} 是压缩包中的压缩包。请解压或去掉它。",
    },
    "error_exchange_twice": {
        "en": "{path} is in the archive twice; one of the two would be lost.",
        "zh": "{path} 在压缩包中出现了两次，其中一个会丢失。",
    },
    "error_exchange_case": {
        "en": "{path} and {other} would be one file on some disks. Rename one of them.",
        "zh": "{path} 与 {other} 在某些磁盘上会变成同一个文件。请重命名其中一个。",
    },
    "error_exchange_not_utf8": {
        "en": "{path} is no UTF-8 text. Save it as UTF-8.",
        "zh": "{path} 不是 UTF-8 文本。请另存为 UTF-8。",
    },
    "error_exchange_not_text": {
        "en": "{path} is no text, though its name says YAML.",
        "zh": "{path} 虽以 YAML 命名，但不是文本。",
    },
    "error_exchange_empty": {"en": "The archive is empty.", "zh": "压缩包是空的。"},
    "error_exchange_no_project": {
        "en": "There is no Rasa project in the archive: no config.yml, no domain, no data/ with"
        " YAML files.",
        "zh": "压缩包中没有 Rasa 项目：找不到 config.yml、domain，也没有含 YAML 文件的 data/。",
    },
    "error_exchange_several": {
        "en": "There are several projects in the archive ({paths}). Pack one of them.",
        "zh": "压缩包中有多个项目（{paths}）。请只打包其中一个。",
    },
    "error_exchange_gone": {
        "en": "This archive is gone: it was taken, forgotten, or is older than a day. Upload it"
        " again.",
        "zh": "该压缩包已不存在：可能已导入、已丢弃，或超过一天。请重新上传。",
    },
    "error_exchange_stopped": {
        "en": "The archive cannot be taken like this; the preview says which lines stop it.",
        "zh": "目前无法导入；预览页列出了有问题的行。",
    },
    "error_exchange_nothing": {
        "en": "Your draft is so already; nothing would change.",
        "zh": "您的草稿已经与之相同，不会有任何改动。",
    },
}
