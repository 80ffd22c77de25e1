"""What the conversation service itself says, in each language. The bot's answers live in Rasa."""

from collections.abc import Mapping

from bot.wording_telegram import TELEGRAM_WORDS
from bot.wording_web import WEB_WORDS
from kernel.turns import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    **TELEGRAM_WORDS,
    **WEB_WORDS,
    "apology": {
        "en": "I'm sorry, I can't answer that right now: something on our side isn't working. "
        "Your message is kept. Shall I try again, or would you rather talk to a person?",
        "zh": "很抱歉，我们这边出了点问题，现在暂时无法回答。您的消息已经保存。"
        "要我再试一次，还是为您转接人工客服？",
    },
    "delayed": {
        "en": "I'm sorry, something on our side isn't working just now. Your message is kept, and "
        "I'll answer it as soon as I can. If you would rather not wait, talk to a person.",
        "zh": "很抱歉，我们这边暂时出了点问题。您的消息已经保存，恢复后我会马上回复。"
        "如果不想等待，可以转人工客服。",
    },
    "apology_slow": {
        "en": "I'm sorry, that is taking too long, so I stopped waiting. Your message is kept. "
        "Shall I try again, or would you rather talk to a person?",
        "zh": "很抱歉，处理时间过长，我先停止了等待。您的消息已经保存。"
        "要我再试一次，还是为您转接人工客服？",
    },
    "mood_falls": {
        "en": "I have the feeling that I'm not much help here. A colleague can take over.",
        "zh": "看来我没能帮到您，可以为您转接人工客服。",
    },
    "person_offered": {
        "en": "If you like, a colleague can take over from here.",
        "zh": "如果需要，可以由人工客服接手。",
    },
    "try_again": {"en": "Try again", "zh": "再试一次"},
    "talk_to_person": {"en": "Talk to a person", "zh": "转人工客服"},
    "back_to_bot": {"en": "Back to the bot", "zh": "返回智能助手"},
    "waiting_place": {
        "en": "You are number {position} in line for a person. "
        "You can keep writing: everything you send is kept for them.",
        "zh": "您正在排队等待人工客服，目前是第 {position} 位。"
        "您可以继续留言，客服会看到全部内容。",
    },
    "waiting_time": {
        "en": " The wait is usually about {minutes} min.",
        "zh": "通常需要等待约 {minutes} 分钟。",
    },
    "desk_opens": {
        "en": "Nobody is at the desk right now; people answer again from {when} ({zone}). You are "
        "in line and everything you write is kept for them. You can also leave a message as a "
        "ticket, and get the answer by e-mail.",
        "zh": "人工客服现在不在线，将于 {when}（{zone}）恢复服务。您已在队列中，"
        "您发送的内容都会保留。您也可以留言，我们会通过邮件回复。",
    },
    "desk_closed": {
        "en": "Nobody is at the desk right now. You are in line and everything you write is kept. "
        "You can also leave a message as a ticket, and get the answer by e-mail.",
        "zh": "人工客服现在不在线。您已在队列中，您发送的内容都会保留。"
        "您也可以留言，我们会通过邮件回复。",
    },
    "desk_deserted": {
        "en": "Everybody at the desk is away just now. You are number {position} in line; I can't "
        "say how long it takes. Everything you write is kept. You can also leave a message as a "
        "ticket, and get the answer by e-mail.",
        "zh": "目前没有在线的人工客服。您排在第 {position} 位，暂时无法预估等待时间，"
        "您发送的内容都会保留。您也可以留言，我们会通过邮件回复。",
    },
    "leave_message": {"en": "Leave a message", "zh": "留言"},
    "agent_left": {
        "en": "{name} had to leave. Nothing of this chat is lost: a colleague will go on with it.",
        "zh": "{name}暂时离开了。对话内容都已保留，其他客服会继续为您服务。",
    },
    "agent_silent": {
        "en": "You have been waiting for an answer. A colleague will go on with this chat; nothing "
        "of it is lost.",
        "zh": "让您久等了，其他客服会继续为您服务，对话内容都已保留。",
    },
    "passed_on": {
        "en": "{name} is passing you on to a colleague who knows more about this. Nothing of this "
        "chat is lost.",
        "zh": "{name}正在为您转接更熟悉此问题的同事，对话内容都已保留。",
    },
    "merged_web": {
        "en": "We are going on with this in your chat on our website. You can write here again "
        "whenever you like.",
        "zh": "我们将在网站对话中继续为您处理此问题。您也可以随时在这里留言。",
    },
    "merged_telegram": {
        "en": "We are going on with this in your Telegram chat. You can write here again whenever "
        "you like.",
        "zh": "我们将在 Telegram 对话中继续为您处理此问题。您也可以随时在这里留言。",
    },
    "transferred": {"en": "{name} takes over from here.", "zh": "接下来由{name}为您服务。"},
    "question_again": {
        "en": "You are talking to the automatic assistant again. We were here:",
        "zh": "您现在重新与智能助手对话。我们刚才说到：",
    },
    "escalated": {
        "en": "I'd rather have a colleague help you with this.",
        "zh": "这个问题由人工客服为您处理会更好。",
    },
    "person_joined": {"en": "{name} has joined the chat.", "zh": "{name}已加入对话。"},
    "bot_returned": {
        "en": "You are talking to the automatic assistant again. What can I do for you?",
        "zh": "您现在重新与智能助手对话。请问有什么可以帮您？",
    },
    "closed": {
        "en": "This chat was closed. Write again whenever you like.",
        "zh": "本次对话已结束。如有需要，欢迎随时再留言。",
    },
    "too_many_codes": {
        "en": "I have to correct myself: several codes were asked for in the last hour, so no new "
        "one was sent. Please use the newest one, or try again in an hour.",
        "zh": "更正一下：过去一小时内请求验证码的次数过多，因此没有发送新的验证码。"
        "请使用最新的一个，或一小时后再试。",
    },
    "proof_asked": {
        "en": "{name} would like to know it is really you before your orders are opened. If "
        "{address} is the address you order with, a six-digit code is on its way there: please "
        "type it here.",
        "zh": "在查看您的订单之前，{name}需要确认是您本人。如果 {address} 是您下单时使用的邮箱，"
        "我们已向该邮箱发送六位验证码，请在此输入。",
    },
    "proof_confirmed": {
        "en": "Thank you, that is right: we know now that it is you.",
        "zh": "谢谢，验证成功，已确认是您本人。",
    },
    "proof_refused": {
        "en": "That is not the code. Please look at the newest mail and type it once more.",
        "zh": "验证码不正确，请查看最新的邮件后重新输入。",
    },
    "proof_expired": {
        "en": "This code is not valid any more. Please ask for a new one.",
        "zh": "该验证码已失效，请重新申请。",
    },
    "code_subject": {"en": "{code} is your code for {shop}", "zh": "{shop} 验证码：{code}"},
    "code_text": {
        "en": "Hello {name},\n\nyour code is {code}\n\nType it into the chat within 10 minutes. "
        "It works once.\n\nIf you did not ask for it, ignore this mail: without the code nobody "
        "sees anything of yours. We never ask for it by phone.\n\n{shop}\n",
        "zh": "{name}，您好：\n\n您的验证码是 {code}\n\n"
        "请在 10 分钟内输入到对话窗口，仅可使用一次。"
        "\n\n如非本人操作，请忽略此邮件：没有验证码，任何人都看不到您的信息。"
        "我们绝不会通过电话索要验证码。\n\n{shop}\n",
    },
    "error_bad_json": {
        "en": "That could not be read: it is not JSON.",
        "zh": "无法读取：内容不是有效的 JSON。",
    },
    "error_unknown_type": {
        "en": "This kind of frame is not known here.",
        "zh": "无法识别此类请求。",
    },
    "error_invalid": {
        "en": "A field is missing or not as it should be.",
        "zh": "缺少字段或格式不正确。",
    },
    "error_hello_first": {"en": "Say hello first.", "zh": "请先发送 hello。"},
    "error_empty": {"en": "Please write something first.", "zh": "请先输入内容。"},
    "error_too_large": {
        "en": "That is too long: please send it in parts of at most 8,000 characters.",
        "zh": "内容过长，请分开发送，每条不超过 8000 个字符。",
    },
    "error_too_many": {
        "en": "That was too fast: please wait a moment and send it again.",
        "zh": "发送太快，请稍候再试。",
    },
    "error_not_found": {
        "en": "This choice is no longer there.",
        "zh": "该选项已失效。",
    },
    "error_session_unknown": {
        "en": "Your earlier chat could not be found here, so this is a new one.",
        "zh": "找不到之前的对话，已为您开始新对话。",
    },
    "error_token_invalid": {
        "en": "Your login could not be confirmed. You can go on here as a guest.",
        "zh": "无法确认您的登录状态，您可以继续以访客身份咨询。",
    },
    "error_unavailable": {
        "en": "That could not be stored just now. Please send it again in a moment.",
        "zh": "暂时无法保存，请稍后重新发送。",
    },
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text by its key, filled in."""
    return WORDS[key][language].format(**values)
