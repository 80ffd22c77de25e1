"""Words of the staff pages, in each language of the staff. Each area has a catalog of its own."""

from datetime import datetime
from typing import Any

from console.words.accounts import ACCOUNT, FACTOR, LOGIN
from console.words.analytics import ANALYTICS
from console.words.analytics_faults import FAULTS
from console.words.analytics_features import FEATURES
from console.words.analytics_models import ANALYTICS_MODELS
from console.words.analytics_offers import ANALYTICS_OFFERS
from console.words.analytics_parts import ANALYTICS_PARTS
from console.words.audit import ACTIONS, AUDIT
from console.words.catalog import fill, merge
from console.words.chats import CHATS
from console.words.copilot import COPILOT
from console.words.customers import CUSTOMERS
from console.words.deeds import DEEDS
from console.words.desk import DESK
from console.words.domain import DOMAIN
from console.words.doubts import DOUBTS
from console.words.errors import ACCOUNTS, BROAD, FAILURES, SERVICES
from console.words.exchange import EXCHANGE
from console.words.exchange import REFUSED as EXCHANGE_REFUSED
from console.words.exchange_findings import FINDINGS as EXCHANGE_FINDINGS
from console.words.exchange_findings import ITEMS as EXCHANGE_ITEMS
from console.words.experiment_form import EXPERIMENT_FORM
from console.words.experiment_verdicts import VERDICTS
from console.words.experiments import EXPERIMENTS
from console.words.foretold import FORETOLD
from console.words.inbox import INBOX
from console.words.inserts import INSERTS
from console.words.insight import INSIGHT
from console.words.intents import EDITING, INTENTS
from console.words.judging import JUDGING
from console.words.judging_beside import JUDGING_BESIDE
from console.words.judging_parts import JUDGING_PARTS
from console.words.labelling import LABELLING, LABELLING_ERRORS
from console.words.models import GATE, MODELS
from console.words.naming import NAMING
from console.words.pages import COMMON
from console.words.prover import PROVER
from console.words.recommendations import RECOMMENDATIONS
from console.words.replies import REPLIES
from console.words.reports import REPORTS
from console.words.responses import RESPONSES
from console.words.segments import SEGMENTS
from console.words.stories import STORIES
from console.words.studio import STUDIO
from console.words.supervisor import SUPERVISOR
from console.words.talk import TALK
from console.words.team import TEAM
from console.words.tickets import TICKETS
from console.words.training import TRAINING
from console.words.yaml import YAML
from kernel.turns import Language

WORDS = merge(
    ANALYTICS,
    ANALYTICS_OFFERS,
    ANALYTICS_MODELS,
    ANALYTICS_PARTS,
    FAULTS,
    FEATURES,
    SEGMENTS,
    COMMON,
    DESK,
    CHATS,
    INBOX,
    LOGIN,
    ACCOUNT,
    FACTOR,
    TEAM,
    AUDIT,
    ACTIONS,
    FAILURES,
    BROAD,
    SERVICES,
    ACCOUNTS,
    CUSTOMERS,
    FORETOLD,
    DEEDS,
    INSERTS,
    TICKETS,
    REPORTS,
    SUPERVISOR,
    PROVER,
    COPILOT,
    REPLIES,
    RECOMMENDATIONS,
    STUDIO,
    STORIES,
    YAML,
    TALK,
    TRAINING,
    MODELS,
    GATE,
    JUDGING,
    JUDGING_PARTS,
    JUDGING_BESIDE,
    EXCHANGE,
    EXCHANGE_REFUSED,
    EXCHANGE_FINDINGS,
    EXCHANGE_ITEMS,
    LABELLING,
    DOUBTS,
    LABELLING_ERRORS,
    INSIGHT,
    EDITING,
    INTENTS,
    NAMING,
    RESPONSES,
    DOMAIN,
    VERDICTS,
    EXPERIMENTS,
    EXPERIMENT_FORM,
)


def say(key: str, language: Language, **values: Any) -> str:
    """Return the words for a key; raise `KeyError` for one that no catalog knows."""
    return fill(WORDS, key, language, **values)


def choose_language(accepted: str) -> Language:
    """Return the language of the staff pages that an `Accept-Language` header likes best."""
    liked: list[tuple[float, Language]] = []
    for part in accepted.lower().split(","):
        tag, _, weight = part.partition(";q=")
        chosen = LANGUAGES.get(tag.strip().split("-")[0])
        if chosen is not None:
            liked.append((_read_weight(weight), chosen))
    return max(liked, key=lambda pair: pair[0], default=(1.0, "en"))[1]


def _read_weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


LANGUAGES: dict[str, Language] = {"en": "en", "zh": "zh"}


def moment(at: datetime) -> str:
    """Return a moment for readers without scripts; `times.js` puts it into their own zone."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def plainly(name: str) -> str:
    """Return a name from a program as words: `track_order` is "track order"."""
    return name.replace("_", " ")
