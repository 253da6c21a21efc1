"""Free slots as somebody chooses them: first the day, then perhaps the part of the day, then the time. Pure.

A list holds ids alone, and each id says what it is, so a list that was shown can be shown again and answered later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.flows.calls import NONE_FITS
from bot.flows.days import day_in_words
from bot.flows.replies import Labels, chosen
from bot.flows.slots import times_in_words
from bot.flows.values.canonical import InputType
from bot.flows.values.limits import NO_LIMITS
from bot.flows.values.reading import Reader
from bot.flows.words import spellings
from bot.handover.slots import part_of, told_of
from bot.model import Language, Slot, ToldSlot, Value, slot_of

BACK = "back"
"""Leads from the times of a day back to the days."""
MOST_TIMES = 8
"""A day with more of them is asked for in parts."""
_KINDS: tuple[InputType, ...] = ("time", "date")


def options_of(slots: Sequence[Slot], within: str, zone: tzinfo) -> tuple[str, ...]:
    """Return what can be chosen from free slots; nothing where none is free.

    Args:
        slots: All that are free, by their start.
        within: The day, or the part of one, that was chosen; empty, or one in which none is free any more: the days.
        zone: On whose clock days are told.
    """
    days = dict.fromkeys(_day_id(slot, zone) for slot in slots)
    here = [slot for slot in slots if within in {_day_id(slot, zone), _part_id(slot, zone)}]
    if not here:
        return (*days, NONE_FITS) if days else ()
    parts = dict.fromkeys(_part_id(slot, zone) for slot in here)
    if len(here) > MOST_TIMES and within not in parts and len(parts) > 1:
        return (*parts, BACK, NONE_FITS)
    return (*(slot.id for slot in here), BACK, NONE_FITS)


@dataclass(frozen=True, slots=True)
class SlotWords:
    """How days and times are told to somebody.

    Attributes:
        say: Returns a text of wording.yaml in their language.
        zone: On whose clock.
    """

    say: Callable[[str], str]
    language: Language
    zone: tzinfo

    def question(self, options: Sequence[str]) -> str:
        """Return what is asked above a list."""
        first = options[0]
        slot, day = slot_of(first), _day_of(first)
        if slot is not None:
            return self._below(_told(slot, self.zone).wall.date(), "call_time")
        if day is not None and "_" in first:
            return self._below(day, "call_part")
        return self.say("call_day")

    def label(self, option: str) -> str:
        """Return the words on an option."""
        slot, day = slot_of(option), _day_of(option)
        if slot is not None:
            return times_in_words(_told(slot, self.zone), self.language)
        if day is None:
            return self.say("call_none" if option == NONE_FITS else "call_back")
        _, _, part = option.partition("_")
        return self.say(f"call_{part}") if part else day_in_words(day, self.language)

    def meant(self, text: str, options: Sequence[str], reader: Reader) -> str | None:
        """Return the option that a text means: the number as shown, a day, a time, or words of the label."""
        spelled, labels = spellings(text), Labels({option: self.label(option) for option in options})
        if spelled[0].isdecimal():  # the number before an option comes first, as in every list
            return chosen(spelled, labels, options)
        times, days = (frozenset(reader.read(text, kind, NO_LIMITS)) for kind in _KINDS)
        pointed = [option for option in options if _starts(option, self.zone) & (times | days)]
        return pointed[0] if len(pointed) == 1 else chosen(spelled, labels, options)

    def _below(self, day: date, key: str) -> str:
        named = day_in_words(day, self.language)
        return f"{named[:1].upper()}{named[1:]}. {self.say(key)}"


def _starts(option: str, zone: tzinfo) -> frozenset[Value]:
    """Return the day or the time that an option names, as a reader reads one."""
    slot, day = slot_of(option), _day_of(option)
    if slot is not None:
        return frozenset({_told(slot, zone).wall.time().isoformat("minutes")})
    return frozenset() if day is None else frozenset({day.isoformat()})


def _told(slot: Slot, zone: tzinfo) -> ToldSlot:
    return told_of(slot, zone, zone_name=str(zone))


def _day_id(slot: Slot, zone: tzinfo) -> str:
    return f"d{_told(slot, zone).wall:%Y%m%d}"


def _part_id(slot: Slot, zone: tzinfo) -> str:
    return f"{_day_id(slot, zone)}_{part_of(_told(slot, zone).wall)}"


def _day_of(option: str) -> date | None:
    """Return the day of the id of a day or of a part of one."""
    digits = option.partition("_")[0].removeprefix("d")
    return date.fromisoformat(digits) if option.startswith("d") and digits.isdecimal() else None
