"""What a node that waits shows, and what can be answered then."""

from collections.abc import Iterable
from functools import partial

from bot.content.catalogue import Catalogue
from bot.flows.calls import ChooseSlot
from bot.flows.choosing_slots import SlotWords
from bot.flows.nodes import Ask, Input, Prompting
from bot.flows.paging import PAGE_OPTIONS, Page, number_at
from bot.flows.saying import Listener, help_lines, worded
from bot.flows.values.reading import shown
from bot.model import Bubble, Option, Prompt, Value

_BETWEEN = ","


def prompted(
    node: Prompting, catalogue: Catalogue, listener: Listener, *, token: str, place: str
) -> tuple[Bubble, Prompt | None]:
    """Return the bubble of a node, and what it waits for; nothing after the last part of a page.

    Args:
        node: Where the conversation stands.
        catalogue: The help lines.
        listener: Who is spoken to.
        token: Of the prompt.
        place: Of a page: where to go on; empty for its beginning. Of an input, or of free slots: what
            `place_of_choices` returned.
    """
    if isinstance(node, Page):
        return _page(node, catalogue, listener, token=token, place=place)
    if isinstance(node, ChooseSlot):
        return _slots(node, catalogue, listener, token=token, place=place)
    text = worded(node.texts, listener)
    if isinstance(node, Ask):
        offered = node.offers(listener.known)
        shown = node.shown(offered, listener.language, listener.known)
        return Bubble(text, shown, token), Prompt(token, node.id, offered)
    if place:
        return _which(node, catalogue, listener, token=token, place=place)
    hint = f"\n{catalogue.say('input_skip', listener.language)}" if node.skip_words else ""
    return Bubble(f"{text}{hint}"), Prompt(token, node.id)


def place_of_choices(values: Iterable[Value]) -> str:
    """Return what makes an input ask which of some values is meant."""
    return _BETWEEN.join(map(str, values))


def _which(
    node: Input, catalogue: Catalogue, listener: Listener, *, token: str, place: str
) -> tuple[Bubble, Prompt | None]:
    choices = tuple(place.split(_BETWEEN))
    options = tuple(Option(choice, shown(choice, listener.language)) for choice in choices)
    bubble = Bubble(catalogue.say("input_which", listener.language), options, token)
    return bubble, Prompt(token, node.id, choices, place)


def _slots(
    node: ChooseSlot, catalogue: Catalogue, listener: Listener, *, token: str, place: str
) -> tuple[Bubble, Prompt | None]:
    options, say = tuple(place.split(_BETWEEN)), partial(catalogue.say, language=listener.language)
    words = SlotWords(say, listener.language, listener.zone)
    shown = tuple(Option(option, words.label(option)) for option in options)
    return Bubble(words.question(options), shown, token), Prompt(token, node.id, options, place)


def place_after(node: Page, place: str, listener: Listener) -> str:
    """Return where the part of a page begins that follows the one at a place; the last one follows itself."""
    parts = node.parts_on(listener.channel, listener.language)
    return parts[min(number_at(parts, place) + 1, len(parts) - 1)].place


def _page(
    node: Page, catalogue: Catalogue, listener: Listener, *, token: str, place: str
) -> tuple[Bubble, Prompt | None]:
    parts = node.parts_on(listener.channel, listener.language)
    number = number_at(parts, place)
    part = parts[number]
    if number + 1 < len(parts):
        prompt = Prompt(token, node.id, PAGE_OPTIONS, part.place)
        return Bubble(part.text, node.options[listener.language], token), prompt
    lines = "\n".join(help_lines(node.lines, catalogue, listener))
    return Bubble(f"{part.text}\n\n{lines}" if lines else part.text), None
