"""Words of the pages on which the desk is set up."""

from console.words.catalog import Catalog
from console.words.desk_rules import RULES
from console.words.desk_sections import SECTIONS

SHARED: Catalog = {
    "desk_changed": {"en": "Last changed by {name},", "zh": "最后修改：{name}，"},
    "desk_program": {"en": "a program", "zh": "外部程序"},
    "desk_never_changed": {
        "en": "Never changed: these are the defaults.",
        "zh": "从未修改，当前为默认值。",
    },
    "desk_saved": {"en": "Saved. It holds from now on.", "zh": "已保存，立即生效。"},
    "desk_conflict": {
        "en": "Not saved: {name} has changed this meanwhile. What you typed is below, and what is "
        "stored now stands beside it.",
        "zh": "未保存：{name} 刚刚修改了这些设置。下面是您填写的内容，旁边是当前已保存的值。",
    },
    "desk_put_back": {
        "en": "The default is in the field. It is not saved yet.",
        "zh": "已填入默认值，尚未保存。",
    },
    "desk_preview_shown": {
        "en": "This is what the hours below would mean. They are not saved yet.",
        "zh": "以下是按填写的时间计算的结果，尚未保存。",
    },
    "desk_not_saved": {
        "en": "Not saved. What is wrong stands beside the field.",
        "zh": "未保存。问题已标注在相应字段旁。",
    },
    "desk_save": {"en": "Save", "zh": "保存"},
    "desk_save_anyway": {"en": "Save mine over it", "zh": "用我的内容覆盖"},
    "desk_load_stored": {"en": "Show what is stored", "zh": "查看已保存的内容"},
    "desk_theirs": {"en": "What is stored now", "zh": "当前已保存的内容"},
    "desk_stored_now": {"en": "stored now: {value}", "zh": "当前已保存：{value}"},
    "desk_default": {"en": "Default: {value}", "zh": "默认：{value}"},
    "desk_default_is": {"en": "The default.", "zh": "默认。"},
    "desk_to_default": {"en": "Put back", "zh": "恢复默认"},
    "desk_to_default_of": {"en": "Put back to the default: {what}", "zh": "恢复默认值：{what}"},
    "desk_reset": {"en": "Put everything here back to the defaults", "zh": "全部恢复默认值"},
    "desk_seconds": {"en": "{n} s", "zh": "{n} 秒"},
    "desk_unit_seconds": {"en": "seconds", "zh": "秒"},
    "desk_nothing": {"en": "nothing", "zh": "无"},
    "desk_problem": {"en": "This cannot be taken as it is.", "zh": "该值无效。"},
    "desk_problem_int_parsing": {"en": "Write a whole number.", "zh": "请输入整数。"},
    "desk_problem_int_from_float": {"en": "Write a whole number.", "zh": "请输入整数。"},
    "desk_problem_float_parsing": {"en": "Write a number.", "zh": "请输入数字。"},
    "desk_problem_finite_number": {"en": "Write a number.", "zh": "请输入数字。"},
    "desk_problem_greater_than_equal": {"en": "It is at least {ge}.", "zh": "不能小于 {ge}。"},
    "desk_problem_less_than_equal": {"en": "It is at most {le}.", "zh": "不能大于 {le}。"},
    "desk_problem_literal_error": {"en": "Choose one from the list.", "zh": "请从列表中选择。"},
    "desk_problem_string_too_short": {"en": "Write something here.", "zh": "此处不能为空。"},
    "desk_problem_string_too_long": {
        "en": "It has at most {max_length} characters.",
        "zh": "最多 {max_length} 个字符。",
    },
    "desk_problem_too_long": {
        "en": "There are at most {max_length} of these.",
        "zh": "最多 {max_length} 个。",
    },
    "desk_problem_value_error": {
        "en": "It holds a control character or a line break.",
        "zh": "含有控制字符或换行。",
    },
    "desk_problem_string_pattern_mismatch": {
        "en": "Give both times, as 09:00 and 17:30.",
        "zh": "请填写开始和结束时间，例如 09:00 和 17:30。",
    },
    "desk_problem_date_from_datetime_parsing": {"en": "Give a day.", "zh": "请填写日期。"},
    "desk_problem_date_parsing": {"en": "Give a day.", "zh": "请填写日期。"},
    "desk_problem_zone_unknown": {
        "en": "There is no such time zone. Choose one from the list, such as Europe/Berlin.",
        "zh": "没有这个时区。请从列表中选择，例如 Asia/Shanghai。",
    },
    "desk_problem_span_reversed": {
        "en": "{span} ends before it begins. Over midnight write two: until 00:00, and from 00:00 "
        "on the next day.",
        "zh": "{span} 的结束早于开始。跨午夜请分成两段：当天到 00:00，次日从 00:00 开始。",
    },
    "desk_problem_name_alone": {
        "en": "{day} has a name and is no holiday.",
        "zh": "{day} 有名称但不是假日。",
    },
}
HOURS: Catalog = {
    "desk_hours_open": {
        "en": "By these hours the desk is open now.",
        "zh": "按此时间，现在营业中。",
    },
    "desk_hours_opens": {
        "en": "By these hours the desk is closed now. It opens",
        "zh": "按此时间，现在休息中，开始营业：",
    },
    "desk_hours_shut": {
        "en": "By these hours the desk is closed, for the next 30 days as well.",
        "zh": "按此时间，现在休息，且未来 30 天内不营业。",
    },
    "desk_hours_zone": {"en": "Time zone", "zh": "时区"},
    "desk_hours_when": {"en": "When", "zh": "时间"},
    "desk_hours_always": {"en": "Always open, but for holidays", "zh": "全天营业（假日除外）"},
    "desk_hours_week": {"en": "By the week", "zh": "按周设置"},
    "desk_hours_week_about": {
        "en": "A day without times is free.",
        "zh": "没有填写时间的日子为休息日。",
    },
    "desk_hours_free": {"en": "free", "zh": "休息"},
    "desk_hours_from": {"en": "{day}, span {n}, from", "zh": "{day}第 {n} 段开始"},
    "desk_hours_to": {"en": "{day}, span {n}, to", "zh": "{day}第 {n} 段结束"},
    "desk_hours_more_of": {"en": "Another span on {day}", "zh": "{day}再加一段"},
    "desk_hours_midnight": {
        "en": "A span that ends at 00:00 ends with the day.",
        "zh": "结束时间为 00:00 表示到当天结束。",
    },
    "desk_hours_holidays": {"en": "Holidays", "zh": "假日"},
    "desk_hours_holidays_about": {
        "en": "Closed all day. Empty a line to delete it.",
        "zh": "全天休息。清空一行即可删除。",
    },
    "desk_hours_holiday_day": {"en": "Holiday {n}, day", "zh": "假日 {n} 日期"},
    "desk_hours_holiday_name": {"en": "Holiday {n}, name", "zh": "假日 {n} 名称"},
    "desk_hours_holiday_example": {"en": "Name", "zh": "名称"},
    "desk_hours_more_holidays": {"en": "More lines", "zh": "增加行"},
    "desk_hours_preview": {"en": "What would it mean?", "zh": "预览"},
}
AGENTS: Catalog = {
    "desk_agents_people": {"en": "Agents", "zh": "客服"},
    "desk_agents_skills": {"en": "Skills", "zh": "技能"},
    "desk_agents_skills_about": {
        "en": "Separated by commas, such as: returns, invoices",
        "zh": "用逗号分隔，例如：退货，发票",
    },
    "desk_agents_teams": {"en": "Teams", "zh": "团队"},
    "desk_agents_teams_about": {
        "en": "Separated by commas. A team is there as soon as somebody is in it.",
        "zh": "用逗号分隔。有成员后团队即存在。",
    },
    "desk_agents_language_about": {"en": "None means any.", "zh": "不选表示不限语言。"},
    "desk_agents_capacity_about": {
        "en": "Empty means the desk’s usual number.",
        "zh": "留空表示使用默认上限。",
    },
    "desk_agents_any": {"en": "any", "zh": "不限"},
    "desk_agents_usual": {"en": "usual", "zh": "默认"},
    "desk_agents_members": {"en": "Members", "zh": "成员"},
    "desk_agents_none": {"en": "No agent is known yet.", "zh": "暂无客服。"},
    "desk_agents_no_teams": {"en": "Nobody is in a team yet.", "zh": "暂无团队。"},
}
DESK_SETTINGS: Catalog = {**SHARED, **SECTIONS, **HOURS, **RULES, **AGENTS}
