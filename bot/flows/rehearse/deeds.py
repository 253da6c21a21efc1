"""What a person and a desk can do to a rehearsed conversation, and what makes no sense where it stands."""

from collections.abc import Mapping
from dataclasses import replace

from bot.errors import BotError
from bot.flows.rehearse.schema import Style
from bot.flows.rehearse.world import World
from bot.model import Choice, DeskEventKind, InboundKind, Phase, Prompt

CHANNELS: Mapping[Style, str] = {"buttons": "telegram", "numbered": "signal", "typed": "webchat"}
"""Where a style is at home: what differs by channel is played there."""

UNSUPPORTED = ("voice", "photo", "location", "file", "sticker")
"""What is never opened, by its names in a golden file."""

Deed = tuple[InboundKind, str, Choice | None]
"""What a person does: the kind of it, what is typed, what is tapped."""


class CanNot(BotError):
    """Something that can't be done where the conversation stands."""


def choice_of(world: World, option: str, style: Style) -> Deed:
    """Return what a person does to choose an option.

    Raises:
        CanNot: it is not among the options shown.
    """
    prompt = world.conversation.asked
    if prompt is None:
        raise CanNot(f"choose: nothing is asked at {world.conversation.node or 'the end'}")
    if option not in prompt.options:
        shown = ", ".join(prompt.options) or "none"
        raise CanNot(f'choose: "{option}" is no option of {prompt.node}; shown are {shown}')
    match style:
        case "buttons":
            return InboundKind.CHOICE, "", Choice(prompt.token, option)
        case "numbered":
            return InboundKind.TEXT, str(prompt.options.index(option) + 1), None
        case "typed":
            return InboundKind.TEXT, _label(world, prompt, option), None


def option_typed(world: World, text: str) -> str | None:
    """Return the option whose number was typed; None for any other text."""
    prompt = world.conversation.asked
    shown = prompt.options if prompt else ()
    return next((option for number, option in enumerate(shown, start=1) if text == str(number)), None)


def old_choice(world: World, node: str, option: str) -> Deed:
    """Return what a person does to tap a button of an earlier question.

    Raises:
        CanNot: that question was not asked yet.
    """
    if node not in world.prompts:
        raise CanNot(f'tap: "{node}" has asked nothing yet')
    return InboundKind.CHOICE, "", Choice(world.prompts[node], option)


def let_the_desk(world: World, kind: str) -> None:
    """Let the desk do something with the case: `claimed`, `returned` or `closed`.

    Raises:
        CanNot: there is no case, or it changes nothing.
    """
    if world.conversation.case_id is None:
        raise CanNot("desk: no case is open: the desk can do nothing here")
    before = replace(world.conversation, version=0)
    world.desk(DeskEventKind(kind))
    if replace(world.conversation, version=0) == before:
        raise CanNot(f"desk: {kind} changes nothing here; the phase is {before.phase}")


def let_the_counsellor_say(world: World, text: str) -> None:
    """Let the counsellor write.

    Raises:
        CanNot: nobody has claimed the case.
    """
    if world.conversation.phase is not Phase.TALKING:
        raise CanNot("says: no counsellor has claimed the case")
    world.counsellor_says(text)


def _label(world: World, prompt: Prompt, option: str) -> str:
    """Return the words that were shown on an option."""
    return world.labels.get((prompt.token, option), option)
