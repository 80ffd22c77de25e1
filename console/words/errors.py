"""Words of what goes wrong: titles of failures, and errors by their code."""

from console.words.catalog import Catalog

FAILURES: Catalog = {
    "failure_400": {"en": "That could not be read", "zh": "无法识别您提交的内容"},
    "failure_403": {"en": "You may not do this", "zh": "您没有此操作的权限"},
    "failure_404": {"en": "There is nothing here", "zh": "这里没有内容"},
    "failure_405": {"en": "Method Not Allowed", "zh": "不支持这种访问方式"},
    "failure_409": {"en": "This cannot be done now", "zh": "现在无法这样做"},
    "failure_413": {"en": "That is too large", "zh": "内容过大"},
    "failure_422": {"en": "That could not be read", "zh": "无法识别您提交的内容"},
    "failure_429": {"en": "Too often", "zh": "操作过于频繁"},
    "failure_500": {"en": "Something broke", "zh": "系统出错"},
    "failure_503": {"en": "Not just now", "zh": "暂时无法处理"},
    "failure_lost": {
        "en": "The address may be mistyped, or what was here is gone.",
        "zh": "地址可能有误，或者原有内容已不存在。",
    },
    "failure_unreadable": {
        "en": "Something in the address or the form is not as it should be. Go back and try again.",
        "zh": "地址或表单中有不符合要求的内容，请返回后重试。",
    },
    "failure_large": {
        "en": "What you sent is larger than any of our forms. Nothing was kept.",
        "zh": "您提交的内容超过了允许的大小，未作任何保存。",
    },
    "failure_busy": {
        "en": "The database did not take this. Nothing was kept; try again in a moment.",
        "zh": "数据库暂时无法处理，未作任何保存，请稍后再试。",
    },
    "failure_broken": {
        "en": "Something broke on our side. It is in the log; try again in a moment.",
        "zh": "系统出了点问题，已记入日志，请稍后再试。",
    },
    "failure_on": {"en": "Go to the conversations", "zh": "前往会话列表"},
    "failure_studio": {"en": "Go to the studio", "zh": "前往机器人后台"},
    "failure_unsent": {"en": "Your session has ended", "zh": "登录已失效"},
    "failure_unsent_about": {
        "en": "Nothing was saved. Copy what you wrote, log in again and enter it once more.",
        "zh": "内容尚未保存。请先复制您输入的内容，重新登录后再次填写。",
    },
    "refused_title": {"en": "That did not work", "zh": "操作未成功"},
    "refused_back": {"en": "Back to the conversation", "zh": "返回会话"},
}

# Codes that many errors share. In English their own messages are shown.
BROAD: Catalog = {
    "error_invalid": {"en": "That cannot be taken as it is.", "zh": "提交的内容不符合要求。"},
    "error_unauthenticated": {"en": "Sign in first.", "zh": "请先登录。"},
    "error_forbidden": {"en": "You may not do this.", "zh": "您的角色不允许执行此操作。"},
    "error_not_found": {"en": "There is no such thing.", "zh": "未找到所请求的内容。"},
    "error_conflict": {
        "en": "Things have changed meanwhile.",
        "zh": "当前状态下无法执行此操作，可能已有人更改，请刷新后查看。",
    },
    "error_too_large": {"en": "That is too large.", "zh": "内容过大。"},
    "error_too_many": {"en": "That was too often.", "zh": "操作过于频繁，请稍后再试。"},
    "error_unavailable": {"en": "Not just now; try again.", "zh": "服务暂时不可用，请稍后再试。"},
}

SERVICES: Catalog = {
    "error_not_yours": {
        "en": "Somebody else answers this conversation.",
        "zh": "该会话正由他人处理。",
    },
    "error_at_capacity": {
        "en": "That would be more chats than they take at once ({capacity}).",
        "zh": "已达到可同时接待的会话上限（{capacity} 个）。",
    },
    "error_bot_still_answers": {
        "en": "The bot is still answering; try again in a moment.",
        "zh": "机器人仍在回复，请稍后再试。",
    },
    "error_order_not_changeable": {
        "en": "The order can no longer be changed.",
        "zh": "该订单已无法更改。",
    },
    "error_out_of_stock": {"en": "There is not enough in stock.", "zh": "库存不足。"},
    "error_return_not_possible": {
        "en": "This cannot be returned.",
        "zh": "该商品无法退货。",
    },
    "error_ticket_closed": {"en": "The ticket is closed.", "zh": "该工单已关闭。"},
}

ACCOUNTS: Catalog = {
    "error_foreign_form": {
        "en": "This form was not sent from Frontdesk's own pages, so nothing was done.",
        "zh": "此表单并非来自 Frontdesk 自己的页面，因此未执行任何操作。",
    },
    "error_login_wrong": {
        "en": "The e-mail address or the password is wrong.",
        "zh": "邮箱或密码不正确。",
    },
    "error_logins_failed": {
        "en": "Too many failed logins; wait a quarter of an hour and try again.",
        "zh": "登录失败次数过多，请等待 15 分钟后再试。",
    },
    "error_oidc_away": {
        "en": "The single sign-on does not answer as it should; log in with your password, or try"
        " again in a moment.",
        "zh": "单点登录暂时无法使用，请使用密码登录或稍后再试。",
    },
    "error_oidc_refused": {
        "en": "The single sign-on did not prove who you are; try again from here.",
        "zh": "单点登录未能验证您的身份，请从此处重试。",
    },
    "error_oidc_unknown": {
        "en": "No account here belongs to that login. Ask an admin for one with the same e-mail.",
        "zh": "此登录没有对应的账号，请管理员以相同邮箱为您创建。",
    },
    "error_logins_busy": {
        "en": "Too many people are logging in just now; try again in a moment.",
        "zh": "当前登录人数较多，请稍后再试。",
    },
    "error_code_wrong": {
        "en": "This code is wrong, or it was used already. Wait for the next one.",
        "zh": "验证码不正确或已使用过，请等待下一个验证码。",
    },
    "error_factor_locked": {
        "en": "Too many wrong codes; wait a quarter of an hour and try again.",
        "zh": "验证码错误次数过多，请等待 15 分钟后再试。",
    },
    "error_factor_is_on": {
        "en": "Your account has a second factor already.",
        "zh": "您的账号已启用两步验证。",
    },
    "error_factor_is_off": {
        "en": "This account has no second factor.",
        "zh": "该账号未启用两步验证。",
    },
    "error_factor_needed": {
        "en": "People with your role must have a second factor.",
        "zh": "您的角色必须启用两步验证。",
    },
    "error_draft_dead": {
        "en": "This page is too old. Begin again.",
        "zh": "此页面已失效，请重新开始。",
    },
    "error_link_dead": {
        "en": "This link is unknown, used or expired; ask for a new one.",
        "zh": "此链接无效、已使用或已过期，请索取新的链接。",
    },
    "error_name_and_email": {
        "en": "Give a name and an e-mail address.",
        "zh": "请填写姓名和邮箱。",
    },
    "error_name_missing": {
        "en": "Give a name of up to 200 characters.",
        "zh": "请填写姓名（不超过 200 个字符）。",
    },
    "error_email_taken": {
        "en": "There is an account with this e-mail address already.",
        "zh": "该邮箱已有账号。",
    },
    "error_password_short": {
        "en": "Use at least {least} characters. A short sentence is easy to remember.",
        "zh": "密码至少需要 {least} 个字符。用一句短话会比较好记。",
    },
    "error_password_long": {
        "en": "Use at most {most} characters.",
        "zh": "密码最多 {most} 个字符。",
    },
    "error_password_monotonous": {
        "en": "Use more different characters, and not just rows of the keyboard.",
        "zh": "请使用更多不同的字符，不要只用键盘上相邻的按键。",
    },
    "error_password_known": {
        "en": "Leave out well-known passwords, your own name and the shop's name.",
        "zh": "请勿使用常见密码、您自己的名字或店铺名称。",
    },
    "error_password_same": {
        "en": "That is the password you have.",
        "zh": "新密码与当前密码相同。",
    },
    "error_session_gone": {
        "en": "This login has ended already.",
        "zh": "该登录已经结束。",
    },
    "error_no_such_account": {"en": "There is no such account.", "zh": "没有此账号。"},
    "error_role_unknown": {"en": "There is no such role.", "zh": "没有此角色。"},
    "error_right_unknown": {
        "en": "Nobody can be given such a right. Reload the page and choose from the list.",
        "zh": "没有可授予的此项权限。请刷新页面，从列表中选择。",
    },
    "error_last_admin": {
        "en": "This is the last admin at work. Make somebody else an admin first.",
        "zh": "这是最后一位在职管理员，请先将他人设为管理员。",
    },
    "error_account_is_off": {
        "en": "This account is switched off. Switch it on first.",
        "zh": "该账号已停用，请先启用。",
    },
}
