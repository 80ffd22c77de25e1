"""Which of the two buying models is taken, and the model of value that comes of it."""

from typing import Any

from crm_backend.analytics.value.buying import KINDS, Kind
from crm_backend.analytics.value.fitting import fit_buying, fit_spending
from crm_backend.analytics.value.model import ValueModel
from crm_backend.analytics.value.summary import UNITS, Summary, count_later, summarize
from crm_backend.analytics.value.transactions import Purchases
from kernel.errors import Invalid


def choose_kind(purchases: Purchases, unit: str) -> tuple[Kind, str]:
    """Return the kind that gave the last third of the time the greater probability.

    The purchases are those that may be learned from: nothing that is reported on later. Where they
    are too short or too few to hold anything out, the likelier kind in sample is taken.
    """
    cut = purchases.end - (purchases.end - int(purchases.days.min())) // 3
    horizon = (purchases.end - cut) / UNITS[unit]
    try:
        before = summarize(purchases.until(cut), unit=unit)
        counts, _ = count_later(purchases, after=cut, until=purchases.end)
        values = {
            kind: float(fit_buying(before, kind)[0].log_chance(before, counts, horizon).mean())
            for kind in KINDS
        }
        how = "the last third of what was learned from"
    except Invalid:
        whole = summarize(purchases, unit=unit)
        values = {kind: fit_buying(whole, kind)[1].log_likelihood / len(whole) for kind in KINDS}
        how = "the likelihood in sample (too little to hold anything out for it)"
    best = max(KINDS, key=lambda kind: values[kind])
    told = ", ".join(f"{kind} {value:.4f}" for kind, value in values.items())
    return best, f"{best} was chosen by {how}: mean log probability {told}."


def fit_model(customers: Summary, kind: Kind, unit: str) -> tuple[ValueModel, dict[str, Any]]:
    """Return a model of value and how its two fits went.

    Where the fit of a kind does not converge the other kind is taken, which is noted. Raises
    `Invalid` where neither does: figures of such a model would mean nothing.
    """
    buying, bought = fit_buying(customers, kind)
    notes = []
    if not bought.converged:
        other = next(one for one in KINDS if one != kind)
        buying, bought = fit_buying(customers, other)
        if not bought.converged:
            raise Invalid(
                f"Neither {kind} nor {other} can be fitted to these purchases: no top was found. "
                "Bring a longer history, or look whether dates are right."
            )
        notes.append(f"The fit of {kind} did not converge: {other} is taken instead.")
    spending, spent = fit_spending(customers)
    model = ValueModel(
        unit,
        buying,
        spending,
        tuple(map(tuple, bought.covariance.tolist())),
        tuple(map(tuple, spent.covariance.tolist())),
    )
    return model, {
        "buying": bought.to_dict(),
        "spending": spent.to_dict(),
        "notes": [*notes, *bought.notes, *spent.notes],
    }
