"""A rehearsal by hand: lines that are typed go in, what would be seen comes out, and all of it can be kept. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.flows.bundle import Bundle
from bot.flows.format.findings import Findings
from bot.flows.rehearse.deeds import (
    CHANNELS,
    UNSUPPORTED,
    CanNot,
    choice_of,
    let_the_counsellor_say,
    let_the_desk,
    old_choice,
    option_typed,
)
from bot.flows.rehearse.dump import Recording, flow
from bot.flows.rehearse.happened import Happened, urgency_of
from bot.flows.rehearse.keeping import Keep
from bot.flows.rehearse.schema import Duration, Style
from bot.flows.rehearse.world import World
from bot.flows.spelling import value_of
from bot.model import InboundKind, Language, Sender, Value

COMMAND = ":"
HELP = """\
  what you type           is what the help-seeker types; a number or a label chooses
  :advance 20m            time goes by, and what is due happens
  :claim :return :close   what a counsellor does with the case
  :say text               what the counsellor writes
  :staff away             nobody is at the desk from now on; :staff here
  :edit text              the help-seeker changes an earlier message
  :send voice             or photo, location, file, sticker
  :tap node option        taps a button of an earlier question
  :leave                  blocks the account
  :at node name=value …   begin again at a node, with what is remembered
  :dump file.yaml         write this down as a golden conversation
  :quit"""
_DURATION: TypeAdapter[Any] = TypeAdapter(Duration)
_DESK = {"claim": "claimed", "return": "returned", "close": "closed"}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a simulation begins: the channel style, the language, the clock, and whether somebody is at the desk."""

    style: Style
    language: Language
    clock: datetime
    is_staffed: bool = True


class Simulation:
    """One conversation that somebody plays. `world` is how it stands; `recording` is what `:dump` writes."""

    def __init__(self, bundle: Bundle, setting: Setting, *, keep: Keep) -> None:
        """Begin with a stranger who has not written yet."""
        self._bundle = bundle
        self._setting = setting
        self._keep = keep
        self._begin()
        self._commands: Mapping[str, Callable[[str], None]] = {
            "advance": self._advance,
            "say": self._says,
            "staff": self._staff,
            "edit": lambda text: self._person("edit", text, InboundKind.EDIT),
            "send": self._send,
            "tap": self._tap,
            "leave": lambda _: self._leave(),
            "at": self._at,
            **{name: self._desk_command(kind) for name, kind in _DESK.items()},
        }

    def start(self) -> None:
        """Let the help-seeker open the chat."""
        self._person("user", "/start", InboundKind.START)

    def take(self, line: str) -> None:
        """Take one line: a command, or what the help-seeker types.

        Raises:
            CanNot: it makes no sense here; nothing has changed.
            Broken: the engine did what it must never do; begin again.
        """
        if not line.startswith(COMMAND):
            self._type(line)
            return
        name, _, rest = line.removeprefix(COMMAND).partition(" ")
        command = self._commands.get(name)
        if command is None:
            raise CanNot(f"There is no :{name}{Findings().did_you_mean(name, self._commands)}", fix="Type :help.")
        command(rest.strip())

    def status(self, happened: Happened) -> str:
        """Return where the conversation stands, on one line, and what happened besides what was seen."""
        world, conversation = self.world, self.world.conversation
        parts = [conversation.node or "(rests)", conversation.language, conversation.phase.value]
        parts += [self._clock(world.now)]
        if conversation.goes_on_at is not None:
            parts += [f"by itself at {self._clock(conversation.goes_on_at)}"]
        parts += [f"{name}={flow(value)}" for name, value in conversation.vars.items()]
        return " · ".join(parts) + "".join(f"\n  ({what})" for what in _unseen(happened))

    def _clock(self, moment: datetime) -> str:
        return moment.astimezone(self._setting.clock.tzinfo).strftime("%H:%M:%S")

    # What can be typed

    def _type(self, text: str) -> None:
        option = option_typed(self.world, text)
        if option is None or self._setting.style == "typed":
            self._person("user", text, InboundKind.TEXT)
        else:
            deed = choice_of(self.world, option, self._setting.style)
            self._do("choose", lambda: self.world.hear(*deed), value=option)

    def _person(self, key: str, text: str, kind: InboundKind) -> None:
        self._do(key, lambda: self.world.hear(kind, "" if kind is InboundKind.START else text), value=text)

    def _send(self, what: str) -> None:
        if what not in UNSUPPORTED:
            raise CanNot(f"Nobody sends {what or 'nothing'}.", fix=f"Use one of {', '.join(UNSUPPORTED)}.")
        self._do("sends", lambda: self.world.hear(InboundKind.UNSUPPORTED), value=what)

    def _tap(self, rest: str) -> None:
        node, _, option = rest.partition(" ")
        deed = old_choice(self.world, node, option.strip())
        self._do("tap", lambda: self.world.hear(*deed), value={"at": node, "option": option.strip()})

    def _leave(self) -> None:
        self._do("leave", lambda: self.world.hear(InboundKind.LEFT), value=True)

    def _desk_command(self, kind: str) -> Callable[[str], None]:
        return lambda _: self._do("desk", lambda: let_the_desk(self.world, kind), value=kind)

    def _says(self, text: str) -> None:
        self._do("says", lambda: let_the_counsellor_say(self.world, text), value=text)

    def _staff(self, where: str) -> None:
        if where not in {"here", "away"}:
            raise CanNot("Somebody is here or away.", fix="Use :staff here or :staff away.")
        self.world.is_staffed = where == "here"
        self.recording.turn("staff", where)

    def _advance(self, text: str) -> None:
        try:
            time = _DURATION.validate_python(text)
        except ValidationError:
            raise CanNot(f'"{text}" is no length of time.', fix="Use 30s, 20m, 1h or 2d.") from None
        self._do("advance", lambda: self.world.advance(time), value=text)

    def _at(self, rest: str) -> None:
        node, *values = rest.split()
        if node not in self._bundle.nodes:
            raise CanNot(f'There is no node "{node}"{Findings().did_you_mean(node, self._bundle.nodes)}')
        variables = {name: _value(text) for name, _, text in (value.partition("=") for value in values)}
        self._check(variables)
        self._begin({"at": node, **({"vars": variables} if variables else {})})
        self.world.arrive_at(node, variables)

    def _check(self, variables: Mapping[str, Value]) -> None:
        for name, value in variables.items():
            known = self._bundle.variables
            if name not in known:
                raise CanNot(f'There is no variable "{name}"{Findings().did_you_mean(name, known)}')
            refusal = known[name].refuses(value)
            if refusal is not None:
                raise CanNot(f"{name} can't be {flow(value)}: {refusal}.")

    # How it is kept

    def _begin(self, given: Mapping[str, object] | None = None) -> None:
        setting = self._setting
        self.world = World(
            self._bundle,
            sender=Sender(CHANNELS[setting.style], "somebody"),
            hint=setting.language,
            now=setting.clock,
            keep=self._keep,
            is_staffed=setting.is_staffed,
        )
        staff = {} if setting.is_staffed else {"staff": "away"}
        self.recording = Recording(setting.language, setting.style, setting.clock, {**(given or {}), **staff})

    def _do(self, key: str, act: Callable[[], object], *, value: object) -> None:
        world = self.world
        before, world.happened = world.conversation, Happened()
        act()
        self.recording.turn(key, value)
        self.recording.outcome(before, world)


def _value(text: str) -> Value:
    """Return what a word stands for, as in a file."""
    value = value_of(text)
    return "" if value is None else value


def _unseen(happened: Happened) -> list[str]:
    """Return what the world was asked for besides what was said."""
    told = [f"told the desk: {text}" for text in happened.told]
    if happened.opened is not None:
        told.append(f"a case was asked for: {urgency_of(happened)}")
    if happened.card is not None:
        told.append(f"the card is {flow(dict(happened.card))}")
    if happened.raised:
        told.append("the case became urgent")
    if happened.left:
        told.append("the place in the queue or the talk was given up")
    if happened.wiped:
        told.append("everything was forgotten")
    if happened.unseen:
        told.append(f"{happened.unseen} held back: it was not safe to write")
    return told
