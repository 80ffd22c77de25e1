"""Entities: numbers by checked patterns, products and categories by a list of phrases."""

from nlu.core.entities.entity import Entity, keep_apart
from nlu.core.entities.patterns import find_patterns
from nlu.core.entities.phrases import PhraseBook

__all__ = ["Entity", "PhraseBook", "find_patterns", "keep_apart"]
