"""Sentence embeddings on the CPU, from weights that come as ordinary packages."""

from nlu.core.embedding.encoder import (
    Embedder,
    SentenceEncoder,
    Vectors,
    english_encoder,
    multilingual_encoder,
)
from nlu.core.embedding.weights import WeightsUnusable, check_weights

__all__ = [
    "Embedder",
    "SentenceEncoder",
    "Vectors",
    "WeightsUnusable",
    "check_weights",
    "english_encoder",
    "multilingual_encoder",
]
