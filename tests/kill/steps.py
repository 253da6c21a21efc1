"""What people do while the bot is killed, and what each step must show them: told by a run without any kill."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Bubble
from bot.storage.memory import MemoryStore
from tests.fakes import FakeClock
from tests.house import House, Person
from tests.peers.telegram.people import Shown


@dataclass(frozen=True, slots=True)
class Says:
    """Typed lines; several are sent at once, before any answer."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taps:
    """A button of the newest bubble, by the id that flows.yaml gives it."""

    option: str


@dataclass(frozen=True, slots=True)
class Types:
    """The number of an option of the newest bubble, typed."""

    option: str


@dataclass(frozen=True, slots=True)
class Edits:
    """An earlier message is changed."""


@dataclass(frozen=True, slots=True)
class SendsPhoto:
    """Something that is not text."""


Step = Says | Taps | Types | Edits | SendsPhoto


@dataclass(frozen=True, slots=True)
class Seen:
    """A bubble as the person reads it: its words, and the words on its buttons."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """A step, and all the bubbles that must answer it, in order."""

    step: Step
    seen: tuple[Seen, ...]


OPENING: tuple[Step, ...] = (Says(("/start",)), Taps("ja"), Types("nederland"), Taps("binnen"))
ROUNDS: tuple[tuple[Step, ...], ...] = (
    (Taps("lezen"), Types("twijfel"), Taps("read_on"), Types("back"), Taps("terug")),
    (Says(("privacy",)), Types("telegram"), Taps("read_on"), Types("back"), Taps("terug")),
    (Types("nummers"), Taps("luisteren"), Types("terug")),
    (Says(("mens",)), Taps("ja"), Types("m30"), Taps("wachten"), Types("m30"), Taps("uit")),
    (SendsPhoto(), Says(("xyzzy",)), Edits()),
    (Says(("ik wil niet meer leven",)), Types("nee")),
    (Says(("privacy", "Terug")), Says(("privacy", "1", "Terug", "Terug"))),
)
"""Each begins and ends at the menu; the last sends lines at once, each an answer to the bubble of the one before."""


def steps_of(number: int, rounds: int) -> list[Step]:
    """Return the steps of a person: everybody begins alike, then goes through the rounds from another one on."""
    order = [ROUNDS[(number + place) % len(ROUNDS)] for place in range(rounds)]
    return [*OPENING, *(step for steps in order for step in steps)]


async def clean_run(steps: Sequence[Step]) -> list[Expected]:
    """Go through the steps with the real use cases on a store in memory, and note what each shows."""
    clock = FakeClock()
    house = House(MemoryStore(clock), clock)
    mia = house.person("Mia")
    expected = []
    for step in steps:
        await _do(mia, step)
        expected.append(Expected(step, tuple(map(_seen, mia.reads()))))
    await house.tasks.end()
    return expected


def as_seen(shown: Shown) -> Seen:
    """Return what a message of the Bot API says; a label's number is not part of its words."""
    return Seen(shown.text, tuple(label.partition(" · ")[2] for label, _ in shown.buttons))


def number_of(option: str, options: Sequence[str]) -> str:
    """Return what is typed to choose an option."""
    return str(options.index(option) + 1)


def _seen(bubble: Bubble) -> Seen:
    return Seen(bubble.text, tuple(option.label for option in bubble.options))


async def _do(mia: Person, step: Step) -> None:
    match step:
        case Says(lines=("/start",)):
            await mia.starts()
        case Says(lines=lines):
            for line in lines:
                await mia.says(line)
        case Taps(option=option):
            await mia.chooses(option)
        case Types(option=option):
            await mia.says(number_of(option, [one.id for one in mia.screen[-1].options]))
        case Edits():
            await mia.edits("iets anders")
        case SendsPhoto():
            await mia.sends_a_photo()
