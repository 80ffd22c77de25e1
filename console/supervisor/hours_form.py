"""The form of the business hours: what is typed into it, and what that means. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.handoff.hours import DAYS, Hours
from console.forms import text_of

LEAST_SPANS = 2  # pairs of fields a day at least: a morning and an afternoon
SPARE_HOLIDAYS = 2  # empty lines below the holidays
MOST_SPANS = 12


@dataclass
class HoursForm:
    """The fields as texts. Each day has pairs of times, each holiday a day and a name."""

    zone: str = "UTC"
    is_always: bool = True
    days: list[list[tuple[str, str]]] = field(default_factory=lambda: [[] for _ in range(DAYS)])
    holidays: list[tuple[str, str]] = field(default_factory=list)


def show_hours(hours: Hours) -> HoursForm:
    """Return the form that shows hours."""
    week = hours.week or ((),) * DAYS
    return HoursForm(
        zone=hours.zone,
        is_always=not hours.week,
        days=[[_split(span) for span in sorted(day)] for day in week],
        holidays=[
            (day.isoformat(), hours.holiday_names.get(day, "")) for day in sorted(hours.holidays)
        ],
    )


def _split(span: str) -> tuple[str, str]:
    begins, ends = span.split("-")
    return begins, "00:00" if ends == "24:00" else ends  # a field of time knows no 24:00


def read_form(form: Mapping[str, Any]) -> HoursForm:
    """Return what was typed: fields `d0_from_0`, `d0_to_0`, …, `h_day_0`, `h_name_0`, …"""

    days = [
        [
            (text_of(form, f"d{day}_from_{place}"), text_of(form, f"d{day}_to_{place}"))
            for place in range(MOST_SPANS)
            if text_of(form, f"d{day}_from_{place}") or text_of(form, f"d{day}_to_{place}")
        ]
        for day in range(DAYS)
    ]
    count = sum(name.startswith("h_day_") for name in form)
    holidays = [
        (text_of(form, f"h_day_{place}"), text_of(form, f"h_name_{place}"))
        for place in range(count)
        if text_of(form, f"h_day_{place}") or text_of(form, f"h_name_{place}")
    ]
    return HoursForm(text_of(form, "zone"), text_of(form, "mode") != "week", days, holidays)


def make_body(form: HoursForm) -> dict[str, Any]:
    """Return what the form says as the body of the HTTP API, to be checked as that is.

    A span that ends at 00:00 ends with the day.
    """
    holidays = dict(sorted(form.holidays))
    return {
        "zone": form.zone,
        "week": [] if form.is_always else [_join(day) for day in form.days],
        "holidays": list(holidays),
        "holiday_names": {day: name for day, name in holidays.items() if name and day},
    }


def _join(day: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(f"{begins}-{'24:00' if ends == '00:00' else ends}" for begins, ends in day)


def pad(form: HoursForm, more: str = "") -> HoursForm:
    """Return the form with empty fields to write into; `more` is where another was asked for."""
    days = []
    for place, day in enumerate(form.days):
        wanted = max(LEAST_SPANS, len(day) + (1 if more == f"d{place}" else 0))
        days.append(day + [("", "")] * (min(wanted, MOST_SPANS) - len(day)))
    spare = SPARE_HOLIDAYS + (SPARE_HOLIDAYS if more == "holidays" else 0)
    return HoursForm(form.zone, form.is_always, days, form.holidays + [("", "")] * spare)
