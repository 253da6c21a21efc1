"""The words of the sheet, from `words.yaml`, and numbers, shares and lengths of time as a language writes them."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

import msgspec

from bot.figures.sheet import Percent
from bot.model import Language
from bot.model.event_log import PARTS_OF_DAY

HIDDEN = "*"
"""How a count is printed that is not shown."""
Called = Callable[[str], str]
"""Returns how something is called that the sheet has no word for, such as an outcome."""
_MINUTE, _HOUR, _ALL = 60, 3600, 100


def part_of_day(part: int) -> str:
    """Return the hours of a part of the day."""
    hours = 24 // PARTS_OF_DAY
    return f"{part * hours}–{(part + 1) * hours}"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in every language."""

    nl: str
    en: str
    fr: str


@cache
def read() -> Mapping[str, Text]:
    """Read the file, once for all languages."""
    return msgspec.yaml.decode(files("bot.ops.report").joinpath("words.yaml").read_bytes(), type=dict[str, Text])


class Words:
    """Says things in one language."""

    def __init__(self, language: Language, called: Called) -> None:
        """Take the language, and who knows what is called how elsewhere at the desk."""
        self.language = language
        self._called = called

    def say(self, key: str, **values: str | int) -> str:
        """Return one text with its places filled in."""
        text: str = getattr(read()[key], self.language)
        return text.format(**values)

    def name(self, figure: str) -> str:
        """Return what a row is called: a figure, or one value of a dimension."""
        dimension, _, value = figure.partition(".")
        if f"name.{figure}" in read():
            return self.say(f"name.{figure}")
        if value == "unknown":
            return self.say("value.unknown")
        if f"value.{figure}" in read():
            return self.say(f"value.{figure}")
        if dimension in {"part", "seats"}:
            return f"{part_of_day(int(value))} {self.say('hour')}"
        return self._called(figure)

    def count(self, count: int | None) -> str:
        """Return a count as it is printed."""
        if count is None:
            return HIDDEN
        apart = {"nl": ".", "en": ",", "fr": "\N{NARROW NO-BREAK SPACE}"}[self.language]
        return f"{count:,}".replace(",", apart)

    def number(self, number: float | None) -> str:
        """Return an average with one decimal."""
        if number is None:
            return self.say("none")
        return f"{number:.1f}" if self.language == "en" else f"{number:.1f}".replace(".", ",")

    def percent(self, share: Percent | None) -> str:
        """Return a share as far as it is known."""
        if share is None:
            return HIDDEN
        sign = "\N{NARROW NO-BREAK SPACE}%" if self.language == "fr" else "%"
        if share.at_least == share.at_most:
            return f"{share.at_least}{sign}"
        if share.at_most == _ALL:
            return self.say("at_least", share=f"{share.at_least}{sign}")
        if share.at_least == 0:
            return self.say("at_most", share=f"{share.at_most}{sign}")
        return f"{share.at_least}–{share.at_most}{sign}"

    @staticmethod
    def length(seconds: int | None) -> str:
        """Return a length of time."""
        if seconds is None:
            return HIDDEN
        hours, rest = divmod(seconds, _HOUR)
        minutes, left = divmod(rest, _MINUTE)
        if hours:
            return f"{hours}:{minutes:02}:{left:02} h"
        return f"{minutes}:{left:02} min" if minutes else f"{left} s"
