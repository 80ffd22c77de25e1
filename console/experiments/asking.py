"""The form of a new experiment: as it was typed, and what it says."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field

from console.forms import CLEAN
from crm_backend.analytics.experiments.models import Subject
from crm_backend.analytics.experiments.registry import METRICS, SUBJECTS
from crm_backend.analytics.experiments.service import MOST_ARMS, Draft
from kernel.errors import Invalid

Text = Annotated[str, Field(max_length=200), CLEAN]
LINES = 4  # arms that the form has room for


class Asked(BaseModel):
    """The fields as they came, all of them words; empty ones mean the usual."""

    name: Text = ""
    key: Text = ""
    hypothesis: Annotated[str, Field(max_length=2_000), CLEAN] = ""
    subject: Text = "recommendation"
    target: Text = "chat"
    arm: Annotated[list[Text], Field(max_length=MOST_ARMS)] = ["control", "new"]
    share: Annotated[list[Text], Field(max_length=MOST_ARMS)] = ["50", "50"]
    primary: Text = "spend"
    secondary: Annotated[list[Text], Field(max_length=len(METRICS))] = []
    window: Text = "14"
    lift: Text = "5"
    looks: Text = "3"
    cap: Text = ""
    customers: Text = ""
    plan: Text = ""

    def lines(self) -> list[tuple[str, str]]:
        """Return the arms' names and shares as the form shows them, with empty lines below."""
        shares = [*self.share, *[""] * len(self.arm)]
        lines = list(zip(self.arm, shares, strict=False))
        return [*lines, *[("", "")] * (LINES - len(lines))]

    def arms(self) -> dict[str, float]:
        """Return the arms and their shares, which are typed in percent. Raises `Invalid`."""
        named = [(name.strip().lower(), share) for name, share in self.lines() if name.strip()]
        arms = {name: read_number(share, "shares") / 100 for name, share in named}
        if len(arms) < len(named):
            raise refuse("arms")
        return arms

    def subject_name(self) -> Subject:
        """Return what is tried; raise `Invalid` for what cannot be."""
        for one in SUBJECTS:
            if one == self.subject:
                return one
        raise refuse("subject")

    def metric_name(self) -> str:
        """Return the primary metric; raise `Invalid` for one that is not measured."""
        if self.primary not in METRICS:
            raise refuse("metrics")
        return self.primary

    def numbers(self) -> tuple[int, float, int]:
        """Return days of measuring, the lift as a share, and looks. Raises `Invalid`."""
        days, looks = read_number(self.window, "window"), read_number(self.looks, "looks")
        if not 1 <= days <= 180 or not 1 <= looks <= 20:
            raise refuse("window" if not 1 <= days <= 180 else "looks")
        return int(days), read_number(self.lift, "lift") / 100, int(looks)

    def customers_typed(self) -> int | None:
        """Return how many customers were typed, None for none. Raises `Invalid`."""
        return int(read_number(self.customers, "customers")) if self.customers.strip() else None

    def draft(self, customers: int, plan: Mapping[str, object]) -> Draft:
        """Return the experiment it describes. Raises `Invalid`."""
        days, lift, looks = self.numbers()
        return Draft(
            key=self.key.strip(),
            name=self.name,
            subject=self.subject_name(),
            target=self.target,
            arms=self.arms(),
            primary_metric=self.metric_name(),
            secondary_metrics=tuple(one for one in self.secondary if one != self.primary),
            window_days=days,
            lift=lift,
            looks=looks,
            customers=customers,
            hypothesis=self.hypothesis,
            cap=read_number(self.cap, "cap") / 100 if self.cap.strip() else None,
            plan=plan,
        )


def read_number(text: str, what: str) -> float:
    """Return a number as it was typed, with a percent sign or without; raise `Invalid`."""
    try:
        number = float(text.strip().rstrip("%％").replace(",", "."))
    except ValueError as error:
        raise refuse(what) from error
    if not -1e9 < number < 1e9:
        raise refuse(what)
    return number


def refuse(what: str) -> Invalid:
    """Return the error for a field that cannot be taken; `what` names its words."""
    return Invalid("The form holds something that cannot be.", what=what)
