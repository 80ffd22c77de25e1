"""Words of what can be set for the desk: each section, its fields and their choices."""

from console.words.catalog import Catalog

SECTIONS: Catalog = {
    "desk_hours": {"en": "Business hours and holidays", "zh": "营业时间与假日"},
    "desk_hours_about": {
        "en": "When people answer. Outside these hours customers hear when the desk opens, and can "
        "leave a message. Reports count their days in this time zone, too.",
        "zh": "人工客服的服务时间。其余时间会告知客户何时开始服务，并可留言。"
        "报表也按此时区划分日期。",
    },
    "desk_targets": {"en": "Service level targets", "zh": "服务水平目标"},
    "desk_targets_about": {
        "en": "How soon customers shall hear from a person. The board lists chats from three "
        "quarters of a target on; reports count what was in time.",
        "zh": "客户应在多久内得到人工回复。看板从目标时间的四分之三起列出会话，报表统计达标率。",
    },
    "desk_targets_first_response_seconds": {"en": "First response", "zh": "首次响应"},
    "desk_targets_first_response_seconds_about": {
        "en": "From asking for a person to the first words of one.",
        "zh": "从请求人工到客服第一次回复。",
    },
    "desk_targets_answer_seconds": {"en": "Answer", "zh": "回复"},
    "desk_targets_answer_seconds_about": {
        "en": "From what a customer writes in a chat with a person to the answer.",
        "zh": "人工会话中，从客户发言到客服回复。",
    },
    "desk_timers": {"en": "Timers", "zh": "计时器"},
    "desk_timers_about": {
        "en": "How long the desk waits before it takes a chat from an agent and puts it back in "
        "line. The customer is told.",
        "zh": "系统等待多久后把会话从客服处收回并放回队列，同时告知客户。",
    },
    "desk_timers_gone_seconds": {"en": "Agent’s page is gone", "zh": "客服页面断开"},
    "desk_timers_gone_seconds_about": {
        "en": "After the last sign of life of an agent’s page. One comes every 15 seconds.",
        "zh": "自客服页面最后一次心跳算起，心跳每 15 秒一次。",
    },
    "desk_timers_silent_seconds": {"en": "Agent is silent", "zh": "客服未回复"},
    "desk_timers_silent_seconds_about": {
        "en": "After a customer’s message that an agent who is there does not answer.",
        "zh": "客服在线但一直没有回复客户消息的时间。",
    },
    "desk_escalation": {"en": "When a person is called", "zh": "转人工规则"},
    "desk_escalation_about": {
        "en": "Which signs make a chat a person’s, beside the customer’s own wish, which always "
        "counts. Handing over happens only while somebody is at the desk; otherwise it is offered.",
        "zh": "除客户主动要求（始终有效）之外，哪些情况会转人工。有客服在线时才会转接，"
        "否则只会提供该选项。",
    },
    "desk_assignment": {"en": "Queue and assignment", "zh": "排队与分配"},
    "desk_assignment_about": {
        "en": "How waiting chats find their agents, and how many chats an agent takes.",
        "zh": "等待中的会话如何分配给客服，以及每位客服的会话上限。",
    },
    "desk_assignment_mode": {"en": "Assignment", "zh": "分配方式"},
    "desk_assignment_mode_about": {
        "en": "Chats are only given to agents who are online and have room.",
        "zh": "只分配给在线且未达上限的客服。",
    },
    "desk_assignment_mode_manual": {"en": "Agents take chats themselves", "zh": "客服自行领取"},
    "desk_assignment_mode_round_robin": {"en": "In turn", "zh": "轮流分配"},
    "desk_assignment_mode_least_busy": {
        "en": "To whoever has the fewest chats",
        "zh": "分配给会话最少的客服",
    },
    "desk_assignment_language": {"en": "Language of the customer", "zh": "客户语言"},
    "desk_assignment_language_about": {
        "en": "Whether an agent has to speak it.",
        "zh": "客服是否需要会该语言。",
    },
    "desk_assignment_language_must": {"en": "Must fit", "zh": "必须匹配"},
    "desk_assignment_language_preferred": {"en": "Who fits comes first", "zh": "优先匹配"},
    "desk_assignment_language_ignored": {"en": "Does not count", "zh": "不考虑"},
    "desk_assignment_skill": {"en": "Skill", "zh": "技能"},
    "desk_assignment_skill_about": {
        "en": "Whether an agent has to have the skill that a chat asks for.",
        "zh": "客服是否需要具备会话所需的技能。",
    },
    "desk_assignment_skill_must": {"en": "Must fit", "zh": "必须匹配"},
    "desk_assignment_skill_preferred": {"en": "Who fits comes first", "zh": "优先匹配"},
    "desk_assignment_skill_ignored": {"en": "Does not count", "zh": "不考虑"},
    "desk_assignment_anybody_after_seconds": {"en": "Anybody’s after", "zh": "放开分配时间"},
    "desk_assignment_anybody_after_seconds_about": {
        "en": "After this time in line language, skill and team keep nobody off any more. "
        "Empty: they always do.",
        "zh": "排队超过该时间后不再限制语言、技能和团队。留空表示始终限制。",
    },
    "desk_assignment_answer_seconds": {"en": "First words within", "zh": "首次回复时限"},
    "desk_assignment_answer_seconds_about": {
        "en": "An agent who was given a chat and says nothing by then loses it to the next. "
        "Empty: only the timers count.",
        "zh": "分配后超过该时间未回复，会话转给下一位。留空表示只按计时器处理。",
    },
    "desk_assignment_capacity": {"en": "Chats at once", "zh": "同时会话上限"},
    "desk_assignment_capacity_about": {
        "en": "The usual number for agents who have none of their own.",
        "zh": "未单独设置的客服的默认上限。",
    },
    "desk_outcomes": {"en": "What chats come to", "zh": "会话结果"},
    "desk_outcomes_about": {
        "en": "From these agents choose when they close a chat; reports count them.",
        "zh": "客服关闭会话时从中选择结果，报表按此统计。",
    },
    "desk_outcomes_new": {"en": "A new one", "zh": "新增结果"},
    "desk_outcomes_en": {"en": "In English", "zh": "英文名称"},
    "desk_outcomes_zh": {"en": "In Chinese", "zh": "中文名称"},
    "desk_outcomes_place": {"en": "Place in the list", "zh": "列表中的位置"},
    "desk_outcomes_active": {"en": "may be chosen", "zh": "可供选择"},
    "desk_outcomes_rating": {
        "en": "the customer is asked how it was",
        "zh": "关闭后请客户评分",
    },
    "desk_outcomes_in_use": {
        "en": "Chats have come to this: it can be switched off, not deleted.",
        "zh": "已有会话使用此结果：可以停用，不能删除。",
    },
    "desk_outcomes_used": {
        "en": "Chats have come to what you have emptied: reports need its name. Switch it off "
        "instead.",
        "zh": "您清空的结果已有会话使用，报表需要其名称。请改为停用。",
    },
    "desk_outcomes_empty": {
        "en": "Empty both names to delete one that no chat has come to.",
        "zh": "尚无会话使用的结果，清空两个名称即可删除。",
    },
    "desk_refunds": {"en": "Refunds", "zh": "退款"},
    "desk_refunds_about": {
        "en": "How much agents may refund of one order; supervisors may refund all of it.",
        "zh": "客服对单个订单可退款的上限；主管可全额退款。",
    },
    "desk_refunds_agent_limit_cents": {"en": "At most by agents", "zh": "客服退款上限"},
    "desk_refunds_agent_limit_cents_about": {
        "en": "All refunds of one order together, in the currency of the order.",
        "zh": "同一订单的所有退款合计，按订单币种计算。",
    },
    "desk_skills": {"en": "Skills that chats need", "zh": "会话所需技能"},
    "desk_skills_about": {
        "en": "Chats with one of these intents or reasons ask for a skill, or are for a team. The "
        "first rule that names a skill or a team decides it.",
        "zh": "出现这些意图或转人工原因的会话需要某项技能或归某个团队，以第一条匹配的规则为准。",
    },
    "desk_skills_rule": {"en": "Rule {n}", "zh": "规则 {n}"},
    "desk_skills_intents": {"en": "Intents, separated by commas", "zh": "意图，用逗号分隔"},
    "desk_skills_reasons": {"en": "Or reasons for a person", "zh": "或转人工原因"},
    "desk_skills_skill": {"en": "Needs the skill", "zh": "所需技能"},
    "desk_skills_team": {"en": "Is for the team", "zh": "所属团队"},
    "desk_skills_empty": {
        "en": "Empty a rule to delete it.",
        "zh": "清空一条规则即可删除。",
    },
    "desk_problem_need": {
        "en": "Name an intent or a reason, and a skill or a team.",
        "zh": "请填写意图或原因，并填写技能或团队。",
    },
    "desk_agents": {"en": "Agents and teams", "zh": "客服与团队"},
    "desk_agents_about": {
        "en": "Languages, skills and teams of each agent. Chats are given out by them.",
        "zh": "每位客服的语言、技能和团队，会话据此分配。",
    },
}
