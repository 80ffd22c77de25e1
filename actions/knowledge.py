"""Common questions, answered from the articles the shop keeps."""

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer, button
from actions.mentions import find_item
from actions.product_cards import search
from actions.turn import Turn
from actions.wording import word
from crm_backend.knowledge.service import find_article, search_articles
from kernel.errors import NotFound
from kernel.messages import Button
from kernel.turns import Language

# Topics after which a person may have to do something.
TICKET_TOPICS = frozenset({"delete_data", "get_login_help"})


class ActionAnswerFromKnowledge(FrontdeskAction):
    """Answers with the article whose topic is the intent, in the customer's language."""

    softens = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Say the article; honestly nothing where there is none."""
        body = find_text(session, turn.intent, turn.language)
        if body is None and turn.text:
            found = search_articles(session, text=turn.text, language=turn.language, limit=1)
            body = found[0].body(turn.language) if found else None
        if body is None:
            return Answer().utter("utter_answer_from_knowledge_none")
        answer = Answer().utter(
            "utter_answer_from_knowledge", buttons=offer_next(turn), article=body
        )
        if turn.intent == "ask_warranty":
            add_warranty(session, turn, answer)
        return answer


def find_text(session: Session, topic: str, language: Language) -> str | None:
    """Return the text of the article on a topic, or None."""
    try:
        return find_article(session, topic=topic).body(language)
    except NotFound:
        return None


def add_warranty(session: Session, turn: Turn, answer: Answer) -> None:
    """Say how long the warranty of the product is that was named, if it is clear which."""
    item = find_item(turn)
    found = search(session, turn, item) if item else []
    if len(found) == 1:
        answer.utter(
            "utter_ask_warranty_product",
            product=found[0].name(turn.language),
            months=str(found[0].warranty_months),
        )


def offer_next(turn: Turn) -> list[Button]:
    """Return a ticket as a button where the article may not be enough."""
    if turn.intent not in TICKET_TOPICS:
        return []
    return [button(word("label_ticket", turn.language), "open_ticket")]
