"""scikit-learn's own checks, as far as they apply to estimators that read texts."""

from typing import Any

import pytest
from sklearn.base import BaseEstimator
from sklearn.utils import estimator_checks

from nlu.core.classifier import TextClassifier
from nlu.core.grams import GramVectorizer
from nlu.core.intent import IntentModel
from nlu.core.intent_head import IntentHead
from nlu.core.policy import NextActionModel
from nlu.core.sentiment import MoodClassifier

ESTIMATORS = (
    *(TextClassifier, IntentHead, IntentModel, MoodClassifier, GramVectorizer, NextActionModel),
)
# Those that fit on arrays of numbers do not apply.
CHECKS = (
    *("check_get_params_invariance", "check_set_params", "check_no_attributes_set_in_init"),
    "check_parameters_default_constructible",
)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("kind", ESTIMATORS)
def test_estimator_follows_the_conventions(kind: type[BaseEstimator], check: str) -> None:
    run: Any = getattr(estimator_checks, check)
    run(kind.__name__, kind())
