"""A service's own look of the page: colours that can be read, and neutral words of its own. Reads no file by itself."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Annotated, Final

from msgspec import Meta, Struct, ValidationError, convert

from bot.errors import SettingsError
from bot.flows.checks.manner import remarks_on_bubble
from bot.model import LANGUAGES, Language

WHERE: Final = "AJAR_WEB_THEME"
LONGEST_TITLE, LONGEST_HEADING = 40, 60

Colour = Annotated[str, Meta(pattern=r"\A#[0-9a-fA-F]{6}\Z")]
_LIGHT: Final = {
    "paper": "#f7f5f1",
    "raised": "#ffffff",
    "ink": "#23282b",
    "quiet": "#5a6266",
    "line": "#d8d3c9",
    "edge": "#83898b",
    "accent": "#1f5c57",
    "on_accent": "#ffffff",
    "own": "#dfebe6",
    "leave": "#3a4043",
    "on_leave": "#ffffff",
}
_DARK: Final = {
    "paper": "#17191b",
    "raised": "#222629",
    "ink": "#e8e5df",
    "quiet": "#a9adad",
    "line": "#353a3d",
    "edge": "#7d8487",
    "accent": "#8fc9be",
    "on_accent": "#10201d",
    "own": "#24403b",
    "leave": "#d9d5cd",
    "on_leave": "#1b1e20",
}
"""As in page.css."""
_READ: Final = (
    *(("ink", "paper"), ("ink", "raised"), ("ink", "own"), ("quiet", "paper")),
    *(("on_accent", "accent"), ("on_leave", "leave")),
)
"""What is read, and on what: 4.5 to 1 at least (WCAG 1.4.3)."""
_SEEN: Final = (("edge", "paper"), ("edge", "raised"), ("accent", "paper"), ("accent", "raised"))
"""What has to be seen, and on what: 3 to 1 at least (WCAG 1.4.11)."""
_TO_READ, _TO_SEE = 4.5, 3.0


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file; everything may be left out."""

    title: dict[str, Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE)]] = {}
    heading: dict[str, Annotated[str, Meta(min_length=1, max_length=LONGEST_HEADING)]] = {}
    light: dict[str, Colour] = {}
    dark: dict[str, Colour] = {}


@dataclass(frozen=True, slots=True)
class Theme:
    """A look.

    Attributes:
        words: Texts of the page that are the service's own, by language and name: `title` and `heading`.
        light: Colours by name, of a light screen.
        dark: The same of a dark one.
    """

    words: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)
    light: Mapping[str, str] = field(default_factory=lambda: _LIGHT)
    dark: Mapping[str, str] = field(default_factory=lambda: _DARK)

    @property
    def style(self) -> str:
        """The rules that stand behind those of the page."""
        light, dark = _declared(self.light), _declared(self.dark)
        return f":root {{{light}}}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"


class Wrong(StrEnum):
    """What can be wrong with a theme."""

    FORM = "form"
    """It is no TOML, or something in it is no text, no colour or too long."""
    ABROAD = "abroad"
    """Something in it names another host."""
    NAME = "name"
    """A colour or a language that the page does not have."""
    WORDS = "words"
    """What the tab and the history show would betray whoever opened the page."""
    CONTRAST = "contrast"
    """Something could not be read, or not be seen."""


Fault = tuple[Wrong, str]
"""What is wrong, as a kind and in words."""


def read_theme(text: str) -> Theme:
    """Read a theme from TOML.

    Raises:
        SettingsError: names everything that is wrong with it.
    """
    theme, faults = examine(text)
    if theme is None:
        told = "; ".join(what for _, what in faults)
        raise SettingsError(f"The theme can't be used: {told}.", where=WHERE, fix=_FIX)
    return theme


def examine(text: str) -> tuple[Theme | None, list[Fault]]:
    """Return a theme from TOML, or None and everything that is wrong with it."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return None, [(Wrong.FORM, str(fault))]
    abroad = [(Wrong.ABROAD, f"{place} names another host") for place in _places_abroad(given)]
    try:
        found = convert(given, _File)
    except ValidationError as fault:
        return None, [*abroad, (Wrong.FORM, str(fault))]
    light, dark = {**_LIGHT, **found.light}, {**_DARK, **found.dark}
    faults = [
        *abroad,
        *((Wrong.NAME, what) for what in _unknown(found)),
        *((Wrong.WORDS, what) for what in _wrong_words(found)),
        *((Wrong.CONTRAST, what) for what in chain(_hard_to_see("light", light), _hard_to_see("dark", dark))),
    ]
    if faults:
        return None, faults
    own = {"title": found.title, "heading": found.heading}
    words = {
        language: {name: texts[language] for name, texts in own.items() if language in texts} for language in LANGUAGES
    }
    return Theme(words, light, dark), []


_FIX: Final = "docs/web-chat.md, “A look of one's own”, says what a theme holds."
_ADDRESS: Final = re.compile(r"//|url\s*\(|@import|\bwww\.", re.IGNORECASE)


def _places_abroad(given: object, place: str = "") -> Iterator[str]:
    """Yield where something stands that a browser could take for an address, at any depth."""
    if isinstance(given, dict):
        for name, value in given.items():
            yield from _places_abroad(value, f"{place}.{name}" if place else name)
    elif isinstance(given, list):
        for value in given:
            yield from _places_abroad(value, place)
    elif isinstance(given, str) and _ADDRESS.search(given):
        yield place


def _unknown(found: _File) -> Iterator[str]:
    for name in chain(found.light, found.dark):
        if name not in _LIGHT:
            yield f"{name} is no colour of the page"
    for language in chain(found.title, found.heading):
        if language not in LANGUAGES:
            yield f"{language} is no language of the page"


def _wrong_words(found: _File) -> Iterator[str]:
    """Yield what the tab or the history would tell of whoever opened the page."""
    for name, texts in (("title", found.title), ("heading", found.heading)):
        for language, text in texts.items():
            yield from (f"{name} ({language}): {remark.what}" for remark in remarks_on_bubble(text, language))


def _hard_to_see(scheme: str, colours: Mapping[str, str]) -> Iterator[str]:
    for pairs, least in ((_READ, _TO_READ), (_SEEN, _TO_SEE)):
        for front, back in pairs:
            ratio = _contrast(colours[front], colours[back])
            if ratio < least:
                yield f"{scheme}: {front} on {back} has a contrast of {ratio:.1f}, and needs {least}"


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2 reckons it: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _declared(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in colours.items())
