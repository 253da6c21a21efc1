"""Play one golden conversation in one language and one channel style; misses and a transcript come out."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

from bot.flows.bundle import Bundle
from bot.flows.format.findings import Findings
from bot.flows.format.parse import Path
from bot.flows.rehearse.deeds import (
    CHANNELS,
    CanNot,
    Deed,
    choice_of,
    let_the_counsellor_say,
    let_the_desk,
    old_choice,
)
from bot.flows.rehearse.expecting import unmet
from bot.flows.rehearse.happened import Happened
from bot.flows.rehearse.keeping import Broken, Keep
from bot.flows.rehearse.schema import ANY, Defaults, Script, Style, Turn
from bot.flows.rehearse.snapshot import DONE
from bot.flows.rehearse.trail import Trail
from bot.flows.rehearse.world import World
from bot.model import Choice, InboundKind, Language, Sender

START: Final = "/start"
FAILED, UNUSED = "E952", "E954"


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that did not happen as it is written.

    Attributes:
        path: Where in the script it is written.
    """

    path: Path
    code: str
    what: str


@dataclass(slots=True)
class Played:
    """What came of one conversation.

    Attributes:
        texts: The transcript: what was done, marked by ">", and each bubble that was seen then.
    """

    language: Language
    style: Style
    misses: list[Miss] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    trail: Trail = field(default_factory=Trail)


def play(
    script: Script, defaults: Defaults, bundles: Mapping[str, Bundle], *, language: Language, style: Style, keep: Keep
) -> Played:
    """Play a conversation to its end, or to its first miss: what follows from one is no news.

    Args:
        script: What is written.
        defaults: Of its file.
        bundles: What is served, under the empty name, and what is reloaded, by the name that the script gives it.
        language: What the person reads.
        style: How the person chooses.
        keep: Writes a conversation as the store does, and reads it back.
    """
    player = _Player(script, bundles, clock=script.clock or defaults.clock, played=Played(language, style), keep=keep)
    player.play()
    return player.played


class _Player:
    def __init__(
        self, script: Script, bundles: Mapping[str, Bundle], *, clock: datetime, played: Played, keep: Keep
    ) -> None:
        self.played = played
        self._script = script
        self._bundles = bundles
        self._world = World(
            bundles[""],
            sender=Sender(CHANNELS[played.style], "somebody"),
            hint=played.language,
            now=clock.astimezone(UTC),
            keep=keep,
            is_staffed=script.given.staff == "here",
        )
        self._everything = Happened()
        self._waiting_for_use: tuple[int, str] | None = None
        self._answers: list[str] = []

    def play(self) -> None:
        played, world = self.played, self._world
        played.trail = world.trail
        number = -1
        try:
            self._begin()
            for number, turn in enumerate(self._script.turns):
                self._take(number, turn)
                if played.misses:
                    return
        except (CanNot, Broken) as fault:
            turn_path: Path = ("turns", number) if number >= 0 else ("given",)
            played.misses.append(Miss(turn_path, FAILED, str(fault)))
            return
        self._end()

    def _begin(self) -> None:
        given, world = self._script.given, self._world
        if given.at is None and not given.vars:
            return
        node_id = given.at or world.bundle.entry
        if node_id not in world.bundle.nodes:
            raise CanNot(f'at: there is no node "{node_id}"{Findings().did_you_mean(node_id, world.bundle.nodes)}')
        world.arrive_at(node_id, given.vars)
        world.happened = Happened()

    def _take(self, number: int, turn: Turn) -> None:
        if turn.bot is not None:
            for miss in unmet(turn.bot, self._world, self._world.happened):
                self.played.misses.append(Miss(("turns", number, "bot", miss.key), FAILED, f"{miss.key}: {miss.what}"))
            self._waiting_for_use = None
            return
        if turn.move in _SETTINGS:
            self._set(number, turn)
            return
        self._waiting_for_use = None
        self._answers.clear()
        for told, act in self._acts(turn):
            self._forget_what_happened()
            act()
            self._write(told)

    def _forget_what_happened(self) -> None:
        everything, news = self._everything, self._world.take_what_happened()
        everything.bubbles += news.bubbles
        everything.told += news.told
        everything.unseen += news.unseen
        everything.opened = news.opened or everything.opened
        everything.raised |= news.raised
        everything.left |= news.left
        everything.wiped |= news.wiped

    def _end(self) -> None:
        self._forget_what_happened()
        expectation = self._script.expect
        if self._waiting_for_use is not None and not expectation.model_fields_set:
            number, key = self._waiting_for_use
            what = f"{key}: nothing comes after it that it could change; leave it out, or go on"
            self.played.misses.append(Miss(("turns", number, key), UNUSED, what))
        for miss in unmet(expectation, self._world, self._everything):
            self.played.misses.append(Miss(("expect", miss.key), FAILED, f"{miss.key}: {miss.what}"))

    # What turns do

    def _set(self, number: int, turn: Turn) -> None:
        """Change the world around the conversation: that has to matter, at once or to something later on."""
        world = self._world
        self._forget_what_happened()
        if turn.advance is not None:
            world.advance(turn.advance)
            self._write(f"({turn.advance} later)")
        elif turn.staff is not None:
            world.is_staffed = turn.staff == "here"
        elif turn.calls is not None:
            world.calls.has_slots = turn.calls == "free"
        elif turn.reload is not None:
            bundle = self._bundles[turn.reload]
            if bundle.hash == world.bundle.hash:
                raise CanNot(f'reload: "{turn.reload}" means the same as what is served')
            world.serve(bundle)
            self._write(f"(from now on {turn.reload} is served)")
        self._waiting_for_use = (number, turn.move) if world.happened.is_nothing() else None

    def _acts(self, turn: Turn) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yield what is done in a turn, each as the transcript tells it."""
        for option in turn.choose or ():
            yield f"choose: {option}", partial(self._choose, option)
        if turn.move in {"desk", "says"}:
            yield self._told(turn), partial(self._desk, turn)
        elif turn.choose is None:
            yield self._told(turn), partial(self._do, turn)

    def _choose(self, option: str) -> None:
        asked = self._world.conversation.asked
        try:
            deed = choice_of(self._world, option, self.played.style)
        except CanNot as fault:
            before = f"\n  | answered before: {', '.join(self._answers)}" if self._answers else ""
            raise CanNot(f"{fault}{before}") from None
        self._hear_twice(*deed)
        self._answers.append(f"{_QUESTION.split(asked.node, maxsplit=1)[-1] if asked else ''} {option}")

    def _do(self, turn: Turn) -> None:
        self._hear_twice(*self._inbound(turn))

    def _hear_twice(self, kind: InboundKind, text: str, choice: Choice | None) -> None:
        """Let the person do something, and the channel hand it over twice."""
        world = self._world
        inbound = world.hear(kind, text, choice)
        after = (world.conversation, len(world.happened.bubbles))
        world.hear_again(inbound)
        if (world.conversation, len(world.happened.bubbles)) != after:
            raise CanNot("the same event took effect twice")

    def _inbound(self, turn: Turn) -> Deed:
        language = self.played.language
        if turn.tap is not None:
            return old_choice(self._world, turn.tap.at, turn.tap.option)
        if turn.edit is not None:
            return InboundKind.EDIT, _in(turn.edit, language), None
        if turn.start is not None:
            self._world.hint = turn.start
            return InboundKind.START, "", None
        if turn.user is not None:
            text = _in(turn.user, language)
            return (InboundKind.START, "", None) if text == START else (InboundKind.TEXT, text, None)
        return (InboundKind.LEFT if turn.leave else InboundKind.UNSUPPORTED), "", None

    def _desk(self, turn: Turn) -> None:
        if turn.says is not None:
            let_the_counsellor_say(self._world, turn.says)
        elif turn.desk is not None:
            let_the_desk(self._world, turn.desk)

    # The transcript

    def _told(self, turn: Turn) -> str:
        language = self.played.language
        match turn.move:
            case "user" | "edit" as move:
                text = _in(getattr(turn, move), language)
                return f"{move}: {text if len(text) <= _LONGEST_TOLD else text[:_LONGEST_TOLD] + '…'}"
            case "tap":
                return f"tap: {turn.tap.option if turn.tap else ''} of {turn.tap.at if turn.tap else ''}"
            case "leave":
                return "leave"
            case move:
                return f"{move}: {getattr(turn, move)}"

    def _write(self, told: str) -> None:
        lines = self.played.texts
        lines.append(f"{DONE}{told}")
        for bubble in self._world.happened.bubbles:
            options = "".join(f" [{option.label}]" for option in bubble.options)
            lines.append(f"{bubble.text}\n{options.strip()}".rstrip())


_SETTINGS = frozenset({"advance", "staff", "calls", "reload"})
_LONGEST_TOLD = 200
_QUESTION = re.compile(r"\w+\.\w+:|\w+\.")
"""What stands before the name of a question: its flow, and in a list of questions their node."""


def _in(texts: Mapping[str, str], language: Language) -> str:
    if language not in texts and ANY not in texts:
        raise CanNot(f"there is no text for {language}")
    return texts.get(language, texts.get(ANY, ""))
