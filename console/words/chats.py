"""Words of putting a chat aside and ending it, and of what marks in a transcript know."""

from console.words.catalog import Catalog

CHATS: Catalog = {
    "snooze_own": {"en": "or until (time of {zone})", "zh": "或直到（{zone} 时间）"},
    "error_snooze_unreadable": {
        "en": "Give a day and a time to put the chat aside until.",
        "zh": "请填写恢复会话的日期和时间。",
    },
    "error_snooze_over": {
        "en": "This time is over already ({zone}). Choose a later one.",
        "zh": "该时间（{zone}）已过，请选择更晚的时间。",
    },
    "error_snooze_far": {
        "en": "That is more than a year away. Choose an earlier time.",
        "zh": "该时间在一年以后，请选择更早的时间。",
    },
    "error_snooze_skipped": {
        "en": "There is no such time in {zone} on that day: the clocks go forward over it.",
        "zh": "当天 {zone} 因进入夏令时跳过了该时间，请另选时间。",
    },
    "takes_up_one": {
        "en": "Back at the bot, it answers 1 message that waits for a person.",
        "zh": "交还后机器人将回复 1 条等待人工的消息。",
    },
    "takes_up_kept": {
        "en": "Back at the bot, it answers {count} messages that wait for a person.",
        "zh": "交还后机器人将回复 {count} 条等待人工的消息。",
    },
    "mark_until": {"en": "until", "zh": "至"},
    "mark_why_reply": {"en": "the customer has written", "zh": "客户发来了消息"},
    "mark_why_time": {"en": "its time has come", "zh": "已到设定的时间"},
    "mark_why_agent": {"en": "taken up by {name}", "zh": "由{name}恢复"},
    "mark_into": {"en": "into another conversation", "zh": "并入另一个会话"},
    "mark_source": {"en": "from another conversation", "zh": "来自另一个会话"},
    "mark_other": {"en": "the other conversation", "zh": "另一个会话"},
    "error_newer_message": {
        "en": "The customer has written again, and your page did not show it yet. Read it first.",
        "zh": "客户又发来了新消息，您的页面尚未显示，请先查看。",
    },
    "error_unanswered": {
        "en": "The customer waits for an answer. Choose a time, or answer first.",
        "zh": "客户正在等待回复。请选择一个时间，或先回复客户。",
    },
}
