"""What a node says, for one person: the text of their channel, the lines that fit their answers, the help lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.content.catalogue import Catalogue
from bot.flows.called import with_call
from bot.flows.nodes import Say
from bot.flows.on_card import with_card
from bot.flows.opens import with_opening
from bot.flows.said import Needed, Said, WantedLines
from bot.flows.values.reading import WHEREABOUTS
from bot.model import Language, Value

COUNTRY, ROLE = "land", "rol"
"""The variables that choose help lines."""
BULLET = "• "


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is spoken to.

    Attributes:
        known: Their answers, their channel and their language.
        today: The day that decides which help lines are still good.
        opens: Tells when the desk opens next, in their language; empty where that can't be told.
        card: Tells in a language what a counsellor will see of them.
        call: Tells in their language when they chose to be called.
        zone: On whose clock they are told days and times.
    """

    channel: str
    language: Language
    known: Mapping[str, Value]
    today: date
    opens: Callable[[], str] = str
    card: Callable[[Language], str] = str
    call: Callable[[], str] = str
    zone: tzinfo = WHEREABOUTS.zone


def worded(texts: Said, listener: Listener) -> str:
    """Return a text in the words of this moment."""
    text = with_card(texts.on(listener.channel, listener.language), listener.language, listener.card)
    return with_call(with_opening(text, listener.opens), listener.call)


def said(node: Say, catalogue: Catalogue, listener: Listener) -> str:
    """Return the bubble of a node: the text, the lines that hold, the help lines, one under the other."""
    text = worded(node.texts, listener)
    return "\n".join((text, *_items(node, listener), *help_lines(node.lines, catalogue, listener)))


def _items(node: Say, listener: Listener) -> list[str]:
    shown = [f"{BULLET}{texts[listener.language]}" for holds, texts in node.items if holds(listener.known)]
    return shown[: node.most]


def help_lines(wanted: WantedLines, catalogue: Catalogue, listener: Listener) -> Iterator[str]:
    """Yield help lines as they are read."""
    country = listener.known.get(COUNTRY)
    if isinstance(wanted, Needed):
        role, language = listener.known.get(ROLE), listener.language
        found = catalogue.lines_for(wanted.need, language=language, country=country, role=role, today=listener.today)
        found = found[: wanted.most]
    else:
        found = catalogue.good_lines(wanted, country=country, today=listener.today)
    for line in found:
        yield line.read_in(listener.language, country)
