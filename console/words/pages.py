"""Words that all staff pages share."""

from console.words.catalog import Catalog

COMMON: Catalog = {
    "skip": {"en": "Skip to the content", "zh": "跳到正文"},
    "nav_main": {"en": "Main", "zh": "主导航"},
    "nav_menu": {"en": "Menu", "zh": "菜单"},
    "nav_conversations": {"en": "Conversations", "zh": "会话"},
    "nav_customers": {"en": "Customers", "zh": "客户"},
    "nav_tickets": {"en": "Tickets", "zh": "工单"},
    "nav_stranded": {"en": "Left behind", "zh": "滞留消息"},
    "nav_studio": {"en": "Studio", "zh": "机器人"},
    "nav_team": {"en": "Team", "zh": "团队"},
    "nav_audit": {"en": "Audit", "zh": "审计"},
    "log_out": {"en": "Log out", "zh": "退出登录"},
    "pages": {"en": "Pages", "zh": "分页"},
    "newest": {"en": "Newest", "zh": "最新"},
    "older": {"en": "Older", "zh": "更早"},
    "role_viewer": {"en": "viewer", "zh": "只读"},
    "role_agent": {"en": "agent", "zh": "客服"},
    "role_supervisor": {"en": "supervisor", "zh": "主管"},
    "role_studio": {"en": "bot editor", "zh": "机器人编辑"},
    "role_admin": {"en": "admin", "zh": "管理员"},
    "forms_unsent": {"en": "What you wrote, to copy", "zh": "您输入的内容（可复制）"},
}
