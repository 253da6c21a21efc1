"""What was played by hand, written as a golden conversation: the same turns, and what came of each. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.flows.rehearse.deeds import CanNot
from bot.flows.rehearse.happened import Happened, urgency_of
from bot.flows.rehearse.schema import Style
from bot.flows.rehearse.world import World
from bot.model import Conversation, Language, Phase

_HEAD = """\
# Played by hand. Give it a name, keep the expectations that matter, and put it into a file of golden conversations.

schema: 1
conversations:
  - name: {name}
    lang: {language}
    channel: {style}
    clock: "{clock}"
"""


@dataclass(slots=True)
class Recording:
    """The turns of one conversation, as lines of a golden file.

    Attributes:
        given: How it stood at the beginning, where that was no opening.
    """

    language: Language
    style: Style
    clock: datetime
    given: Mapping[str, object] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def turn(self, key: str, value: object) -> None:
        """Note that something happened."""
        self._lines.append(f"- {key}: {flow(value)}")

    def outcome(self, before: Conversation, world: World) -> None:
        """Note what came of it, as far as a rehearsal should hold to it."""
        expected = dict(_outcome(before, world.conversation, world.happened))
        self._lines.append(f"- bot: {flow(expected)}")

    def text(self, name: str = "played by hand") -> str:
        """Return the file, without what nothing came after.

        Raises:
            CanNot: nothing has happened yet.
        """
        lines = list(self._lines)
        while lines and lines[-1].startswith("- staff:"):
            lines.pop()
        if not lines:
            raise CanNot("Nothing has happened yet.", fix="Type something first.")
        head = _HEAD.format(name=flow(name), language=self.language, style=self.style, clock=self.clock.isoformat())
        given = f"    given: {flow(self.given)}\n" if self.given else ""
        return head + given + "    turns:\n" + "".join(f"      {line}\n" for line in lines)


def _outcome(before: Conversation, now: Conversation, happened: Happened) -> Iterable[tuple[str, object]]:
    """Yield what somebody would notice, and where it leads."""
    yield ("node", now.node) if now.node else ("rests", True)
    yield "bubbles", len(happened.bubbles)
    if now.phase is not before.phase or now.phase is not Phase.BOT:
        yield "phase", now.phase.value
    if now.language != before.language:
        yield "language", now.language
    changed = {name: value for name, value in now.vars.items() if before.vars.get(name) != value}
    if changed:
        yield "vars", changed
    gone = [name for name in before.vars if name not in now.vars]
    if gone:
        yield "var_absent", gone
    yield from _effects(happened)


def _effects(happened: Happened) -> Iterable[tuple[str, object]]:
    urgency = urgency_of(happened)
    if happened.opened is not None and urgency is not None:
        yield "case", urgency.value
    if happened.card is not None:
        yield "card", dict(happened.card)
    if happened.told:
        yield "told_desk", happened.told
    for key in ("raised", "left", "wiped"):
        if getattr(happened, key):
            yield key, True


def flow(value: object) -> str:
    """Return a value as YAML on one line, with every text in quotes, so that YAML changes none of them."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Mapping():
            return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
