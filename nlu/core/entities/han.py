"""Han characters that stand for one another: the two scripts, and same sounds typed by mistake."""

TRADITIONAL = "燈檯臺書櫃鏡墊簾發廳臥蠟燭壺鍋盤籃裝飾畫鐘線綠園藝傢廚單條張隻雙絨絲織紙竹層"
SIMPLIFIED = "灯台台书柜镜垫帘发厅卧蜡烛壶锅盘篮装饰画钟线绿园艺家厨单条张只双绒丝织纸竹层"
MORE_TRADITIONAL = "毯蓋籠購買貨氈頭腳鐵銅銀塊綿羊圓長寬兒嬰貓窩桿衛浴掛鉤燒烤餐凳墻牆納儲"
MORE_SIMPLIFIED = "毯盖笼购买货毡头脚铁铜银块绵羊圆长宽儿婴猫窝杆卫浴挂钩烧烤餐凳墙墙纳储"
FOLD = str.maketrans(TRADITIONAL + MORE_TRADITIONAL, SIMPLIFIED + MORE_SIMPLIFIED)
# One line a sound (tones apart): what an input method offers in place of the right one.
SAME_SOUND = (
    "灯登等瞪蹬",
    "毯谈坦探碳炭摊",
    "椅以已倚",
    "桌卓捉浊",
    "枕诊镇阵真",
    "垫店殿电点",
    "镜静竟净境",
    "柜贵桂跪",
    "帘连联怜莲脸",
    "杯背悲辈被贝",
    "瓶平评凭屏苹",
    "花华划化画话",
    "书舒输叔熟",
    "沙砂杀纱",
    "发法罚阀",
    "床创闯窗",
    "架假价嫁",
    "壶湖胡糊",
    "锅国过果",
    "盘盼判",
    "烛竹主煮住",
    "蜡拉辣腊",
    "毛猫帽冒",
    "巾金斤今进",
    "篮蓝兰栏",
    "台抬太泰",
    "落罗洛络",
    "地第弟",
    "抱报包宝",
    "钟中终种",
    "凳邓",
    "衣医依",
)
SOUND_OF = {character: line for line in SAME_SOUND for character in line}


def fold_script(text: str) -> str:
    """Return `text` in simplified characters, as far as shops need them; its length stays."""
    return text.translate(FOLD)


def sounds_alike(one: str, other: str) -> bool:
    """Tell whether two characters are the same or are typed with the same syllable."""
    return one == other or (one in SOUND_OF and SOUND_OF[one] == SOUND_OF.get(other))
