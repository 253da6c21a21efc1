"""One conversation as every channel shows it: the same doings, played again from the beginning each time. Pure.

Nothing is remembered between two plays. So another language, changed files and a step back are the same thing: the
same doings, played again. They are kept by ids, as conversations are when a changed bundle is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.flows.bundle import Bundle
from bot.flows.nodes import Ask
from bot.flows.paging import READ_ON, Page
from bot.flows.rehearse.deeds import choice_of
from bot.flows.rehearse.happened import Happened, urgency_of
from bot.flows.rehearse.keeping import Keep
from bot.flows.rehearse.schema import Style
from bot.flows.rehearse.world import World
from bot.flows.replies import chosen
from bot.model import Bubble, Conversation, InboundKind, Language, Phase, Sender, Value

STYLES: Mapping[str, Style] = {"webchat": "buttons", "telegram": "buttons", "signal": "numbered"}
"""The channels that are shown, and how somebody chooses there."""
NEWS = ("case_normal", "case_urgent", "raised", "left", "wiped", "held", "not_offered")
"""What can happen in a turn besides what is said."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that the person did.

    Attributes:
        channel: Where they did it.
        text: What they typed there; empty for a tap.
        option: What they tapped, or what the typed text chose when it was played; empty where it chose nothing.
        minutes: They did nothing for so long; 0 where they did something.
    """

    channel: str
    text: str = ""
    option: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """How a conversation begins.

    Attributes:
        node: Where; empty for the front door.
        is_staffed: Whether somebody is at the desk.
    """

    language: Language
    now: datetime
    node: str = ""
    is_staffed: bool = True


@dataclass(frozen=True, slots=True)
class Turned:
    """One turn as a channel shows it.

    Attributes:
        said: What the person sees of what they did there; empty for nothing.
        news: What happened besides what was said; each is one of `NEWS`.
        minutes: So much time went by, in which nobody wrote.
    """

    said: str
    bubbles: tuple[Bubble, ...]
    news: tuple[str, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """The conversation in one channel.

    Attributes:
        open_prompt: The token of the prompt that can be answered now; empty for none.
    """

    channel: str
    node: str
    turns: tuple[Turned, ...]
    open_prompt: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a play.

    Attributes:
        doings: Those that could be done, typed ones with the option that they chose.
        node: Where the conversation stands; where it stood last, once it rests.
        minutes_left: After so many minutes without a word it goes on by itself; 0 for never.
    """

    doings: tuple[Doing, ...]
    node: str
    phase: Phase
    language: Language
    variables: Mapping[str, Value]
    sides: tuple[Side, ...]
    minutes_left: int = 0


@dataclass(slots=True)
class _Told:
    """One channel while it is played."""

    world: World
    turns: list[Turned] = field(default_factory=list)


def play(bundle: Bundle, opening: Opening, doings: Sequence[Doing], *, keep: Keep) -> Played:
    """Play a conversation in every channel, up to the first doing that its own channel does not offer any more.

    Args:
        bundle: What is played; a start that is gone is moved by its id.
        opening: How it begins.
        doings: What the person does, in order.
        keep: Writes and reads a conversation back, as a store does.

    Raises:
        Broken: the engine did what it must never do.
    """
    told = {channel: _begun(bundle, opening, channel=channel, keep=keep) for channel in STYLES}
    done: list[Doing] = []
    for doing in doings:
        here = told[doing.channel]
        real = _as_it_is_now(bundle, here.world, doing)
        if real is None:
            break
        words = _label(here.world, real.option)
        for channel, side in told.items():
            _do(side, real, style=STYLES[channel], words=words, is_here=channel == real.channel)
        done.append(real)
    lead = told[done[-1].channel if done else next(iter(STYLES))].world
    return Played(
        tuple(done),
        _stands(lead),
        lead.conversation.phase,
        lead.conversation.language,
        lead.conversation.vars,
        tuple(
            Side(name, one.world.conversation.node, tuple(one.turns), _prompt(one.world.conversation))
            for name, one in told.items()
        ),
        _minutes_left(lead),
    )


def _begun(bundle: Bundle, opening: Opening, *, channel: str, keep: Keep) -> _Told:
    world = World(
        bundle,
        sender=Sender(channel, "somebody"),
        hint=opening.language,
        now=opening.now,
        keep=keep,
        is_staffed=opening.is_staffed,
    )
    if opening.node:
        world.arrive_at(bundle.recovery(opening.node), {})
    else:
        world.hear(InboundKind.START)
    told = _Told(world)
    _note(told, "")
    return told


def _as_it_is_now(bundle: Bundle, world: World, doing: Doing) -> Doing | None:
    """Return a doing as it can be done where its channel stands now; None when its option is not offered."""
    if doing.minutes:
        return doing
    if doing.text:
        meant = _option_meant(bundle, world.conversation, doing.text)
        if meant or not _offers(world, doing.option):
            return Doing(doing.channel, doing.text, meant)
        # The words of another language, or of another version: what they chose is there all the same.
        return Doing(doing.channel, option=doing.option)
    return doing if _offers(world, doing.option) else None


def _option_meant(bundle: Bundle, conversation: Conversation, text: str) -> str:
    """Return the option that a typed text chooses; empty for none, or where several may be chosen."""
    node, prompt = bundle.nodes.get(conversation.node), conversation.prompt
    heard = bundle.interrupts.hear(text)
    asks_for_one = isinstance(node, Page) or (isinstance(node, Ask) and not node.most)
    if prompt is None or heard.interrupt is not None or not (isinstance(node, Ask | Page) and asks_for_one):
        return ""
    return chosen(heard.spelled, node.labels[conversation.language], prompt.options) or ""


def _do(side: _Told, doing: Doing, *, style: Style, words: str, is_here: bool) -> None:
    world = side.world
    if doing.minutes:
        world.advance(timedelta(minutes=doing.minutes))
        _note(side, "", minutes=doing.minutes)
    elif is_here and doing.text:
        world.hear(InboundKind.TEXT, doing.text)
        _note(side, doing.text)
    elif doing.option:
        _choose(side, doing.option, style=style, words=words)
    else:
        world.hear(InboundKind.TEXT, doing.text)
        _note(side, doing.text)


def _choose(side: _Told, option: str, *, style: Style, words: str) -> None:
    """Choose an option, after reading on as long as this channel still shows a page that others had room for."""
    # It ends: the check refuses pages that lead to each other in a ring (E208).
    while not _offers(side.world, option) and _offers(side.world, READ_ON):
        _take(side, READ_ON, style)
    if _offers(side.world, option):
        _take(side, option, style)
    elif option != READ_ON:
        side.turns.append(Turned(words, (), ("not_offered",)))


def _take(side: _Told, option: str, style: Style) -> None:
    kind, text, choice = choice_of(side.world, option, style)
    said = text or _label(side.world, option)
    side.world.hear(kind, text, choice)
    _note(side, said)


def _note(side: _Told, said: str, *, minutes: int = 0) -> None:
    """Write down what came of the latest event; a wipe takes away what was shown before."""
    happened = side.world.take_what_happened()
    if happened.wiped:
        side.turns.clear()
    shown = "" if happened.wiped else said
    side.turns.append(Turned(shown, tuple(happened.bubbles), tuple(_news(happened)), minutes))


def _news(happened: Happened) -> list[str]:
    urgency = urgency_of(happened)
    news = [] if urgency is None else [f"case_{urgency.value}"]
    news += [name for name in ("raised", "left", "wiped") if getattr(happened, name)]
    return [*news, "held"] if happened.unseen else news


def _offers(world: World, option: str) -> bool:
    prompt = world.conversation.asked
    return prompt is not None and option in prompt.options


def _label(world: World, option: str) -> str:
    prompt = world.conversation.asked
    return "" if prompt is None else world.labels.get((prompt.token, option), option)


def _prompt(conversation: Conversation) -> str:
    return "" if conversation.asked is None else conversation.asked.token


def _minutes_left(world: World) -> int:
    due = world.conversation.goes_on_at
    return 0 if due is None else max(1, -((world.now - due) // timedelta(minutes=1)))


def _stands(world: World) -> str:
    """Return where a conversation stands, or the last node that it came by."""
    return world.conversation.node or next(reversed(world.trail.nodes), "")
