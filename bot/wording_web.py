"""What the service says about files, ratings and mails, in each language; part of `wording`."""

from collections.abc import Mapping

from kernel.turns import Language

WEB_WORDS: Mapping[str, Mapping[Language, str]] = {
    "files_kept": {
        "en": "Thank you, I have kept your file. I can't look at it myself; a colleague can.",
        "zh": "谢谢，您的文件已保存。我无法查看文件内容，人工客服可以查看。",
    },
    "file_empty": {
        "en": "This file is empty. Please choose another one.",
        "zh": "该文件为空，请选择其他文件。",
    },
    "file_type": {
        "en": "This kind of file can't be sent here. Pictures (PNG, JPEG, WebP, GIF) and PDFs can.",
        "zh": "不支持该文件类型。可发送图片（PNG、JPEG、WebP、GIF）和 PDF。",
    },
    "file_broken": {
        "en": "This file is damaged or not complete. Please choose another one.",
        "zh": "该文件已损坏或不完整，请选择其他文件。",
    },
    "file_too_large": {
        "en": "This file is too large: 10 MB is the most.",
        "zh": "文件过大，最大为 10 MB。",
    },
    "file_too_many_pixels": {
        "en": "This picture is too large: 50 megapixels is the most.",
        "zh": "图片过大，最多 5000 万像素。",
    },
    "file_quota": {
        "en": "You have sent many files already. Please wait an hour before you send more.",
        "zh": "您已发送较多文件，请一小时后再发送。",
    },
    "file_too_fast": {
        "en": "That was too fast. Please try again in {seconds} seconds.",
        "zh": "发送太快，请 {seconds} 秒后重试。",
    },
    "file_slow": {
        "en": "The file did not arrive in time. Please try again on a better connection.",
        "zh": "文件上传超时，请在网络较好时重试。",
    },
    "file_session": {
        "en": "This chat is not known here any more. Please write a message first.",
        "zh": "当前对话已失效，请先发送一条消息。",
    },
    "rate_person": {
        "en": "How was this chat with {name}?",
        "zh": "请评价{name}的服务。",
    },
    "mail_from_customer": {"en": "You", "zh": "您"},
    "mail_from_bot": {"en": "Assistant", "zh": "智能助手"},
    "mail_from_agent": {"en": "Support team", "zh": "人工客服"},
    "mail_from_system": {"en": "Chat", "zh": "系统"},
    "answers_subject": {
        "en": "An answer to your chat with {shop}",
        "zh": "{shop} 回复了您的咨询",
    },
    "answers_text": {
        "en": "Hello,\n\nyou had left the chat when this came:\n\n{said}\n\n"
        "Go on in the browser you wrote from:\n{link}\n\n"
        "The link works for three days and opens the shop's page. It shows your chat to nobody "
        "else.\nIf you did not write to us, ignore this mail.\n\n{shop}\n",
        "zh": "您好：\n\n您离开对话后，我们回复了您：\n\n{said}\n\n"
        "请在您之前使用的浏览器中继续：\n{link}\n\n"
        "链接三天内有效，仅会打开商店页面，不会向他人显示您的对话。\n"
        "如果您没有联系过我们，请忽略此邮件。\n\n{shop}\n",
    },
    "transcript_subject": {"en": "Your chat with {shop}", "zh": "您与 {shop} 的对话记录"},
    "transcript_text": {
        "en": "Hello,\n\nhere is the chat you asked for:\n\n{said}\n\n{shop}\n",
        "zh": "您好：\n\n以下是您要求的对话记录：\n\n{said}\n\n{shop}\n",
    },
    "error_too_many_mails": {
        "en": "This chat was mailed three times today. Please try again tomorrow.",
        "zh": "今日已发送三次对话记录，请明天再试。",
    },
    "error_not_verified": {
        "en": "A chat is mailed to the address on file once you have proved who you are. "
        "You can save it as a file instead.",
        "zh": "完成身份验证后，才能将对话发送到您预留的邮箱。您也可以将对话保存为文件。",
    },
    "error_file_gone": {
        "en": "A file of this message is no longer there. Please attach it again.",
        "zh": "消息中的文件已失效，请重新添加。",
    },
    "error_email": {
        "en": "This is no e-mail address. Please check it.",
        "zh": "邮箱地址有误，请检查。",
    },
    "error_too_many_tabs": {
        "en": "This chat is open in too many windows. Please close some of them.",
        "zh": "该对话打开的窗口过多，请关闭部分窗口。",
    },
}
