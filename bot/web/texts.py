"""The words of the staff's pages, from `texts.yaml`; nothing here is ever sent to a help-seeker by a channel."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

import msgspec

from bot.model import LANGUAGE, LANGUAGES, REGION, Language, Value

DEFAULT: Language = "nl"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in every language; a missing language is refused when the file is read."""

    nl: str
    en: str
    fr: str


@cache
def _read() -> Mapping[str, Text]:
    """Read the file, once for all languages."""
    return msgspec.yaml.decode(files("bot.web").joinpath("texts.yaml").read_bytes(), type=dict[str, Text])


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text of one language by its key."""
    return {key: getattr(text, language) for key, text in _read().items()}


def say(language: Language, key: str, **values: str | int) -> str:
    """Return one text with its places filled in."""
    return texts(language)[key].format(**values)


def names_in(language: Language) -> Callable[[str], str]:
    """Return what knows how an outcome, a channel or a language is called by its code, such as `outcome.police`."""
    return lambda code: texts(language).get(code, code.partition(".")[2])


def called(need: str, value: str, language: Language) -> str:
    """Return how a need or one of its values is called on a card; as the conversation calls it where it has no name."""
    key = f"card.{need}.{value}" if value else f"card.{need}"
    if value and need in {LANGUAGE, REGION}:
        key = f"{need}.{value}"
    return texts(language).get(key, value or need)


def card_in_words(card: Mapping[str, Value], language: Language) -> list[tuple[str, str]]:
    """Return each item of a card as a page without a script shows it: how it is called, and what was answered."""
    said = {True: say(language, "card.yes"), False: say(language, "card.no")}
    return [
        (called(name, "", language), said[value] if isinstance(value, bool) else called(name, str(value), language))
        for name, value in card.items()
    ]


def spoken(language: str) -> Language:
    """Return the language if the pages speak it, else the default."""
    return language if language in LANGUAGES else DEFAULT


def preferred(accept_language: str) -> Language:
    """Return the best of our languages for an `Accept-Language` header; the header may hold anything."""
    wishes: list[tuple[float, Language]] = []
    for wish in accept_language[:200].split(","):
        tag, _, quality = wish.partition(";q=")
        language = tag.strip().lower()[:2]
        if language in LANGUAGES:
            wishes.append((_number(quality), language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else DEFAULT


def _number(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0
