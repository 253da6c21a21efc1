"""The page and its files, made once at the start; every text of it stands in words.json, in every language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import product
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined

from bot.channels.webchat.theme import Theme
from bot.model import LANGUAGES, Language

LEAVE_TO: Final = "https://www.wikipedia.org/"
"""Where "leave this page" goes: nobody wonders why it was opened, and it is up whenever the internet is."""
MOST_WIPES: Final = 5
"""So often one page without a script can be wiped where it stands; each press of a button is a new one."""
_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FILES: Final = ("page.css", "chat.css", "plain.css", "chat.js", "link.js", "icon.svg")
_TEMPLATES: Final = ("page.html", "plain.html", "parts.html")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the page asks for."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Face:
    """What a service can make its own.

    Attributes:
        leave_to: The address of the harmless page that "leave this page" goes to.
        theme: Colours and words of its own; None: those that are shipped.
        is_practice: The page says that it is for practice, always in sight.
    """

    leave_to: str = LEAVE_TO
    theme: Theme | None = None
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The page in every language.

    Attributes:
        whole: The page that begins, and that a script then makes a conversation of.
        plain: The pieces of a conversation without a script, as macros: by language, and whether the browser keeps
            whole forms off its disk when there is a password among their fields.
    """

    whole: Mapping[Language, str] = field(repr=False)
    plain: Mapping[tuple[Language, bool], Any] = field(repr=False)


def words() -> Mapping[Language, Mapping[str, str]]:
    """Return the texts of the page by language and name."""
    found: dict[Language, dict[str, str]] = json.loads(_read("words.json"))
    return {language: found[language] for language in LANGUAGES}


def pages(face: Face) -> Pages:
    """Make the page in every language."""
    templates = Environment(
        loader=DictLoader({name: _read(name) for name in _TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    theme = face.theme or Theme()
    texts = {language: {**said, **theme.words.get(language, {})} for language, said in words().items()}
    own = {
        language: {
            "language": language,
            "words": texts[language],
            "leave_to": face.leave_to,
            "is_practice": face.is_practice,
            "paper": {"light": theme.light["paper"], "dark": theme.dark["paper"]},
            "has_theme": face.theme is not None,
        }
        for language in LANGUAGES
    }
    whole, plain = templates.get_template("page.html"), templates.get_template("plain.html")
    return Pages(
        {language: whole.render(own[language], all_words=texts).lstrip() for language in LANGUAGES},
        {
            (language, hides): plain.make_module({**own[language], "hides_passwords": hides})
            for language, hides in product(LANGUAGES, (True, False))
        },
    )


def assets(theme: Theme | None = None) -> Mapping[str, Asset]:
    """Return the files of the page by name."""
    found = {name: Asset(_TYPES[name.rpartition(".")[2]], _read(name).encode()) for name in _FILES}
    for wipes in range(1, MOST_WIPES + 1):
        style = f".part-{wipes - 1} {{\n  display: none;\n}}\n"
        found[f"wiped-{wipes}.css"] = Asset(_TYPES["css"], style.encode())
    return found | ({} if theme is None else {"theme.css": Asset(_TYPES["css"], theme.style.encode())})


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
