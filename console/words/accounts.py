"""Words of logging in and of one's own account."""

from console.words.catalog import Catalog

LOGIN: Catalog = {
    "login_title": {"en": "Log in", "zh": "登录"},
    "login_heading": {"en": "Log in to Frontdesk", "zh": "登录 Frontdesk"},
    "login_ended": {
        "en": "Your session has ended. Log in again to go on.",
        "zh": "登录已失效，请重新登录。",
    },
    "login_email": {"en": "E-mail", "zh": "邮箱"},
    "login_password": {"en": "Password", "zh": "密码"},
    "login_oidc": {"en": "Log in with single sign-on", "zh": "使用单点登录"},
    "login_do": {"en": "Log in", "zh": "登录"},
    "code_title": {"en": "Second step", "zh": "两步验证"},
    "code_lead": {
        "en": "Give the six figures that your authenticator app shows now.",
        "zh": "请输入身份验证器应用当前显示的 6 位数字。",
    },
    "code_label": {"en": "Code", "zh": "验证码"},
    "code_lost": {
        "en": "Device lost? Give a recovery code instead. Without one, an admin can help.",
        "zh": "设备丢失？可改用恢复代码。如果也没有恢复代码，请联系管理员。",
    },
    "code_do": {"en": "Go on", "zh": "继续"},
    "code_restart": {"en": "Log in as somebody else", "zh": "使用其他账号登录"},
    "again_title": {"en": "Is it you?", "zh": "确认身份"},
    "again_lead": {
        "en": "For changes to accounts and for exports we ask once more if your login is older"
        " than five minutes. Then go on where you were.",
        "zh": "更改账号或导出数据时，如果登录已超过 5 分钟，需要再次确认身份，之后即可继续操作。",
    },
    "again_do": {"en": "It is me", "zh": "确认"},
    "again_cancel": {"en": "Go back", "zh": "返回"},
    "setup_title": {"en": "Make your account", "zh": "创建账号"},
    "setup_lead": {
        "en": "This link works once. Afterwards you log in with what you enter here.",
        "zh": "此链接只能使用一次。之后请用您在此填写的信息登录。",
    },
    "setup_name": {"en": "Name, as customers see it", "zh": "姓名（顾客可见）"},
    "setup_rule": {
        "en": "12 characters or more. A short sentence is easy to remember.",
        "zh": "至少 12 个字符。用一句短话会比较好记。",
    },
    "setup_do": {"en": "Make the account", "zh": "创建账号"},
    "new_password_title": {"en": "Choose a new password", "zh": "设置新密码"},
    "new_password_lead": {
        "en": "For {email}. This link works once; all open logins of the account end.",
        "zh": "账号：{email}。此链接只能使用一次；该账号的所有登录都会失效。",
    },
    "new_password_label": {"en": "New password", "zh": "新密码"},
    "new_password_do": {"en": "Set the password", "zh": "设置密码"},
}

ACCOUNT: Catalog = {
    "account_title": {"en": "Your account", "zh": "我的账号"},
    "account_done_profile": {"en": "Saved.", "zh": "已保存。"},
    "account_done_password": {
        "en": "The password is changed. All other logins of yours have ended.",
        "zh": "密码已更改，您的其他登录均已失效。",
    },
    "account_done_sessions": {"en": "Ended.", "zh": "已结束。"},
    "account_done_factor_off": {
        "en": "The second factor is off.",
        "zh": "两步验证已关闭。",
    },
    "account_profile": {"en": "Name and language", "zh": "姓名与语言"},
    "account_language": {"en": "Language of these pages", "zh": "界面语言"},
    "account_browser": {"en": "As the browser says", "zh": "跟随浏览器"},
    "account_save": {"en": "Save", "zh": "保存"},
    "account_password": {"en": "Password", "zh": "密码"},
    "account_old": {"en": "Password so far", "zh": "当前密码"},
    "account_new": {"en": "New password", "zh": "新密码"},
    "account_change_password": {"en": "Change the password", "zh": "更改密码"},
    "account_factor": {"en": "Second factor", "zh": "两步验证"},
    "account_factor_on": {
        "en": "On since {day}: at each login you are asked for a code of your authenticator app.",
        "zh": "自 {day} 起已启用：每次登录都需输入身份验证器应用中的验证码。",
    },
    "account_factor_off": {
        "en": "Off. With a second factor, a stolen password alone opens nothing.",
        "zh": "未启用。启用后，仅凭被盗的密码无法登录您的账号。",
    },
    "account_factor_needed": {
        "en": "People with your role must have it.",
        "zh": "您的角色必须启用。",
    },
    "account_codes_left": {"en": "Recovery codes left: {count}", "zh": "剩余恢复代码：{count} 个"},
    "account_codes_few": {
        "en": "Make new ones before you need them.",
        "zh": "请及时生成新的恢复代码。",
    },
    "account_turn_on": {"en": "Set it up", "zh": "启用两步验证"},
    "account_turn_off": {"en": "Switch it off", "zh": "关闭两步验证"},
    "account_new_codes": {"en": "Make new recovery codes", "zh": "重新生成恢复代码"},
    "account_prove": {
        "en": "Your login is older than five minutes: for changes here, give your password again.",
        "zh": "您的登录已超过 5 分钟，更改前请再次输入密码。",
    },
    "account_prove_do": {"en": "Give the password", "zh": "输入密码"},
    "account_sessions": {"en": "Where you are logged in", "zh": "登录设备"},
    "account_unknown_browser": {"en": "Unknown browser", "zh": "未知浏览器"},
    "account_unknown_place": {"en": "this machine or its proxy", "zh": "本机或其代理"},
    "account_this_one": {"en": "this one", "zh": "本次登录"},
    "account_session_from": {"en": "from {network}", "zh": "来自 {network}"},
    "account_session_since": {"en": "logged in", "zh": "登录于"},
    "account_session_seen": {"en": "last used", "zh": "最近使用"},
    "account_end_one": {"en": "End", "zh": "结束"},
    "account_end_which": {"en": "End the login in {browser}", "zh": "结束 {browser} 的登录"},
    "account_end_others": {"en": "End all others", "zh": "结束其他所有登录"},
}

FACTOR: Catalog = {
    "factor_title": {"en": "Set up a second factor", "zh": "启用两步验证"},
    "factor_must": {
        "en": "People with your role must have one. It takes a minute; then everything opens.",
        "zh": "您的角色必须启用两步验证。只需一分钟，完成后即可使用所有页面。",
    },
    "factor_scan": {
        "en": "Scan this with an authenticator app, such as Aegis, Google or Microsoft"
        " Authenticator, or a password manager.",
        "zh": "用身份验证器应用扫描此二维码，例如 Aegis、Google 或 Microsoft Authenticator，"
        "也可以用密码管理器。",
    },
    "factor_picture": {
        "en": "QR code with the secret that is written out below",
        "zh": "二维码，内容与下方的密钥相同",
    },
    "factor_type": {
        "en": "No camera? Type this key instead:",
        "zh": "无法扫码？请手动输入此密钥：",
    },
    "factor_code": {"en": "The six figures it shows now", "zh": "应用当前显示的 6 位数字"},
    "factor_do": {"en": "Switch it on", "zh": "启用"},
    "recovery_title": {"en": "Your recovery codes", "zh": "恢复代码"},
    "recovery_first": {
        "en": "The second factor is on.",
        "zh": "两步验证已启用。",
    },
    "recovery_lead": {
        "en": "Should your device be lost, each of these lets you in once. Print them or keep them"
        " with your passwords. They are shown now and never again.",
        "zh": "设备丢失时，每个代码可登录一次。请打印或与密码一起妥善保存。代码只显示这一次。",
    },
    "recovery_list": {"en": "Recovery codes", "zh": "恢复代码列表"},
    "recovery_do": {"en": "I have kept them", "zh": "我已保存"},
}
