"""Which texts are plainly in a language that the shop does not speak. Pure; no library, no model.

Signs of another script decide at once; Latin letters by everyday words that English does not have.
"""

import re

# Letters of scripts other than Latin and Han: kana, Hangul, Cyrillic, Greek, Hebrew, Arabic,
# the scripts of India, Thai.
OTHER_SCRIPT = re.compile(
    r"[\u3041-\u309f\u30a1-\u30fa\uac00-\ud7a3\u1100-\u11ff\u0370-\u03ff\u0400-\u052f"
    r"\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f]"
)
LETTER = re.compile(r"[^\W\d_]")
KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# Addresses, links and numbers are nobody's language.
NAMES = re.compile(r"(?<!\S)\S*[@/]\S*|(?<!\S)\S*\d\S*")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
MIN_LETTERS = 3  # of another script: a single Greek letter is a sign, not a language
KANA_SHARE = 0.2  # of a Japanese sentence at least; a shop's name with one の has less
ENOUGH = 2  # everyday words of another language

# Words that these languages are full of, and English is not.
TELLING = {
    "German": "ich du er wir ihr mein meine meinen dein deine ist sind bin habe haben wurde wird "
    "möchte kann können nicht kein keine wo wann wie warum welche das der den dem des ein eine "
    "einen und oder aber mit für von zu zum zur bei nach auf aus noch schon bitte danke wenn sie "
    "bestellung paket lieferung rechnung geld hauptstadt heute morgen",
    "French": "je tu il elle nous vous mon ma mes votre vos est sont suis avez ai été veux voudrais"
    " peux pouvez ne pas où quand pourquoi quel quelle le les des du une et ou mais avec pour dans "
    "sur chez merci bonjour commande colis livraison facture c'est j'ai",
    "Spanish": "mi mis su sus nuestro es son soy está están estoy tengo tiene quiero puedo "
    "puede donde dónde cuando cuándo como cómo cuál qué por para con sin pero el los las una del "
    "gracias hola pedido paquete dinero factura ayer hoy",
    "Portuguese": "eu meu minha meus você está estão tenho quero queria posso pode onde quando "
    "qual não um uma os dos das obrigado encomenda dinheiro",
    "Italian": "io mio mia miei il lo gli sono è hai ho voglio vorrei posso può dove quando come "
    "perché non un una di della del che con grazie ordine pacco spedizione fattura",
    "Dutch": "ik mijn jij jullie wij ben zijn heb heeft wil kan niet geen waar wanneer hoe waarom "
    "het een van voor met naar bestelling pakket bedankt",
    "Polish": "ja mój moja moje jest są mam chcę mogę nie gdzie kiedy jak dlaczego w na się do "
    "dziękuję zamówienie paczka",
    "Turkish": "ben benim siparişim nerede var yok bir bu zaman nasıl istiyorum mi için ve",
    "Danish": "jeg min mit mine er har vil kan ikke hvor hvornår hvordan og med tak ordre pakke",
    "Swedish": "jag mitt är har vill kan inte var när hur och med tack beställning",
    "Czech": "můj moje je jsem mám chci kde kdy jak proč není objednávka",
    "Indonesian": "saya anda adalah tidak bisa ingin di mana kapan bagaimana dan dengan pesanan",
    "Vietnamese": "tôi của bạn là không có muốn ở đâu khi nào đơn hàng và với",
}
# Of these, what English writes as well, or what stands in names and brands.
SHARED_WORDS = (
    "du er es je tu il le les ma mon mes pas el los las al con sin son mi un una di il lo io ho "
    "ja na w do der das den dem des bin von van ben kan var min mit mine har as come come ordine ai"
    " dan dos os um per hast is on no me in"
)
ENGLISH_WORDS = (
    "the a an is are am was were be been do does did have has had i i'm you he she it we they my "
    "your his her our their this that these those and or but not no of in on at to for from with "
    "by about what which who where when why how can could will would should may please there if "
    "as so any some all just than then me us them it's don't didn't can't haven't want need get "
    "order parcel lamp"
)
SHARED, ENGLISH = frozenset(SHARED_WORDS.split()), frozenset(ENGLISH_WORDS.split())
STRONG = frozenset(word for words in TELLING.values() for word in words.split()) - SHARED - ENGLISH


def is_foreign(text: str, enough: int = ENOUGH) -> bool:
    """Tell whether a text is plainly neither English nor Chinese.

    `enough` is how many everyday words of another language it takes, and they must outnumber the
    English ones; 1 is for a text of which nothing was understood anyway.
    """
    text = NAMES.sub(" ", text)
    if is_in_other_script(text):
        return True
    if HAN.search(text):
        return False
    words = {word.replace("’", "'") for word in WORD.findall(text.lower())}
    strong = words & STRONG
    found = strong | (words & SHARED if strong else frozenset())
    return len(found) >= enough and len(found) > len(words & ENGLISH)


def is_in_other_script(text: str) -> bool:
    """Tell whether most letters are of another script; Japanese is known by its kana."""
    other, letters = len(OTHER_SCRIPT.findall(text)), len(LETTER.findall(text))
    if other < MIN_LETTERS:
        return False
    kana, han = len(KANA.findall(text)), len(HAN.findall(text))
    return 2 * other > letters or kana >= KANA_SHARE * (kana + han) > 0
