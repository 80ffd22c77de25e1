"""The parts of a pipeline and of a dialogue: which run here, which cannot, which Rasa 3 dropped."""

from __future__ import annotations

from typing import Literal

Part = Literal["pipeline", "policies"]

# Rasa 3.6.21's own that train and answer in our environment (tests/nlu/test_foreign.py tries each).
RUNS: dict[Part, frozenset[str]] = {
    "pipeline": frozenset(
        {
            "CountVectorsFeaturizer",
            "CRFEntityExtractor",
            "DIETClassifier",
            "EntitySynonymMapper",
            "FallbackClassifier",
            "KeywordIntentClassifier",
            "LexicalSyntacticFeaturizer",
            "LogisticRegressionClassifier",
            "RegexEntityExtractor",
            "RegexFeaturizer",
            "ResponseSelector",
            "SklearnIntentClassifier",
            "WhitespaceTokenizer",
        }
    ),
    "policies": frozenset(
        {
            "AugmentedMemoizationPolicy",
            "MemoizationPolicy",
            "RulePolicy",
            "TEDPolicy",
            "UnexpecTEDIntentPolicy",
        }
    ),
}
OURS = frozenset(
    {
        "nlu.components.entities.EntityReader",
        "nlu.components.intent.IntentReader",
        "nlu.components.policy.LearnedPolicy",
        "nlu.components.sentiment.SentimentReader",
    }
)
# Component → what it would need, which is not installed.
NOT_INSTALLED = {
    "SpacyNLP": "spaCy's language models",
    "SpacyTokenizer": "spaCy's language models",
    "SpacyFeaturizer": "spaCy's language models",
    "SpacyEntityExtractor": "spaCy's language models",
    "MitieNLP": "MITIE",
    "MitieTokenizer": "MITIE",
    "MitieFeaturizer": "MITIE",
    "MitieIntentClassifier": "MITIE",
    "MitieEntityExtractor": "MITIE",
    "ConveRTFeaturizer": "TensorFlow Text and a ConveRT model",
    "LanguageModelFeaturizer": "transformers and its models",
    "DucklingEntityExtractor": "a Duckling server",
    "JiebaTokenizer": "jieba",
}
# What earlier Rasa had → what does its work in Rasa 3.
REPLACED = {
    "ConveRTTokenizer": "WhitespaceTokenizer",
    "DucklingHTTPExtractor": "nlu.components.entities.EntityReader",
    "EmbeddingIntentClassifier": "DIETClassifier",
    "EmbeddingPolicy": "TEDPolicy",
    "FallbackPolicy": "RulePolicy (core_fallback_threshold) + FallbackClassifier",
    "FormPolicy": "RulePolicy",
    "HFTransformersNLP": "nlu.components.intent.IntentReader",
    "KerasPolicy": "TEDPolicy",
    "LanguageModelTokenizer": "WhitespaceTokenizer",
    "MappingPolicy": "RulePolicy",
    "RegexMessageHandler": "-",  # Rasa 3 does by itself what it did
    "SklearnPolicy": "TEDPolicy",
    "TwoStageFallbackPolicy": "RulePolicy + FallbackClassifier",
}
IMPORTERS = frozenset({"RasaFileImporter", "nlu.importer.ProjectImporter"})
RECIPE = "default.v1"


def bare_name(name: str) -> str:
    """Return the name of one of Rasa's own given with its module, other names as they are."""
    return name.rpartition(".")[2] if name.startswith("rasa.") else name
