"""Whole conversations in English, through Rasa and the action server."""

from tests.actions.scene import DELIVERED, OTHERS, PLACED, UNKNOWN, Scene
from tests.dialogue.harness import Chat


def test_question_is_taken_up_again_when_the_code_was_right(chat: Chat, shop: Scene) -> None:
    assert "e-mail" in chat.say(f"where is my order {DELIVERED}?")
    assert DELIVERED not in chat.text
    assert "six-digit code" in chat.say("ada@example.com")
    assert chat.directives == [{"kind": "challenge", "email": "ada@example.com"}]
    chat.say("/refuse_code")
    assert "isn't the right one" in chat.text
    answer = chat.prove(shop.ada.id)
    assert answer.startswith("Thank you, Ada")
    assert f"Order {DELIVERED} was delivered" in answer


def test_return_is_taken_up_with_all_it_held_when_the_code_was_right(
    chat: Chat, shop: Scene
) -> None:
    chat.say(f"I want to return the lamp from order {DELIVERED}, it arrived broken")
    chat.say("ada@example.com")
    answer = chat.prove(shop.ada.id)
    assert "2 × Aurora Floor Lamp" in answer
    assert "€98.00" in answer
    assert "it arrived broken" in answer
    assert "registered as return R-" in chat.press("Yes, register it")


def test_latest_order_is_told_when_none_is_named(ada: Chat) -> None:
    assert PLACED in ada.say("whats going on with my last order")


def test_others_and_unknown_orders_sound_alike(ada: Chat) -> None:
    theirs = ada.say(f"where is order {OTHERS}?").replace(OTHERS, "-")
    missing = ada.say(f"where is order {UNKNOWN}?").replace(UNKNOWN, "-")
    assert theirs == missing
    assert "can't find" in theirs


def test_ticket_is_opened_at_once_when_the_message_says_it_all(ada: Chat) -> None:
    answer = ada.say("open a ticket, the app logs me out all the time")
    assert "is open: “the app logs me out all the time”" in answer
    assert "by tomorrow" in answer
    assert ada.press("Add details") == "What shall I add to it?"
    answer = ada.say("it happens on my phone since Monday")
    assert "added it to ticket T-" in answer
    assert "?" in ada.say(f"please close {answer.partition('to ')[2]}")
    assert "is closed" in ada.say("yes")


def test_ticket_form_goes_on_when_it_was_interrupted(ada: Chat) -> None:
    assert "What is it about" in ada.say("I want to open a ticket")
    answer = ada.say("what does that cost?")
    assert "free" in answer
    assert "What is it about" in answer
    answer = ada.say("are you open on sunday?")
    assert "9 to 18" in answer
    assert "What is it about" in answer
    assert "Anything else" in ada.say("the app logs me out all the time")
    assert "is open: “the app logs me out all the time”" in ada.say("no, that's all")


def test_ticket_form_ends_when_it_is_stopped(ada: Chat) -> None:
    ada.say("I want to open a ticket")
    assert ada.say("never mind") == "All right, I won't open a ticket."
    assert PLACED in ada.say("where is my order?")
    ada.say("I want to open a ticket")
    assert ada.say("no") == "All right, I won't open a ticket."


def test_return_asks_for_what_is_missing(ada: Chat) -> None:
    assert "Which item" in ada.say(f"I want to return something from order {DELIVERED}")
    assert "reason" in ada.press("Meadow Wool Rug")
    assert "Returns are free" in ada.say("what does that cost?")
    assert "Meadow Wool Rug" in ada.say("the colour is not what I expected")
    assert ada.cards
    assert ada.say("no") == "All right, nothing is sent back."


def test_news_of_the_ticket_are_told(ada: Chat) -> None:
    assert "The app logs me out" in ada.say("any news on my ticket?")


def test_recommendations_come_as_cards_with_reasons(ada: Chat) -> None:
    ada.say("what would you recommend for me")
    assert ada.cards
    assert all(card["reason"] and card["price"] for card in ada.cards)


def test_others_are_shown_when_a_list_was_shown(chat: Chat) -> None:
    chat.say("any ideas what I could buy")
    first = {card["title"] for card in chat.cards}
    chat.say("show me some others please")
    assert chat.cards
    assert first.isdisjoint(card["title"] for card in chat.cards)


def test_order_is_cancelled_by_it_when_it_was_just_shown(ada: Chat) -> None:
    ada.say(f"where is my order {PLACED}?")
    assert "Shall I cancel" in ada.say("please cancel it")
    assert "is cancelled" in ada.say("yes")


def test_complaint_gets_an_apology_and_no_products(ada: Chat) -> None:
    answer = ada.say("This is outrageous, your service is terrible and nobody answers me!!!")
    assert "sorry" in answer
    assert set(ada.buttons) == {"Open a ticket", "Talk to a person"}
    assert not ada.cards
    assert "is open: “This is outrageous" in ada.press("Open a ticket")


def test_person_is_called_with_a_ticket_when_the_customer_is_known(ada: Chat) -> None:
    answer = ada.say("I want to talk to a human")
    assert ada.directives == [{"kind": "handoff", "reason": "customer_asked"}]
    assert "T-" in answer


def test_person_is_called_without_a_ticket_when_the_customer_is_unknown(chat: Chat) -> None:
    answer = chat.say("I want to talk to a human")
    assert chat.directives == [{"kind": "handoff", "reason": "customer_asked"}]
    assert "T-" not in answer


def test_person_is_offered_when_nothing_was_understood_twice(chat: Chat) -> None:
    assert "didn't get that" in chat.say("/nlu_fallback")
    assert "get a person" in chat.say("/nlu_fallback")
    assert "Talk to a person" in chat.buttons


def test_unclear_answer_of_the_second_message_leads_to_a_person(chat: Chat) -> None:
    assert "didn't get that" in chat.say("/clarify")  # no meanings came with it
    assert "get a person" in chat.say("/clarify")
    assert "none of these" in chat.say('/nlu_fallback{"choice": "clarify:none"}')
    assert "Talk to a person" in chat.buttons


def test_form_asks_again_when_the_message_was_out_of_scope(ada: Chat) -> None:
    ada.say("I want to open a ticket")
    answer = ada.say("/out_of_scope")
    assert "can't help" in answer
    assert "What is it about" in answer


def test_meaning_that_was_pressed_takes_up_the_entities_in_a_list(ada: Chat) -> None:
    pressed = f'/track_order{{"order_number": ["{DELIVERED}"], "choice": ["clarify:said"]}}'
    assert DELIVERED in ada.say(pressed)


def test_other_language_hears_of_the_two_that_are_spoken(ada: Chat) -> None:
    answer = ada.say("Wo ist meine Bestellung? Ich warte schon seit einer Woche darauf.")
    assert "English and Chinese" in answer
    assert "中文和英文" in answer
    assert PLACED not in answer
    assert "Talk to a person" in ada.buttons


def test_address_is_changed_after_a_yes(ada: Chat) -> None:
    assert "Where shall it go" in ada.say(f"please change the delivery address of {PLACED}")
    assert "Elm Street 12, 10115 Berlin" in ada.say("Elm Street 12, 10115 Berlin, Germany")
    assert ada.say("yes") == f"Done. Order {PLACED} goes to Elm Street 12, 10115 Berlin, Germany."


def test_small_talk_is_answered(chat: Chat) -> None:
    for text in ("hello", "thank you", "are you a bot?", "what can you do", "bye"):
        assert chat.say(text)


def test_second_wish_is_offered_when_the_first_is_seen_to(ada: Chat) -> None:
    answer = ada.say(f"where is my order {PLACED}? and do you have the floor lamp in stock?")
    assert "Aurora Floor Lamp is in stock" in answer
    assert "the other thing you mentioned" in answer
    assert "Order FD-" in ada.press("See where my order is")
    assert "the other thing" not in ada.text
