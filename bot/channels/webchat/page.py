"""The page and its files, made once at the start; every text of it stands in words.json, in every language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined

from bot.model import LANGUAGES, Language

_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FILES: Final = ("page.css", "chat.css", "chat.js", "link.js", "icon.svg")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the page asks for."""

    content_type: str
    body: bytes


def words() -> Mapping[Language, Mapping[str, str]]:
    """Return the texts of the page by language and name."""
    found: dict[Language, dict[str, str]] = json.loads(_read("words.json"))
    return {language: found[language] for language in LANGUAGES}


def pages(leave_to: str, *, is_practice: bool = False) -> Mapping[Language, str]:
    """Make the page in every language.

    Args:
        leave_to: The address of the harmless page that "leave this page" goes to.
        is_practice: The page says that it is for practice, always in sight.
    """
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_read("page.html"))
    texts = words()
    return {
        language: template.render(
            language=language, words=texts[language], all_words=texts, leave_to=leave_to, is_practice=is_practice
        )
        for language in LANGUAGES
    }


def assets() -> Mapping[str, Asset]:
    """Return the files of the page by name."""
    return {name: Asset(_TYPES[name.rpartition(".")[2]], _read(name).encode()) for name in _FILES}


def choose_language(accept_language: str) -> Language:
    """Return the language of ours that the browser likes best; Dutch if it likes none. Never fails on a bad header."""
    best, best_weight = LANGUAGES[0], 0.0
    for entry in accept_language.split(",")[:20]:
        tag, _, parameter = entry.partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
