"""What the bot says in the story: a form with two questions, and the way to a person.

Only the predictions are scripted. That a code is mailed and judged, that the form's question is
kept while a person is here and asked again afterwards, is done by the product.
"""

from typing import Any

from bot.dialogue import Answer, Question
from kernel.messages import Button, Challenge, Handoff, Reply

ADDRESS = "ada@example.com"
ORDER = "FD-1000003"
LAMP = "Aurora Floor Lamp"
FORM = "return_form"
CODE_SENT = f"I have mailed a code to {ADDRESS}, if we know it. Please type it here."
WHY = f"What is wrong with the {LAMP} of {ORDER}?"
DAMAGED, REGRET = "It arrived damaged", "I changed my mind"
WHICH = "Which part is damaged: the shade, the stand or the cable?"
CALLING = {"en": "I am calling a colleague.", "zh": "好的，正在为您转接。"}
HELLO = {"en": "Hello, what can I do for you?", "zh": "您好，请问有什么可以帮您？"}
CHOICES = {DAMAGED: '/inform{"return_reason": "damaged"}', REGRET: '/inform{"return_reason": "no"}'}


def understand(name: str, score: float = 0.0, **entities: str) -> dict[str, Any]:
    """Return what a language model would have read in a message."""
    label = "negative" if score < -0.25 else "positive" if score > 0.25 else "neutral"
    found = [{"entity": entity, "value": value} for entity, value in entities.items()]
    return {
        "intent": {"name": name, "confidence": 0.93},
        "entities": found,
        "sentiment": {"label": label, "score": score},
    }


class StoryBot:
    """Answers, and remembers which conversations are in the middle of the form, as Rasa does."""

    def __init__(self) -> None:
        self.filling: set[str] = set()

    def __call__(self, question: Question) -> Answer:
        text = question.text
        if "send the lamp back" in text:
            reply = Reply(text=CODE_SENT, directives=(Challenge(email=ADDRESS),))
            return self._say(question, reply, understand("return_item", -0.1, order_number=ORDER))
        if text == "/confirm_identity":
            self.filling.add(question.conversation_id)
            choices = tuple(Button(label=one, payload=what) for one, what in CHOICES.items())
            return self._say(question, Reply(text=WHY, buttons=choices))
        if text == CHOICES[DAMAGED]:
            return self._say(question, Reply(text=WHICH))
        if "human" in text or "人工" in text:
            wish = Handoff(reason="asked for a person")
            reply = Reply(text=CALLING[question.language], directives=(wish,))
            return self._say(question, reply, understand("request_human", -0.3))
        return self._say(question, Reply(text=HELLO[question.language]), understand("greet", 0.3))

    def _say(
        self, question: Question, reply: Reply, understanding: dict[str, Any] | None = None
    ) -> Answer:
        form = FORM if question.conversation_id in self.filling else None
        return Answer((reply,), understanding, "story", form)
