"""What a look at a running experiment finds, and what the past says of one that is planned.

Loads heavy libraries: `service` does so when it is first asked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.analysis import analyse
from crm_backend.analytics.experiments.measuring import (
    count_arrivals,
    draw_past,
    keep_measured,
    measure,
)
from crm_backend.analytics.experiments.models import Experiment, Subject
from crm_backend.analytics.experiments.planning import Plan, plan
from crm_backend.analytics.experiments.reading import (
    Span,
    read_activity,
    read_events,
    read_exposures,
)
from crm_backend.analytics.experiments.registry import METRICS, SUBJECTS
from crm_backend.analytics.experiments.results import Analysis, Sentence
from crm_backend.analytics.experiments.sample import Design, Metric
from kernel.errors import Invalid

PAST_DAYS = 90  # of which the traffic and the metric are read before an experiment starts


def analyse_now(
    session: Session,
    found: Experiment,
    *,
    information: tuple[float, ...],
    looks: int,
    now: datetime,
) -> Analysis:
    """Return the analysis of the customers whose window is over by now."""
    exposures = read_exposures(session, experiment_id=found.id)
    exposures = keep_measured(exposures, window_days=found.window_days, now=now)
    span = timedelta(days=found.window_days)
    first = found.started_at or now
    metrics, notes = list[Metric](), list[Sentence]()
    for name in (found.primary_metric, *found.secondary_metrics):
        how = METRICS[name]
        events, foreign = read_events(session, how.events, Span(first - span, now))
        metrics.append(measure(name, how, exposures, events, window_days=found.window_days))
        if foreign and not notes:
            notes.append(Sentence("currency", {"n": foreign}))
    design = Design(
        control=found.control,
        shares=found.shares,
        looks=looks,
        information=information,
        cap=found.cap,
    )
    made = analyse(exposures["arm"].to_numpy(dtype=str), metrics, design)
    return Analysis(**{**vars(made), "notes": (*made.notes, *notes)})


def plan_from_past(
    session: Session,
    *,
    subject: Subject,
    metric: str,
    window_days: int,
    lift: float,
    shares: Sequence[float],
    looks: int,
    now: datetime,
) -> Plan:
    """Return what an experiment takes, from the traffic and the metric of the past 90 days.

    Raises `Invalid` where the past says nothing.
    """
    how, window = METRICS[metric], timedelta(days=window_days)
    start = now - timedelta(days=PAST_DAYS)
    activity = read_activity(session, Span(start, now))
    if activity.empty:
        raise Invalid("Nobody was there in the past 90 days: nothing can be planned from that.")
    arrivals = count_arrivals(activity, start=start, days=PAST_DAYS)
    if SUBJECTS[subject].is_at_once:
        arrivals = [sum(arrivals)]
    earlier = Span(start - window, now - window)
    past = draw_past(read_activity(session, earlier))
    events, _foreign = read_events(session, how.events, Span(earlier.start - window, now))
    known = measure(metric, how, past, events, window_days=window_days)
    return plan(tidy(known), lift=lift, shares=shares, looks=looks, arrivals=arrivals)


def tidy(metric: Metric) -> Metric:
    """Return a metric without what was known before where that never varies."""
    is_flat = metric.before is None or not len(metric.before) or np.ptp(metric.before) == 0
    fields: dict[str, Any] = vars(metric) | ({"before": None} if is_flat else {})
    return Metric(**fields)
