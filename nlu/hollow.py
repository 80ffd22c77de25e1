"""Stands in for TensorFlow where no component computes with it.

Rasa's modules import TensorFlow whether a pipeline needs it or not: 10 of 13 s of a start and
400 of 600 MB, measured. `leave_out_tensorflow` puts hollow modules in its place: their names can
be imported and subclassed, and calling one raises. A pipeline with any component that is not known
to do without gets the real one.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import yaml

PACKAGES = frozenset({"tensorflow", "tensorflow_hub", "tensorflow_text", "tensorboard", "keras"})
# Components of Rasa's that were seen to train, load and answer on the hollow modules.
FREE = frozenset(
    {
        "CountVectorsFeaturizer",
        "CRFEntityExtractor",
        "EntitySynonymMapper",
        "FallbackClassifier",
        "JiebaTokenizer",
        "KeywordIntentClassifier",
        "LexicalSyntacticFeaturizer",
        "LogisticRegressionClassifier",
        "MemoizationPolicy",
        "AugmentedMemoizationPolicy",
        "RegexEntityExtractor",
        "RegexFeaturizer",
        "RulePolicy",
        "WhitespaceTokenizer",
    }
)
OURS = ("nlu.components.",)


class TensorFlowLeftOut(RuntimeError):
    """Something wanted to compute with TensorFlow although no component was known to."""


class Hollow(type):
    """A class whose every attribute is another one, and that makes no instance."""

    def __getattr__(cls, name: str) -> Hollow:
        return grow(cls, name)

    def __call__(cls, *_: Any, **__: Any) -> NoReturn:
        raise TensorFlowLeftOut(
            f"TensorFlow was left out, yet {cls.__name__} was called: add the component that "
            "needs it to no list of nlu/hollow.py, and the real one will be loaded."
        )

    def __getitem__(cls, _key: object) -> Hollow:
        return cls

    def __or__(cls, _other: object) -> Hollow:
        return cls

    __ror__ = __or__


def grow(owner: Any, name: str) -> Hollow:
    """Give `owner` an attribute of this name and return it."""
    if name.startswith("__"):
        raise AttributeError(name)
    made = Hollow(name, (), {})
    setattr(owner, name, made)
    return made


class HollowModule(ModuleType):
    """A module that has whatever is asked of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Hollow:
        return grow(self, name)


class HollowFinder(MetaPathFinder, Loader):
    """Finds hollow modules for the packages of TensorFlow, before anybody finds the real ones."""

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        """Return a specification for TensorFlow's modules, none for others."""
        if fullname.partition(".")[0] in PACKAGES:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module."""
        return HollowModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


def needs_tensorflow(config: dict[str, Any]) -> bool:
    """Tell whether a configuration names a component not known to do without TensorFlow."""
    listed = [config.get("pipeline") or [], config.get("policies") or []]
    if not all(isinstance(parts, list) for parts in listed):
        return True
    parts = [part for group in listed for part in group]
    names = [str(part.get("name") if isinstance(part, dict) else part) for part in parts]
    # Where one of the two is not listed, Rasa takes its own: DIET, TED.
    return not all(listed) or any(name not in FREE and not name.startswith(OURS) for name in names)


def read_needs(config: Path) -> bool:
    """Tell whether the configuration in a file needs TensorFlow; an unreadable one may."""
    try:
        read = yaml.safe_load(config.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return True  # Rasa will say what is wrong with it
    return not isinstance(read, dict) or needs_tensorflow(read)


def leave_out_tensorflow() -> None:
    """Put the hollow modules in place; must run before Rasa is imported, and counts once."""
    is_done = any(isinstance(finder, HollowFinder) for finder in sys.meta_path)
    if not is_done and "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, HollowFinder())
