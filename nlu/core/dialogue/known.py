"""Names that Rasa 3.6 knows by itself, and how near a name is to those that are known.

Sources: rasa/shared/core/constants.py, rasa/shared/constants.py, rasa/core/policies.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

LISTEN = "action_listen"
GAP = "..."
NOT_SET = "should_not_be_set"
OTHER = "__other__"

DEFAULT_INTENTS = frozenset({"restart", "back", "out_of_scope", "session_start", "nlu_fallback"})
DEFAULT_ACTIONS = frozenset(
    {
        LISTEN,
        "action_restart",
        "action_session_start",
        "action_default_fallback",
        "action_deactivate_loop",
        "action_revert_fallback_events",
        "action_default_ask_affirmation",
        "action_default_ask_rephrase",
        "action_two_stage_fallback",
        "action_unlikely_intent",
        "action_back",
        GAP,
        "action_extract_slots",
    }
)
# What these intents do whatever rules and stories say.
ACTIONS_OF_INTENTS = {
    "restart": "action_restart",
    "back": "action_back",
    "session_start": "action_session_start",
}
# Named in the domain to be run by Rasa at its own moments.
HOOKS = frozenset({"action_validate_slot_mappings", "action_query_knowledge_base"})
DEFAULT_SLOTS = frozenset(
    {
        "requested_slot",
        "session_started_metadata",
        "knowledge_base_listed_objects",
        "knowledge_base_last_object",
        "knowledge_base_last_object_type",
    }
)
SLOT_TYPES = frozenset({"text", "bool", "categorical", "float", "list", "any"})
MAPPINGS = {
    "from_entity": ("entity",),
    "from_intent": ("value",),
    "from_trigger_intent": ("value",),
    "from_text": (),
    "custom": (),
}
POLICIES = frozenset(
    {
        "AugmentedMemoizationPolicy",
        "MemoizationPolicy",
        "RulePolicy",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)
COMPONENTS = frozenset(
    {
        "ConveRTFeaturizer",
        "CountVectorsFeaturizer",
        "CRFEntityExtractor",
        "DIETClassifier",
        "DucklingEntityExtractor",
        "EntitySynonymMapper",
        "FallbackClassifier",
        "JiebaTokenizer",
        "KeywordIntentClassifier",
        "LanguageModelFeaturizer",
        "LexicalSyntacticFeaturizer",
        "LogisticRegressionClassifier",
        "MitieEntityExtractor",
        "MitieFeaturizer",
        "MitieIntentClassifier",
        "MitieNLP",
        "MitieTokenizer",
        "RegexEntityExtractor",
        "RegexFeaturizer",
        "ResponseSelector",
        "SklearnIntentClassifier",
        "SpacyEntityExtractor",
        "SpacyFeaturizer",
        "SpacyNLP",
        "SpacyTokenizer",
        "WhitespaceTokenizer",
    }
)
CONFIG_KEYS = frozenset(
    {"recipe", "language", "pipeline", "policies", "importers", "assistant_id", "version"}
)
OPTIONS = {
    "RulePolicy": frozenset(
        {
            *("core_fallback_threshold", "core_fallback_action_name", "max_history"),
            *("enable_fallback_prediction", "restrict_rules", "check_for_contradictions"),
            *("use_nlu_confidence_as_score", "priority", "enable_feature_string_compression"),
        }
    ),
    "MemoizationPolicy": frozenset(
        {
            *("max_history", "priority", "use_nlu_confidence_as_score"),
            "enable_feature_string_compression",
        }
    ),
}


def distance(one: str, other: str, limit: int) -> int:
    """Return how many letters to insert, delete, change or swap; `limit` + 1 where more.

    The optimal string alignment distance of Damerau and Levenshtein.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, found in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != found))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == found:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the known name that was probably meant, None where none is near."""
    return _nearest(name, frozenset(names))


@lru_cache(maxsize=4096)
def _nearest(name: str, names: frozenset[str]) -> str | None:
    limit = 1 if len(name) < 5 else 2 if len(name) < 12 else 3
    scored = sorted((distance(name, one, limit), one) for one in names if one != name)
    return scored[0][1] if scored and scored[0][0] <= limit else None
