"""When people answer: hours of the week, holidays, the next opening. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from crm_backend.text import FilledLine

DAYS = 7
MAX_HOLIDAYS = 200
LOOKED_AHEAD = 30  # days: whoever is closed longer has no hours

# "09:00-17:30", times of the day in the desk's zone; "24:00" is the end of the day.
SPAN = r"^([01]\d|2[0-3]):[0-5]\d-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$"


def _check_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("zone_unknown", "is no time zone; write one like Europe/Berlin")
    return name


Name = Annotated[FilledLine, Field(max_length=60)]
Span = Annotated[str, Field(pattern=SPAN)]
Zone = Annotated[str, AfterValidator(_check_zone)]


class Hours(BaseModel):
    """The week from Monday, each day a list of spans; without a week the desk is always open.

    On a holiday it is closed, whatever day that is. `holiday_names` tells what some of them are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: Zone = "UTC"
    week: tuple[tuple[Span, ...], ...] = ()
    holidays: Annotated[tuple[date, ...], Field(max_length=MAX_HOLIDAYS)] = ()
    holiday_names: dict[date, Name] = {}

    @model_validator(mode="after")
    def _check(self) -> "Hours":
        if self.week and len(self.week) != DAYS:
            raise ValueError("the week has seven days, Monday first; a free day is []")
        for span in (one for day in self.week for one in day):
            begins, ends = span.split("-")
            if begins >= ends:
                raise PydanticCustomError(
                    "span_reversed",
                    "{span} ends before it begins; write two spans over midnight",
                    {"span": span},
                )
        if strange := sorted(self.holiday_names.keys() - set(self.holidays)):
            raise PydanticCustomError(
                "name_alone",
                "{day} has a name and is no holiday",
                {"day": strange[0].isoformat()},
            )
        return self

    def is_open(self, at: datetime) -> bool:
        """Tell whether people answer at a moment."""
        local = at.astimezone(ZoneInfo(self.zone))
        if not self.week:
            return local.date() not in self.holidays
        return any(begins <= at < ends for begins, ends in self._list_spans(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when people answer again, in UTC; None where they do now or not within a month."""
        if self.is_open(at):
            return None
        today = at.astimezone(ZoneInfo(self.zone)).date()
        for day in range(LOOKED_AHEAD):
            for begins, _ends in self._list_spans(today + timedelta(days=day)):
                if begins > at:
                    return begins
        return None

    def _list_spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the spans of a day as moments in UTC, the earliest first."""
        if day in self.holidays:
            return []
        if not self.week:
            return [(self._at(day, "00:00"), self._at(day, "24:00"))]
        spans = [span.split("-") for span in self.week[day.weekday()]]
        return sorted((self._at(day, begins), self._at(day, ends)) for begins, ends in spans)

    def _at(self, day: date, clock: str) -> datetime:
        if clock == "24:00":
            day, clock = day + timedelta(days=1), "00:00"
        local = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(self.zone))
        return local.astimezone(UTC)
