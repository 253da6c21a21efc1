"""What a node that waits shows, and what can be answered then."""

from bot.content.catalogue import Catalogue
from bot.flows.nodes import Ask, Prompting
from bot.flows.paging import PAGE_OPTIONS, Page, number_at
from bot.flows.saying import Listener, help_lines
from bot.model import Bubble, Prompt


def prompted(
    node: Prompting, catalogue: Catalogue, listener: Listener, *, token: str, place: str
) -> tuple[Bubble, Prompt | None]:
    """Return the bubble of a node, and what it waits for; nothing after the last part of a page.

    Args:
        node: Where the conversation stands.
        catalogue: The help lines.
        listener: Who is spoken to.
        token: Of the prompt.
        place: Of a page: where to go on; empty for its beginning.
    """
    if isinstance(node, Page):
        return _page(node, catalogue, listener, token=token, place=place)
    text = node.texts.on(listener.channel, listener.language)
    if isinstance(node, Ask):
        offered = node.offers(listener.known)
        shown = node.shown(offered, listener.language, listener.known)
        return Bubble(text, shown, token), Prompt(token, node.id, offered)
    return Bubble(text), Prompt(token, node.id)


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
