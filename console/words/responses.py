"""Words of the pages of responses."""

from console.words.catalog import Catalog

RESPONSES: Catalog = {
    "studio_responses": {"en": "Responses", "zh": "回复"},
    "studio_responses_about": {
        "en": "What the bot says, in English and Chinese side by side.",
        "zh": "机器人说的话，中英文并排编辑。",
    },
    "responses_lead": {"en": "{count:response|responses}.", "zh": "共 {count} 条回复。"},
    "responses_lacking": {"en": "{count} with something to look at", "zh": "{count} 条需留意"},
    "responses_all": {"en": "Show all", "zh": "显示全部"},
    "responses_none_lacking": {
        "en": "Everything is said in both languages.",
        "zh": "两种语言都已齐全。",
    },
    "responses_search": {"en": "Search names and texts", "zh": "搜索名称和文字"},
    "responses_none_found": {"en": "No response holds these words.", "zh": "没有回复包含这些字。"},
    "responses_none": {
        "en": "There is no response yet. Add the first one.",
        "zh": "还没有回复，请先添加。",
    },
    "responses_name": {"en": "Response", "zh": "回复"},
    "responses_ways": {"en": "{count:variation|variations}", "zh": "{count} 种说法"},
    "responses_unused": {"en": "Nothing says it.", "zh": "没有任何地方用到。"},
    "responses_absent": {"en": "missing", "zh": "缺失"},
    "responses_new": {"en": "New response", "zh": "新建回复"},
    "responses_new_name": {"en": "Name", "zh": "名称"},
    "responses_new_name_hint": {
        "en": "Begins with utter_; such as utter_gift_wrap.",
        "zh": "以 utter_ 开头，例如 utter_gift_wrap。",
    },
    "responses_text_en": {"en": "In English", "zh": "英文"},
    "responses_text_zh": {"en": "In Chinese", "zh": "中文"},
    "responses_make": {"en": "Add the response", "zh": "添加回复"},
    "responses_back": {"en": "All responses", "zh": "全部回复"},
    "responses_said_by": {"en": "Said by: {names}", "zh": "用于：{names}"},
    "responses_said_by_program": {"en": "the program's actions", "zh": "程序动作"},
    "responses_in_en": {"en": "English", "zh": "英文"},
    "responses_in_zh": {"en": "Chinese", "zh": "中文"},
    "responses_in_any": {"en": "In any language", "zh": "不分语言"},
    "responses_way": {"en": "Variation {number}", "zh": "说法 {number}"},
    "responses_way_about": {
        "en": "Where there are several, the bot picks one at random, unless an experiment tries "
        "them: give them names, the same in both languages.",
        "zh": "有多种说法时，机器人随机选用一种；要做实验，请为各说法命名，两种语言用相同名称。",
    },
    "responses_text": {"en": "Text", "zh": "文字"},
    "responses_id": {"en": "Name in experiments", "zh": "实验中的名称"},
    "responses_buttons": {"en": "Buttons", "zh": "按钮"},
    "responses_title": {"en": "Label", "zh": "按钮文字"},
    "responses_payload": {"en": "Means", "zh": "含义"},
    "responses_payload_hint": {
        "en": "A button says an intent: choose one from the list. With an entity: /ask_price"
        '{"product": "lamp"}. An empty label and meaning removes it.',
        "zh": '按钮代表一个意图，请从列表中选择；可带实体：/ask_price{"product": "台灯"}。两栏都清'
        "空即删除。",
    },
    "responses_leads": {"en": "Leads to {url}", "zh": "打开 {url}"},
    "responses_more_button": {"en": "Another button", "zh": "添加按钮"},
    "responses_card": {"en": "Card {number}", "zh": "卡片 {number}"},
    "responses_card_title": {"en": "Title", "zh": "标题"},
    "responses_card_subtitle": {"en": "Below it", "zh": "副标题"},
    "responses_card_image": {"en": "Picture's address", "zh": "图片地址"},
    "responses_card_price": {"en": "Price", "zh": "价格"},
    "responses_more_card": {"en": "Another card", "zh": "添加卡片"},
    "responses_more_way": {"en": "Another variation", "zh": "添加说法"},
    "responses_drop": {"en": "Remove", "zh": "移除"},
    "responses_drop_this": {
        "en": "Remove variation {number}, {tongue}",
        "zh": "移除{tongue}说法 {number}",
    },
    "responses_up": {"en": "Move up", "zh": "上移"},
    "responses_save": {"en": "Save", "zh": "保存"},
    "responses_look": {"en": "Refresh the preview", "zh": "刷新预览"},
    "responses_variables_about": {"en": "Filled in when it is said:", "zh": "发送时自动填入："},
    "responses_variables_none": {"en": "This response has no variables.", "zh": "该回复没有变量。"},
    "responses_slots": {"en": "and {count:slot|slots}", "zh": "以及 {count} 个词槽"},
    "responses_preview": {"en": "As customers see it", "zh": "顾客看到的样子"},
    "responses_preview_empty": {
        "en": "Nothing is said in this language.",
        "zh": "该语言没有内容。",
    },
    "responses_missing_en": {"en": "English is missing.", "zh": "缺少英文。"},
    "responses_missing_zh": {"en": "Chinese is missing.", "zh": "缺少中文。"},
    "responses_differ_variables": {
        "en": "Only one language uses {names}.",
        "zh": "只有一种语言用到 {names}。",
    },
    "responses_differ_buttons": {
        "en": "The buttons of the two languages mean different things.",
        "zh": "两种语言的按钮含义不一致。",
    },
    "responses_differ_ids": {
        "en": "Only one language has {names}: nobody hears it in an experiment.",
        "zh": "只有一种语言有 {names}：实验中不会使用。",
    },
    "responses_same_ids": {
        "en": "Several variations of a language are called {names}.",
        "zh": "同一语言有多个说法名为 {names}。",
    },
    "responses_bad_none": {"en": "Keep at least one variation.", "zh": "请至少保留一种说法。"},
    "responses_bad_empty": {
        "en": "Write something, or remove this variation.",
        "zh": "请填写内容，或移除该说法。",
    },
    "responses_bad_long": {"en": "Longer than {most} characters.", "zh": "超过 {most} 个字符。"},
    "responses_bad_braces": {
        "en": "Braces stand around the name of a variable only, such as {order_number}.",
        "zh": "花括号只能用于变量名，例如 {order_number}。",
    },
    "responses_bad_variable": {
        "en": "Nothing fills in {name} here. There are: {names}.",
        "zh": "这里没有变量 {name}。可用变量：{names}。",
    },
    "responses_bad_title": {
        "en": "A button needs a label of at most {most} characters.",
        "zh": "按钮需要文字，最多 {most} 个字符。",
    },
    "responses_bad_payload": {
        "en": 'Choose what the button means: /intent, or /intent{"entity": "value"}.',
        "zh": '请选择按钮含义：/意图，或 /意图{"实体": "值"}。',
    },
    "responses_bad_intent": {"en": "There is no intent {name}.", "zh": "没有意图 {name}。"},
    "responses_bad_entity": {"en": "There is no entity {name}.", "zh": "没有实体 {name}。"},
    "responses_bad_card": {"en": "A card needs a title.", "zh": "卡片需要标题。"},
    "responses_bad_image": {
        "en": "A picture's address begins with / or https://.",
        "zh": "图片地址须以 / 或 https:// 开头。",
    },
    "responses_did_add": {"en": "added the response {name}", "zh": "新建回复 {name}"},
    "responses_did_change": {"en": "changed the response {name}", "zh": "修改了回复 {name}"},
    "error_responses_changed": {
        "en": "This response was changed meanwhile (by you in another window, or by a"
        " publication). Your text is below; open the page anew to compare, then save there.",
        "zh": "该回复在此期间已被修改。您输入的内容仍在下方，请另开页面对照后再保存。",
    },
}
