"""What people mean by words that no label says: warm, small, easy to keep alive. Both languages."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    """Something said in many ways, and the words of products that answer to it.

    `said` is searched for in what the customer wrote, and taken out of it; `words` are looked for
    in the texts of products, in either language.
    """

    name: tuple[str, str]  # (English, Chinese), as it is said back
    said: re.Pattern[str]
    words: tuple[str, ...]


def make(en: str, zh: str, said: str, words: str) -> Concept:
    """Return a concept; `words` are separated by spaces."""
    return Concept((en, zh), re.compile(said, re.IGNORECASE), tuple(words.split()))


CONCEPTS = (
    make(
        "small flat",
        "小户型",
        r"\b(?:small|tiny|little|compact|narrow)(?: \w+)? (?:flat|apartment|studio|home|house|place"
        r"|room)s?\b|\b(?:small|tiny|little|narrow)(?= (?:bath|living |bed)room| kitchen"
        r"| hallway| balcony)|\bspace[- ]saving\b|\blittle space\b"
        r"|小户型|小房间|小空间|面积小|不占地方?|省空间|(?:房间|家里|空间)(?:很|比较|特别)?小",
        "small little slim thin compact stack stackable stand fold narrow wall under-bed"
        " 小 小巧 超薄 叠放 层层 壁挂 折叠 收起 修长 床底 隐藏 轻巧",
    ),
    make(
        "warm",
        "温暖",
        r"(?<!house )(?<!house-)\bwarm(?:th|er|ing)?\b|\bco[sz]y\b|\bsnug\b|\bwinter\b"
        r"|\bcold (?:nights?|winters?|feet)\b|冬天|冬季|过冬|保暖|温暖|溫暖|暖和"
        r"|暖色(?:调|系)?|暖光|暖一点|暖一些|暖的",
        "warm warmth wool lambswool flannel knit throw blanket glow 暖 暖光 温暖 暖意 羊毛 毛毯"
        " 法兰绒 盖毯 保温 炉火",
    ),
    make(
        "cool in summer",
        "夏天凉爽",
        r"\b(?:hot|warm) sleepers?\b|\bhot (?:nights?|summers?)\b|\bfor summer\b|\bbreathab\w+\b"
        r"|怕热|夏天|夏季|凉快|凉爽|透气",
        "summer cool thin breathe airy linen bamboo percale crisp 夏 夏凉 透气 清凉 亚麻 竹纤维",
    ),
    make(
        "a present",
        "送礼",
        r"\b(?:gifts?|presents?|house[- ]?warming|birthday|wedding|anniversary)\b"
        r"|\bwhat (?:to|do i|can i|could i|should i) (?:give|bring)\b"
        r"|送(?:礼|禮|人|给|給|什么|啥|朋友|妈|媽|爸|爷|奶|外|公|婆|姨|姑|叔|舅|哥|姐|弟"
        r"|妹|女|男|老|同|客户|领导|长辈|孩|闺蜜)|礼物|禮物|礼品|禮品|乔迁|生日|结婚",
        "scented candle vase mug set tea celadon copper 香薰 蜡烛 花瓶 茶壶 套装 马克杯",
    ),
    make(
        "children",
        "孩子",
        r"\b(?:kids?|child(?:ren)?|bab(?:y|ies)|nursery|toddlers?|newborn)(?:'?s)?\b"
        r"|孩子|儿童|兒童|宝宝|寶寶|小朋友|婴儿",
        "kids' kid child small hand rounded washable sleeping 儿童 小手 圆角 可机洗",
    ),
    make(
        "outdoors",
        "户外",
        r"\b(?:outdoors?|outside|garden|balcony|terrace|patio|in the rain)\b"
        r"|户外|戶外|阳台|陽台|花园|露台|院子",
        "outdoor garden balcony terrace solar rain wind teak hammock parasol 户外 阳台 花园 露台"
        " 太阳能 草坪 吊床 遮阳",
    ),
    make(
        "bright light",
        "明亮",
        r"\b(?:bright(?:er)?|more light|too dark|dark (?:room|corner))\b|太暗|亮一点|明亮|更亮",
        "bright lumen evenly light window flicker-free 明亮 照亮 流明 均匀 亮光 灯",
    ),
    make(
        "tidy",
        "收纳整理",
        r"\b(?:organi[sz]e|tidy|mess|messy|clutter|declutter)\b|整理|太乱|很乱|乱七八糟|归置",
        "storage box basket organiser rack shelf trolley drawer 收纳 置物 鞋架 推车 盒 篮",
    ),
    make(
        "quiet",
        "安静",
        r"\b(?:quiet|silent|noiseless|no noise|without noise)\b|安静|静音|没声音|不吵",
        "quiet silent sound sweeping 静音 安静 无声",
    ),
    make(
        "washable",
        "好清洗",
        r"\b(?:washable|easy to (?:clean|wash)|pets?|cats?|dogs?)\b"
        r"|可洗|好清洗|好打理|耐脏|宠物|猫|狗",
        "washable wash dishwasher shed 可洗 可机洗 可拆洗 不掉毛",
    ),
    make(
        "natural",
        "天然环保",
        r"\b(?:natural|eco(?:[- ]?friendly)?|organic|sustainable|recycled)\b"
        r"|环保|環保|天然|有机|可持续",
        "natural organic recycled linen bamboo certified jute seagrass latex 天然 有机 再生 亚麻 竹"
        " 认证 黄麻",
    ),
    make(
        "soft",
        "柔软",
        r"\b(?:soft|fluffy|cuddly|comfortable|comfy)\b|柔软|软软|毛茸茸|蓬松|舒服",
        "soft softer lamb pile bouclé velvet down thick feather 柔软 轻柔 蓬松 丝绒 圈绒 长绒",
    ),
    make(
        "cooking",
        "做饭",
        r"\b(?:cook(?:s|ing)?|chef|baking|bakes?)\b|做饭|做飯|下厨|烹饪|厨艺",
        "pan pot knife board wok casserole spatula steamer 锅 煎锅 炒锅 刀 砧板 锅铲 蒸笼",
    ),
    make(
        "working at home",
        "居家办公",
        r"\b(?:home office|work(?:ing)? (?:from|at) home|home working)\b|居家办公|在家办公|办公室",
        "desk office monitor organiser reading cable 书桌 办公 显示器 桌面 理线 阅读",
    ),
    make(
        "a good night's sleep",
        "好睡眠",
        r"\b(?:sleep(?:ing|ers?)?|insomnia|stiff neck|neck pain|back pain)\b"
        r"|睡眠|睡觉|失眠|颈椎|睡得",
        "pillow duvet mattress memory foam neck sleeper blackout night 枕 护颈 床垫 记忆棉 遮光"
        " 侧睡 颈椎",
    ),
    make(
        "easy to keep alive",
        "好养活",
        r"\b(?:can'?t kill|hard to kill|easy plants?|low[- ]maintenance"
        r"|easy(?:[- ]care| to (?:keep|care|look after|grow)))\b"
        r"|养不死|好养|新手|小白|懒人",
        "plant snake finger forgive holiday pothos 养不死 耐旱 虎尾兰 绿萝 龟背竹 植物",
    ),
    make(
        "less light",
        "遮光",
        r"\b(?:black-?out|keep(?:s)? the light out|room[- ]darkening)\b|遮光|挡光",
        "blackout stop light night 遮光",
    ),
)

# Colours as people say them, and what products are called that have them.
COLOURS = (
    make("black", "黑色", r"\bblack\b|黑色|黑的", "black 黑色"),
    make("white", "白色", r"\bwhite\b|白色|白的", "white cream opal 白色 奶油白"),
    make("grey", "灰色", r"\bgr[ea]y\b|灰色|灰的", "grey smoke 雾灰 烟灰 灰色"),
    make("green", "绿色", r"\bgreen\b|绿色|綠色|绿的", "green sage forest 鼠尾草绿 森林绿 绿色"),
    make("blue", "蓝色", r"\bblue\b|蓝色|藍色|蓝的", "blue navy sky 天蓝 藏青 蓝色"),
    make("red", "红色", r"\bred\b|红色|紅色|红的", "berry terracotta red 莓红 赤陶色 红色"),
    make("pink", "粉色", r"\bpink\b|粉色|粉的|粉红", "blush pink 藕粉 粉色"),
    make("yellow", "黄色", r"\byellow\b|黄色|黃色|黄的", "ochre yellow 赭黄 黄色"),
    make("brown", "棕色", r"\bbrown\b|棕色|褐色", "walnut oak rattan 胡桃木 橡木 藤色"),
    make("beige", "米色", r"\bbeige\b|米色|米白", "linen cream oak 亚麻色 奶油白"),
)
# What is about the talk and not about the thing; and rooms, which no label names.
EMPTY = frozenset(
    """
    about advise afford again already alternative another any anybody anyone anything around arrival
    arrivals arrived as at away bad be been before below best between bloody bored bot bought bro
    budget but buy buying came can cheap cheaper come could crap cuz damn decide didn different
    doesn don dont dude else em expensive favourite find first fit fits fitting flat fuck fucking
    gift gimme go goddamn goe going gonna good got great guess has have hello help hey hi hmm home
    house i idea idk im inspire instead interested isn just keep kinda know last lately less let
    like lol look looking lot love make many match mate max maximum may maybe me might mine more
    most my myself nah new newest next nice no not now ok okay option or other our over own people
    perfect perhaps pick place please pls plz popular price pricey product put quite rather re
    really recommend recommendation refill reorder repeat restock right room same sell shade shit
    shop should show similar smth so some somebody someone something sort spend sth stuff stupid
    style suggest suggestion sure surprise take tell than thank thanks them they thing think thx
    time tip today too total trending try typ type u under up us use usual very wanna want wat we
    week well what whatever which who wish work wot would wtf yeah yes yo
    以内 以下 以上 不超 超过 左右 预算 推荐 建议 一下 一点 一些 适合 合适 有没 没有 什么 哪些 哪个
    的 有 合 器 色 件 的地 款式 样式 颜色 品 物 西 吗 呢 款 货 品牌 爆品
    那 我 要 个 来 点 下 找 买 卖 里 了 吧 啊 呀 给 求 想 用 用的 都 好 看 看看 给我 来个 来点 随便
    的都 都行 都可 可以 行 的吗 的呢 了吗 了没 没 有吗
    商品 产品 新品 好物 好货 有卖 能买 买啥
    别的 其他 其它 换个 换一 换几 再来 再推 还有 这些 那些 不要 不喜 类似 差不 推个 推几
    想买 想要 给我 帮我 看看 东西 礼物 家里 房间 便宜 好看 介绍 求推 最近 有啥 买点 买什
    """.split()  # noqa: SIM905 (a list of 200 one-word lines would be harder to read)
)
