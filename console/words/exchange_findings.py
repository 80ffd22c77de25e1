"""What is said of a project that was made elsewhere: why, once, and each place with its names."""

from console.words.catalog import Catalog

FINDINGS: Catalog = {
    # stops
    "exchange_find_code": {
        "en": "A component with a program of its own. Code of strangers is not loaded here: use one"
        " of Rasa's or ours.",
        "zh": "该组件自带程序。系统不会加载外来代码，请改用 Rasa 或本系统的组件。",
    },
    "exchange_find_not_installed": {
        "en": "A component that needs what is not installed here.",
        "zh": "该组件依赖的软件未安装。",
    },
    "exchange_find_replaced": {
        "en": "A component that Rasa 3 no longer has.",
        "zh": "Rasa 3 已不再提供该组件。",
    },
    "exchange_find_unknown_part": {
        "en": "A name that Rasa does not know.",
        "zh": "Rasa 中没有这个名称。",
    },
    "exchange_find_part_nameless": {
        "en": "A component without a name: write `- name: …`.",
        "zh": "组件没有名称，请写成 `- name: …`。",
    },
    "exchange_find_parts_named": {
        "en": "The components must be a list. Ready-made pipelines by name ended with Rasa 2.",
        "zh": "组件必须是列表。按名称引用现成流水线的写法在 Rasa 2 之后已取消。",
    },
    "exchange_find_recipe": {
        "en": "Of recipes, default.v1 is supported; a graph of one's own is not.",
        "zh": "仅支持 default.v1 配方，不支持自定义图。",
    },
    "exchange_find_importer": {
        "en": "An importer that reads files in its own way. Those of one project are read here:"
        " leave the entry out.",
        "zh": "该导入器以自有方式读取文件。此处只读取单个项目的文件，请删除该项。",
    },
    "exchange_find_option_outside": {
        "en": "An option that names a file outside of the project, or an address. Neither is used"
        " here.",
        "zh": "该选项指向项目之外的文件或网址，系统不会使用。",
    },
    "exchange_find_slot_code": {
        "en": "A slot whose type is a program. Use text, bool, categorical, float, list or any.",
        "zh": "槽位类型是一段程序。请使用 text、bool、categorical、float、list 或 any。",
    },
    "exchange_find_slot_type": {
        "en": "A type of slot that Rasa does not know. Use text, bool, categorical, float, list or"
        " any.",
        "zh": "Rasa 不认识该槽位类型。请使用 text、bool、categorical、float、list 或 any。",
    },
    "exchange_find_mapping": {
        "en": "A slot is filled in a way that Rasa does not know. Use from_entity, from_text,"
        " from_intent, from_trigger_intent or custom.",
        "zh": "槽位的填充方式 Rasa 不认识。请使用 from_entity、from_text、from_intent、"
        "from_trigger_intent 或 custom。",
    },
    "exchange_find_version": {
        "en": "A file in a newer format than Rasa 3.6 reads; it would be skipped.",
        "zh": "文件格式比 Rasa 3.6 支持的更新，会被跳过。",
    },
    "exchange_find_two_files": {
        "en": "Two files of which only one can count. Take one out.",
        "zh": "两个文件只能保留一个，请去掉其中之一。",
    },
    "exchange_find_not_read": {
        "en": "Training data in a folder that holds something else here. Move it to another folder"
        " below data/.",
        "zh": "训练数据放在了另有用途的目录里。请移到 data/ 下的其他目录。",
    },
    "exchange_find_no_domain": {
        "en": "There is no domain: no intents, no responses, no actions. Put domain.yml into the"
        " archive, or add the archive to the project instead.",
        "zh": "没有 domain：没有意图、回复和动作。请在压缩包中加入 domain.yml，"
        "或改为添加到现有项目。",
    },
    "exchange_find_old_examples": {
        "en": "Examples in Rasa 1's Markdown, which Rasa 3 does not read. Convert them with Rasa"
        " 2.8: `rasa data convert nlu -f yaml --data data --out data_yaml`.",
        "zh": "例句采用 Rasa 1 的 Markdown 格式，Rasa 3 无法读取。请用 Rasa 2.8 转换："
        "`rasa data convert nlu -f yaml --data data --out data_yaml`。",
    },
    "exchange_find_old_stories": {
        "en": "Stories in Rasa 1's Markdown, which Rasa 3 does not read. Convert them with Rasa"
        " 2.8: `rasa data convert core -f yaml --data data --out data_yaml`.",
        "zh": "故事采用 Rasa 1 的 Markdown 格式，Rasa 3 无法读取。请用 Rasa 2.8 转换："
        "`rasa data convert core -f yaml --data data --out data_yaml`。",
    },
    "exchange_find_old_json": {
        "en": "Examples as JSON. They must be YAML here; Rasa 3 converts them:"
        " `rasa data convert nlu -f yaml --data data --out data_yaml`.",
        "zh": "例句采用 JSON 格式，此处须为 YAML。可用 Rasa 3 转换："
        "`rasa data convert nlu -f yaml --data data --out data_yaml`。",
    },
    # warns
    "exchange_find_needs_actions": {
        "en": "Needs an action server: Frontdesk has no program for these actions. A turn that"
        " calls one fails, and the customer is told so and offered a person.",
        "zh": "需要动作服务器：Frontdesk 没有这些动作的程序。对话若调用它们会失败，"
        "顾客会收到提示，并可转人工。",
    },
    "exchange_find_every_turn": {
        "en": "Needs an action server at every message: Frontdesk has no program for this action,"
        " so every turn would fail. Take it out of the domain.",
        "zh": "每条消息都需要动作服务器：Frontdesk 没有该动作的程序，所有对话都会失败。"
        "请从 domain 中删除。",
    },
    "exchange_find_action_server": {
        "en": "An action server at another address. It is not called: actions run within Frontdesk,"
        " so that nobody else learns who the customer is.",
        "zh": "动作服务器在其他地址，系统不会调用它：动作都在 Frontdesk 内运行，以免泄露顾客身份。",
    },
    "exchange_find_channel": {
        "en": "A variation for one channel alone. It is not said here; write `channel: frontdesk`"
        " or none.",
        "zh": "仅用于某个渠道的回复变体，此处不会使用。请写 `channel: frontdesk` 或不写渠道。",
    },
    "exchange_find_channels_alone": {
        "en": "A response of which every variation is for another channel. A turn that says it"
        " fails: add a variation without a channel.",
        "zh": "该回复的所有变体都属于其他渠道，使用它的对话会失败。请补充一个不限渠道的变体。",
    },
    "exchange_find_custom": {
        "en": "A custom payload in a form that no chat here shows. Write text, buttons or an"
        " image.",
        "zh": "自定义内容的格式在聊天中无法显示。请改用文字、按钮或图片。",
    },
    "exchange_find_image_plain": {
        "en": "A picture by http, which browsers do not show in a page by https.",
        "zh": "图片使用 http 地址，https 页面中的浏览器不会显示。",
    },
    "exchange_find_twice": {
        "en": "The same name in two places that say different things; the later one counts.",
        "zh": "同一名称在两处定义，以后者为准。",
    },
    "exchange_find_form_code": {
        "en": "A form whose slots a program named (Rasa 1). List them under required_slots.",
        "zh": "该表单的槽位由程序指定（Rasa 1）。请在 required_slots 下列出。",
    },
    "exchange_find_no_parts": {
        "en": "No components are listed; Rasa chooses its own (DIET, TED), which train for"
        " minutes.",
        "zh": "没有列出组件，Rasa 会自行选择（DIET、TED），训练需要数分钟。",
    },
    "exchange_find_no_examples": {
        "en": "There are no examples; the bot will understand no free text.",
        "zh": "没有例句，机器人将无法理解自由输入。",
    },
    # changed
    "exchange_find_form": {
        "en": "A form of Rasa 2: how its slots are filled now stands at the slots.",
        "zh": "Rasa 2 的表单：槽位的填充方式已移到槽位定义中。",
    },
    "exchange_find_mappings": {
        "en": "A slot of Rasa 2: it now says how it is filled.",
        "zh": "Rasa 2 的槽位：已补充填充方式。",
    },
    "exchange_find_unfeaturized": {
        "en": "The type `unfeaturized` is `any` now, without influence on the conversation.",
        "zh": "类型 `unfeaturized` 已改为 `any`，且不影响对话。",
    },
    "exchange_find_templates": {
        "en": "`templates` of Rasa 1 are `responses` now.",
        "zh": "Rasa 1 的 `templates` 已改为 `responses`。",
    },
    "exchange_find_version_renewed": {
        "en": "The version of the format was renewed.",
        "zh": "格式版本号已更新。",
    },
    "exchange_find_moved": {
        "en": "A file of this name is here already; the archive's gets a place of its own.",
        "zh": "已有同名文件，压缩包中的文件另存为：",
    },
}

# What stands behind the place, where names alone would not do.
ITEMS: Catalog = {
    "exchange_item_not_installed": {"en": "{name} needs {needs}", "zh": "{name} 需要 {needs}"},
    "exchange_item_replaced": {"en": "{name} → {by}", "zh": "{name} → {by}"},
    "exchange_item_slot_code": {"en": "{name}: {type}", "zh": "{name}：{type}"},
    "exchange_item_slot_type": {"en": "{name}: {type}", "zh": "{name}：{type}"},
    "exchange_item_mapping": {"en": "{name}: {type}", "zh": "{name}：{type}"},
    "exchange_item_version": {"en": "{version} > {newest}", "zh": "{version} > {newest}"},
    "exchange_item_version_renewed": {"en": "{version} → {newest}", "zh": "{version} → {newest}"},
    "exchange_item_two_files": {"en": "and {other}", "zh": "与 {other}"},
    "exchange_item_twice": {"en": "{name}, also at {other}", "zh": "{name}，另见 {other}"},
    "exchange_item_channel": {"en": "{name}: {channel}", "zh": "{name}：{channel}"},
    "exchange_item_action_server": {"en": "{url}", "zh": "{url}"},
    "exchange_item_form": {"en": "{name}: {slots}", "zh": "{name}：{slots}"},
    "exchange_item_mappings": {"en": "{name}: {kinds}", "zh": "{name}：{kinds}"},
    "exchange_item_moved": {"en": "→ {home}", "zh": "→ {home}"},
    "exchange_item_not_read": {"en": "{section} in {folder}/", "zh": "{folder}/ 中的 {section}"},
    "exchange_item_no_parts": {"en": "{part}", "zh": "{part}"},
    "exchange_item_parts_named": {"en": "{part}", "zh": "{part}"},
    "exchange_item_part_nameless": {"en": "{part}", "zh": "{part}"},
}
