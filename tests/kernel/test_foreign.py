"""Languages that are not spoken here are known; English and Chinese never pass for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.foreign import ENGLISH, SHARED, STRONG, is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "Wo ist meine Bestellung?",
        "Où est ma commande ?",
        "¿Dónde está mi pedido?",
        "Onde está o meu pedido?",
        "Dove è il mio ordine?",
        "Waar is mijn bestelling?",
        "Gdzie jest moje zamówienie?",
        "siparişim nerede",
        "Hvor er min pakke, jeg vil have den",
        "Var är mitt paket och när kommer det",
        "注文した商品はどこですか",
        "주문한 물건이 어디 있나요?",
        "Где мой заказ?",
        "Πού είναι η παραγγελία μου;",
        "أين طلبي؟",
        "मेरा ऑर्डर कहाँ है",
        "สินค้าของฉันอยู่ที่ไหน",
    ],
)
def test_other_language_is_known(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "where is my order",
        "我的订单到哪了",
        "Is the 台灯 in stock?",
        "Aurora Floor Lamp",
        "Casa de la Luz lamp",
        "Elm Street 12, 10115 Berlin, Germany",
        "ada@posteo.de",
        "FD-1004217",
        "鲜の家的台灯有货吗",
        "asdfgh qwertz",
        "π",
        "",
        "hola, where is my order?",
        "du",
    ],
)
def test_our_languages_names_and_noise_are_not_foreign(text: str) -> None:
    assert not is_foreign(text)


def test_one_word_is_enough_when_nothing_else_was_understood() -> None:
    assert not is_foreign("danke!")
    assert is_foreign("danke!", enough=1)


@given(st.lists(st.sampled_from(sorted(ENGLISH | SHARED)), max_size=12))
def test_english_words_never_make_another_language(words: list[str]) -> None:
    assert not is_foreign(" ".join(words), enough=1)


@given(st.sampled_from(sorted(STRONG)))
def test_telling_word_is_outnumbered_by_an_english_sentence(word: str) -> None:
    assert not is_foreign(f"where is the {word} in my order")
