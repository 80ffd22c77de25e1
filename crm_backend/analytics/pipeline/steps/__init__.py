"""The steps of a run, one file each; `make_steps` lists them."""

from crm_backend.analytics.pipeline.step import Step
from crm_backend.analytics.pipeline.steps.churn import ChurnStep
from crm_backend.analytics.pipeline.steps.contacts import ContactsStep
from crm_backend.analytics.pipeline.steps.demand import DemandStep
from crm_backend.analytics.pipeline.steps.drift import DriftStep
from crm_backend.analytics.pipeline.steps.experiments import ExperimentsStep
from crm_backend.analytics.pipeline.steps.feedback import FeedbackStep
from crm_backend.analytics.pipeline.steps.freshness import FreshnessStep
from crm_backend.analytics.pipeline.steps.offers import OffersStep
from crm_backend.analytics.pipeline.steps.quality import QualityStep
from crm_backend.analytics.pipeline.steps.sales import SalesStep
from crm_backend.analytics.pipeline.steps.sequences import NextStep
from crm_backend.analytics.pipeline.steps.value import SegmentsStep, ValueStep
from kernel.errors import Invalid


def make_steps() -> list[Step]:
    """Return all steps."""
    return [
        QualityStep(),
        FreshnessStep(),
        SalesStep(),
        ContactsStep(),
        ValueStep(),
        SegmentsStep(),
        ChurnStep(),
        NextStep(),
        DemandStep(),
        FeedbackStep(),
        OffersStep(),
        ExperimentsStep(),
        DriftStep(),  # last: it looks at what the others scored
    ]


def choose_steps(names: list[str]) -> list[Step]:
    """Return the steps named and those they need; all where none is named. Raises `Invalid`."""
    steps = {step.name: step for step in make_steps()}
    if not names:
        return list(steps.values())
    strange = sorted(set(names) - set(steps))
    if strange:
        raise Invalid(f"There is no step {strange[0]!r}. There are: {', '.join(steps)}.")
    wanted: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name in steps and name not in wanted:
            wanted.add(name)
            left += steps[name].needs
    return [step for name, step in steps.items() if name in wanted]
