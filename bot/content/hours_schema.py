"""The format of hours.yaml: when somebody is to be at the desk, and in which slots somebody can be called."""

import re
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.content.schema import Strict
from bot.model import BOOK_AHEAD

SLOTS = ("15m", "30m", "1h")
MOST_LEAD_MINUTES = 48 * 60
MOST_AHEAD_MINUTES = BOOK_AHEAD // timedelta(minutes=1)
_SPAN = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)")
_LENGTH = re.compile(r"([1-9][0-9]{0,3})([mhd])")
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}


def _a_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("E006", "expected a date such as 2026-11-22") from None
    return text


def _a_span(text: str) -> str:
    if not _SPAN.fullmatch(text):
        raise PydanticCustomError("E802", 'expected hours such as "09:00-12:30"')
    return text


def minutes_in(text: str) -> int:
    """Return how many minutes a length of time has, such as `30m`, `2h` or `7d`; 0 for what is none."""
    match = _LENGTH.fullmatch(text)
    return int(match[1]) * _MINUTES[match[2]] if match else 0


def _a_slot(text: str) -> str:
    if text not in SLOTS:
        raise PydanticCustomError("E806", "a slot is 15m, 30m or 1h long")
    return text


def _a_lead(text: str) -> str:
    if text.endswith("d") or not 0 < minutes_in(text) <= MOST_LEAD_MINUTES:
        raise PydanticCustomError("E806", "expected a length of time of at most 48h, such as 30m or 2h")
    return text


def _days_ahead(text: str) -> str:
    if not text.endswith("d") or not 0 < minutes_in(text) <= MOST_AHEAD_MINUTES:
        raise PydanticCustomError("E806", "expected days, from 1d to 14d")
    return text


Day = Annotated[str, AfterValidator(_a_day)]
"""A date as a key."""
_OF_A_DAY = 'From when to when: ["09:00-12:30"]; one that ends before it begins goes on into the night after.'
Spans = Annotated[
    list[Annotated[str, AfterValidator(_a_span)]], Field(max_length=12, description=f"{_OF_A_DAY} [] is closed.")
]


class Week(Strict):
    """The hours of each day; a day without any is closed."""

    monday: Spans = Field(default_factory=list)
    tuesday: Spans = Field(default_factory=list)
    wednesday: Spans = Field(default_factory=list)
    thursday: Spans = Field(default_factory=list)
    friday: Spans = Field(default_factory=list)
    saturday: Spans = Field(default_factory=list)
    sunday: Spans = Field(default_factory=list)

    @property
    def days(self) -> tuple[list[str], ...]:
        """The hours of all seven, Monday first."""
        return self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday


class Callbacks(Strict):
    """In which slots somebody can be called."""

    slot: Annotated[
        str,
        AfterValidator(_a_slot),
        WithJsonSchema({"enum": list(SLOTS), "description": "How long a slot is; they begin that far apart."}),
    ] = "1h"
    lead: Annotated[
        str,
        AfterValidator(_a_lead),
        WithJsonSchema(
            {
                "type": "string",
                "pattern": "^[1-9][0-9]*[mh]$",
                "description": "No slot begins sooner than this; at most 48h.",
            }
        ),
    ] = "2h"
    ahead: Annotated[
        str,
        AfterValidator(_days_ahead),
        WithJsonSchema(
            {
                "type": "string",
                "pattern": "^([1-9]|1[0-4])d$",
                "description": "No slot is on a later day than this many after today; at most 14d.",
            }
        ),
    ] = "7d"


class HoursFile(Strict):
    """hours.yaml: when somebody is to be at the desk; a bundle may go without, and then no text tells a time."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    week: Week = Field(default_factory=Week, description='The hours of each day, as monday: ["09:00-12:30"].')
    holidays: Literal["closed", "open"] = Field(
        default="closed", description="Whether a public holiday of AJAR_COUNTRY is closed, or a day like any other."
    )
    exceptions: Annotated[dict[Day, Spans], Field(max_length=1_000)] = Field(
        default_factory=dict,
        description="The hours of single days, by date; [] for closed. They win over the week and over holidays.",
    )
    callbacks: Callbacks | None = Field(
        default=None, description="In which slots somebody can be called; left out: of 1h, after 2h, 7d ahead."
    )

    @property
    def means_any(self) -> bool:
        """Tell whether there is anything in it that is not so without it."""
        return self.tells_any or self.callbacks is not None

    @property
    def tells_any(self) -> bool:
        """Tell whether there is any hour in it."""
        return any((*self.week.days, *self.exceptions.values()))


NO_HOURS = HoursFile(schema=1)
"""Of a bundle without that file."""
