"""What is said on Telegram, and about Telegram on the web, in each language."""

from collections.abc import Mapping

from kernel.turns import Language

TELEGRAM_WORDS: Mapping[str, Mapping[Language, str]] = {
    "thanks_rating": {"en": "Thank you for telling us.", "zh": "感谢您的评价。"},
    "choose": {"en": "Please choose:", "zh": "请选择："},
    "telegram_start": {
        "en": "Hello, this is {shop}. I can look up orders and deliveries, take back what you "
        "bought, and find something you like. Just write what it is about.",
        "zh": "您好，这里是 {shop}。我可以查询订单和物流、办理退货，也可以为您挑选商品。"
        "请直接告诉我您的需要。",
    },
    "telegram_share": {
        "en": "To see your orders here, share your phone number with the button below, or tell me "
        "the e-mail address you order with.",
        "zh": "如需在此查看您的订单，请点击下方按钮分享您的手机号，或告诉我您下单时使用的邮箱。",
    },
    "telegram_known": {
        "en": "Welcome back, {name}: this chat is linked to your account.",
        "zh": "欢迎回来，{name}！此对话已绑定您的账户。",
    },
    "telegram_help": {
        "en": "Write what you need in your own words, for example: where is my order?\n\n"
        "/human – talk to a person\n/language – English or Chinese\n"
        "/forget – unlink your account and start afresh\n/help – this list",
        "zh": "请用自己的话说明您的需要，例如：我的订单到哪了？\n\n"
        "/human – 转人工客服\n/language – 切换中文或英文\n"
        "/forget – 解除账户绑定并重新开始\n/help – 查看此列表",
    },
    "share_phone": {"en": "Share my phone number", "zh": "分享我的手机号"},
    "choose_language": {"en": "Which language shall we speak?", "zh": "请选择语言："},
    "language_set": {"en": "All right, English it is.", "zh": "好的，我们说中文。"},
    "telegram_forgotten": {
        "en": "Done: this chat is no longer linked to any account, and the conversation is closed. "
        "Your orders, requests and what was said so far stay with the shop; I no longer show any "
        "of it here. Write again whenever you like, and we start afresh.",
        "zh": "已完成：此对话不再绑定任何账户，本次会话已结束。"
        "您的订单、工单和已有的聊天记录仍由商店保存，但不再在这里显示。"
        "您可以随时再次留言，我们将重新开始。",
    },
    "telegram_contact_foreign": {
        "en": "That is somebody else's phone number. Only your own counts here: please use the "
        "button to share it.",
        "zh": "这是他人的手机号。只有您本人的手机号有效，请使用按钮分享。",
    },
    "telegram_contact_unknown": {
        "en": "Thank you, but I can't find that number with us. Please tell me the e-mail address "
        "you order with; I will send a code there.",
        "zh": "谢谢，但我们没有找到该手机号对应的账户。"
        "请告诉我您下单时使用的邮箱，我会发送验证码。",
    },
    "telegram_linked": {
        "en": "Thank you, {name}: this chat is linked to your account now. "
        "/forget undoes that at any time.",
        "zh": "谢谢，{name}！此对话已绑定您的账户。您可以随时用 /forget 解除绑定。",
    },
    "telegram_link_neutral": {
        "en": "If you have just opened this link for the first time, please confirm it on the page "
        "where you asked for it. Otherwise it does not work: ask for a new one there.",
        "zh": "如果您是首次打开此链接，请回到申请链接的页面确认。"
        "否则链接无效，请在该页面重新申请。",
    },
    "link_offer": {
        "en": "You can also write to us on Telegram and see your orders there.",
        "zh": "您也可以在 Telegram 上联系我们并查看订单。",
    },
    "link_button": {"en": "Link my Telegram", "zh": "绑定 Telegram"},
    "link_here": {
        "en": "Open this link on the device with your Telegram, within 10 minutes, and then come "
        "back here to confirm: {link}",
        "zh": "请在 10 分钟内用您的 Telegram 打开此链接，然后回到这里确认：{link}",
    },
    "link_verify_first": {
        "en": "First I need to know who you are: please tell me the e-mail address you order with; "
        "I will send a code there. Then ask again for the link.",
        "zh": "我需要先确认您的身份：请告诉我您下单时使用的邮箱，我会发送验证码。"
        "之后请再次申请绑定。",
    },
    "link_off": {
        "en": "We are not on Telegram at the moment.",
        "zh": "我们目前没有开通 Telegram。",
    },
    "link_confirm": {
        "en": "The Telegram account {account} wants to be linked to you. Is that you?",
        "zh": "Telegram 账号 {account} 请求与您绑定。是您本人吗？",
    },
    "link_yes": {"en": "Yes, that is me", "zh": "是我本人"},
    "link_no": {"en": "No, do not link it", "zh": "不是，请勿绑定"},
    "link_done": {
        "en": 'Done: your Telegram is linked. Say "unlink my Telegram" whenever you want to undo '
        "that.",
        "zh": "已完成：您的 Telegram 已绑定。如需解除，请随时告诉我“解绑 Telegram”。",
    },
    "link_refused": {
        "en": "All right, nothing was linked.",
        "zh": "好的，没有进行任何绑定。",
    },
    "link_over": {
        "en": "That link is no longer valid. Please ask for a new one.",
        "zh": "该链接已失效，请重新申请。",
    },
    "unlink_done": {
        "en": "Done: no Telegram account is linked to you any more.",
        "zh": "已完成：您的账户不再绑定任何 Telegram 账号。",
    },
    "telegram_private_only": {
        "en": "I only talk in private chats: write to me directly. I am leaving this group now.",
        "zh": "我只在私聊中提供服务，请直接给我发消息。我现在退出此群。",
    },
    "telegram_only_text": {
        "en": "I can read text, pictures and PDF files here. Please write in a few words what it "
        "is about.",
        "zh": "在这里我只能读取文字、图片和 PDF 文件。请用几句话说明您的问题。",
    },
    "telegram_file_kept": {
        "en": "Thank you. What is it about? Please write a few words, or talk to a person.",
        "zh": "谢谢。请用几句话说明情况，或转人工客服。",
    },
    "telegram_file_refused": {
        "en": "I could not take this file: only pictures and PDF files of up to {megabytes} MB "
        "can be read here.",
        "zh": "无法接收该文件：这里只能读取不超过 {megabytes} MB 的图片和 PDF 文件。",
    },
    "telegram_edit_late": {
        "en": "I had answered already when you changed your message. Please send the new words as "
        "a message of their own.",
        "zh": "您修改消息时我已经回复。请将修改后的内容作为新消息发送。",
    },
    "kind_photo": {"en": "[photo]", "zh": "[图片]"},
    "kind_document": {"en": "[file: {name}]", "zh": "[文件：{name}]"},
    "kind_location": {"en": "[location: {place}]", "zh": "[位置：{place}]"},
    "kind_contact": {"en": "[contact]", "zh": "[联系人]"},
    "kind_sticker": {"en": "[sticker] {emoji}", "zh": "[贴纸] {emoji}"},
    "kind_voice": {"en": "[voice message]", "zh": "[语音消息]"},
    "kind_video": {"en": "[video]", "zh": "[视频]"},
    "kind_other": {"en": "[something that cannot be shown here]", "zh": "[无法显示的内容]"},
    "command_start": {"en": "Begin", "zh": "开始"},
    "command_help": {"en": "What I can do", "zh": "使用帮助"},
    "command_human": {"en": "Talk to a person", "zh": "转人工客服"},
    "command_language": {"en": "English or Chinese", "zh": "切换语言"},
    "command_forget": {"en": "Unlink and start afresh", "zh": "解除绑定并重新开始"},
}
