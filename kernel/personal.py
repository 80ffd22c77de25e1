"""What numbers, addresses and names of persons look like in a text, for all that mask. Pure.

Who masks decides what to put in their stead and what else is known of the person.
"""

import re

CARD = re.compile(r"(?<![\d])\d(?:[ -]?\d){12,18}(?!\d)", re.ASCII)
IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
    r"|(?<![a-z0-9])[a-z]{2}\d{2}(?: ?\d{4}){3,7}(?: ?\d{1,3})?(?![a-z0-9])",
    re.ASCII,
)
# 18 signs: place, a date of birth of 18xx to 20xx, a number, a check sign (GB 11643).
IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"(?![\dA-Za-z])",
    re.ASCII,
)
# Wider than the bot's own: spaces around the signs, and a sign alone is enough.
EMAIL = re.compile(r"[\w.+-]{1,64}\s*[@＠]\s*[\w-]+(?:\s?[.．]\s?[\w-]+)*", re.ASCII)
TOKEN = re.compile(r"(?i)bearer\s+\S+|eyJ[\w-]{8,}\.[\w.-]+")
ROAD = re.compile(
    r"(?<!\w)\d{1,5}[a-z]?,? (?:[A-Z][\w'’-]* ){1,3}"
    r"(?:[Ss]treet|St|[Rr]oad|Rd|[Ll]ane|Ln|[Aa]venue|Ave|[Dd]rive|Dr|[Cc]ourt|[Pp]lace|[Ss]quare|"
    r"[Cc]lose|[Ww]ay|[Tt]errace|[Bb]oulevard|Blvd)\b\.?"
)
# 上海市静安区南京西路1038号, 和平路12号 and 朝阳区建国路, but not 在路上.
SIGN = r"(?:(?![到在是为為往给至])[\u4e00-\u9fff])"
TOWN = rf"(?:{SIGN}{{2,3}}(?:省|市|自治区))"
DISTRICT = rf"(?:{SIGN}{{2,3}}[市区县區縣])"
ROAD_ZH = re.compile(
    rf"{TOWN}?{DISTRICT}?{SIGN}{{2,4}}(?:路|街|大道|大街|巷|弄|胡同)"
    r"(?:\d+(?:号|號|弄|室|栋|幢|楼|樓|单元|座)?(?:-\d+)?)+"
    rf"|{TOWN}?{DISTRICT}{SIGN}{{2,4}}(?:路|街|大道|大街|镇|村)"
)
POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)")
NUMBER = re.compile(r"\d[\d ().-]{7,}\d|\d{4,}")  # "order 1004217", a code, a postcode
SURNAMES_ZH = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇魏呂盧鐘譚陸賈鄒閻賀顧龔萬錢嚴湯"
)
LINK = re.compile(r"(?i)https?://\S+|www\.\S+")
NAME = r"[A-Z][\w'’-]+"
