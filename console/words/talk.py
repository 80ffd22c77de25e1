"""Words of the test chat."""

from console.words.catalog import Catalog

TALK: Catalog = {
    "studio_talk": {"en": "Talk to it", "zh": "试聊"},
    "studio_talk_about": {
        "en": "Chat with any model and see why it answers as it does.",
        "zh": "与任意模型对话，查看它为何这样回答。",
    },
    "talk_lead": {
        "en": "Chat with a model before customers do. What actions write is taken back at once, and"
        " nobody is mailed or called. To try your draft, train a model on it first.",
        "zh": "在顾客使用之前先与模型对话。动作写入的内容会立即撤销，不会发送邮件或通知任何人。"
        "要试用草稿，请先用它训练模型。",
    },
    "talk_model": {"en": "Model", "zh": "模型"},
    "talk_language": {"en": "Language", "zh": "语言"},
    "talk_customer": {"en": "As customer number", "zh": "以顾客编号身份"},
    "talk_customer_hint": {
        "en": "Empty: as a stranger. The number is in the address of a customer's page.",
        "zh": "留空表示陌生访客。编号见顾客页面的网址。",
    },
    "talk_begin": {"en": "Begin", "zh": "开始"},
    "talk_no_models": {
        "en": "There is no model on this machine to talk to. Train one first.",
        "zh": "本机还没有可试聊的模型，请先训练。",
    },
    "talk_earlier": {"en": "Your earlier chats", "zh": "您之前的试聊"},
    "talk_empty": {"en": "(nothing said yet)", "zh": "（还没有内容）"},
    "talk_another": {"en": "Another chat", "zh": "换一个"},
    "talk_as_customer": {"en": "as customer {number}", "zh": "以顾客 {number} 身份"},
    "talk_as_stranger": {"en": "as a stranger", "zh": "以陌生访客身份"},
    "talk_rehearsal": {
        "en": "a rehearsal: nothing that the bot does here stays",
        "zh": "演练：机器人在此所做的一切都不会保留",
    },
    "talk_kept_story": {
        "en": "Added to your draft as a story.",
        "zh": "已作为故事加入您的草稿。",
    },
    "talk_kept_test": {
        "en": "Added to your draft as a test.",
        "zh": "已作为测试加入您的草稿。",
    },
    "talk_you": {"en": "You:", "zh": "您："},
    "talk_bot": {"en": "Bot:", "zh": "机器人："},
    "talk_problem": {
        "en": "The model gave no answer. Say it again.",
        "zh": "模型没有回答，请再说一次。",
    },
    "talk_problem_dialogue_slow": {
        "en": "The model took too long to answer.",
        "zh": "模型回答超时。",
    },
    "talk_problem_dialogue_unavailable": {
        "en": "The model is asleep; it is being woken. Say it again in a moment.",
        "zh": "模型正在启动，请稍后再说一次。",
    },
    "talk_problem_dialogue_failed": {
        "en": "The model failed on this: an action or a response it needs is missing or broken.",
        "zh": "模型处理失败：缺少所需的动作或回复，或其中有错误。",
    },
    "talk_would_challenge": {"en": "would mail a code", "zh": "会发送验证码邮件"},
    "talk_would_handoff": {"en": "would call a person", "zh": "会转人工"},
    "talk_would_language": {"en": "would change the language", "zh": "会切换语言"},
    "talk_would_close": {"en": "would close the chat", "zh": "会结束会话"},
    "talk_why": {"en": "Understood as", "zh": "理解为"},
    "talk_ranking": {"en": "Likeliest", "zh": "候选意图"},
    "talk_entities": {"en": "Entities", "zh": "实体"},
    "talk_mood": {"en": "Mood", "zh": "情绪"},
    "talk_mood_positive": {"en": "positive", "zh": "正面"},
    "talk_mood_neutral": {"en": "neutral", "zh": "中性"},
    "talk_mood_negative": {"en": "negative", "zh": "负面"},
    "talk_decisions": {"en": "What it did", "zh": "做了什么"},
    "talk_no_action": {"en": "nothing", "zh": "没有动作"},
    "talk_policy_rule": {"en": "by a rule", "zh": "依据规则"},
    "talk_policy_memory": {"en": "by a story", "zh": "依据故事"},
    "talk_policy_learned": {"en": "a learned guess", "zh": "学习推断"},
    "talk_policy_form": {"en": "asked for by the action before", "zh": "由前一个动作触发"},
    "talk_followed_rule": {"en": "rule", "zh": "规则"},
    "talk_followed_story": {"en": "story", "zh": "故事"},
    "talk_form": {"en": "Form", "zh": "表单"},
    "talk_buttons": {"en": "Buttons of the bot", "zh": "机器人提供的按钮"},
    "talk_say": {"en": "Say something as a customer would", "zh": "像顾客一样说点什么"},
    "talk_send": {"en": "Send", "zh": "发送"},
    "talk_waking": {
        "en": "The model is waking up; that takes about fifteen seconds.",
        "zh": "模型正在启动，大约需要十五秒。",
    },
    "talk_keep": {"en": "Keep this chat", "zh": "保存这段对话"},
    "talk_name": {"en": "What is it called?", "zh": "名称"},
    "talk_keep_story": {"en": "As a story", "zh": "存为故事"},
    "talk_keep_test": {"en": "As a test", "zh": "存为测试"},
    "error_talk_no_host": {
        "en": "Models of this installation run elsewhere: a test chat needs one on this machine.",
        "zh": "模型在其他机器上运行，试聊需要本机模型。",
    },
    "error_talk_no_model": {"en": "There is no such model.", "zh": "没有这个模型。"},
    "error_talk_no_customer": {"en": "There is no such customer.", "zh": "没有这位顾客。"},
    "error_talk_unknown": {"en": "There is no such chat.", "zh": "没有这段试聊。"},
    "error_talk_long": {
        "en": "A test chat holds at most {most} messages. Begin another one.",
        "zh": "一段试聊最多 {most} 条消息，请另开一段。",
    },
    "error_talk_no_button": {
        "en": "This button is not there any more.",
        "zh": "此按钮已失效。",
    },
    "error_talk_nothing": {"en": "Say something first.", "zh": "请先输入内容。"},
}
