"""The line above a transcript: how the customer felt from message to message."""

from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.conversations import get_conversation
from bot.ledger.messages import read_moods
from bot.mood_trend import read_trend
from console.charts import mood_line
from console.desk.view import name_mood
from console.live.parts import Viewer
from console.words import say

SHOWN = 40  # messages of the customer, the newest


def read_mood(session: Session, viewer: Viewer, conversation_id: str) -> dict[str, Any]:
    """Return the line of the customer's newest messages, empty where fewer than two were read."""
    get_conversation(session, conversation_id=conversation_id)
    scores = read_moods(session, conversation_id=conversation_id, limit=SHOWN)
    language = viewer.language
    if len(scores) < 2:
        return {"mood_picture": "", "mood_now": "", "mood_falls": False}
    moods = [name_mood(score) for score in scores]
    told = ("、" if language == "zh" else ", ").join(say(f"mood_{one}", language) for one in moods)
    words = say("mood_chart", language, n=len(scores), moods=told)
    trend = read_trend(scores)
    return {
        "mood_picture": mood_line(scores, words),
        "mood_now": say(f"mood_{name_mood(trend.level)}", language),
        "mood_falls": trend.is_falling,
    }
