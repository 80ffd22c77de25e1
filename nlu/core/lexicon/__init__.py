"""Moody words of both languages and what turns them round; `read_cues` is the way in."""

from nlu.core.lexicon.cues import CUES, read_cues

__all__ = ["CUES", "read_cues"]
