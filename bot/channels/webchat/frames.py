"""The words of the web chat's protocol, typed and checked; docs/web-chat.md explains each. Nothing is sent here."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType, ValidationError, json

from bot.model import Outbound, Purpose
from bot.model.beside import is_beside_a_talk

LONGEST_TEXT: Final = 20_000
"""Characters of one message; `Inbound.text` is no longer than this."""

SIZES: Final = tuple(1024 << step for step in range(8))
"""The lengths of our frames, in bytes: who watches the line can't tell a `kept` from a bubble, nor what was said."""

Token = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{43}\Z")]
LanguageTag = Annotated[str, Meta(pattern=r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}\Z")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class _Said(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    """What a page says."""


class Hello(_Said, frozen=True):
    """The first frame of every connection; without a token it begins a session."""

    language: LanguageTag
    token: Token | None = None


class Start(_Said, frozen=True):
    """The person pressed "Begin"."""

    id: UUID


class Text(_Said, frozen=True):
    """The person typed something."""

    id: UUID
    text: str


class Choice(_Said, frozen=True):
    """The person tapped an option."""

    id: UUID
    prompt: Name
    option: Name


class Language(_Said, frozen=True):
    """The person chose another language for the page."""

    language: LanguageTag


class Ack(_Said, frozen=True):
    """The page has carried out a `bubble` or a `clear`."""

    id: UUID


class Ping(_Said, frozen=True):
    """The page wants to know whether we are there."""


class Typing(_Said, frozen=True):
    """The person types at this moment, and wants that to be seen; never what."""


class Bye(_Said, frozen=True):
    """The person left for good."""

    id: UUID


Said = Hello | Start | Text | Choice | Language | Ack | Ping | Typing | Bye
Event = Start | Text | Choice
"""What is handed to the bot, and answered with `kept` or `again`."""


class Farewell(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /chat/bye`: a `bye` for the moment in which a page can't use its socket any more."""

    token: Token
    id: UUID


class _Answer(Struct, frozen=True, tag_field="type", tag=str.lower, omit_defaults=True):
    """What we say."""


class Welcome(_Answer, frozen=True):
    """Answers `hello`; the token is the key to this session and exists nowhere else."""

    token: str


class Option(Struct, frozen=True):
    """One thing that can be chosen."""

    id: str
    label: str


class Bubble(_Answer, frozen=True):
    """One message for the person; the same id is shown once, however often it comes."""

    id: UUID
    text: str
    author: Literal["bot", "human"]
    prompt: str = ""
    options: tuple[Option, ...] = ()
    stays: bool = False
    """What else is said does not take the options away, until the bot asks something of its own again."""


class Clear(_Answer, frozen=True):
    """Remove everything that was shown."""

    id: UUID


class Kept(_Answer, frozen=True):
    """The event is durable; forget it."""

    id: UUID


class Again(_Answer, frozen=True):
    """The event was not kept; send it again a little later."""

    id: UUID


class Pong(_Answer, frozen=True):
    """We are there."""


class Error(_Answer, frozen=True):
    """A frame was refused; `id` names the event where it could be read."""

    code: str
    message: str
    id: UUID | UnsetType = UNSET


Answer = Welcome | Bubble | Clear | Kept | Again | Pong | Error
Shown = Bubble | Clear
"""What a page acknowledges."""

ERRORS: Final = {
    "bad_json": "This is not JSON, or it holds a lone surrogate.",
    "bad_frame": "This is no frame of the protocol.",
    "bad_text": "NUL is no text.",
    "too_long": f"A text has at most {LONGEST_TEXT:,} characters.",
    "binary": "Frames are text, never binary.",
    "no_hello": "The first frame is `hello`.",
    "hello_late": "No `hello` came in time.",
    "hello_again": "One `hello` a connection.",
    "slow_down": "Too many frames; send this one again in a few seconds.",
    "too_many_errors": "Too many frames were refused.",
}
"""Every code with what it means, for those who write another page."""

_said: Final[json.Decoder[Said]] = json.Decoder(Said)
_farewell: Final = json.Decoder(Farewell)
_encoder: Final = json.Encoder()


class BadFrame(Exception):
    """What came is refused; the sender is told why, and nothing else happens."""

    def __init__(self, code: str, event_id: UUID | UnsetType = UNSET, detail: str = "") -> None:
        """Take a code of `ERRORS`; `detail` names the field, never its text."""
        super().__init__(code)
        self.error = Error(code, f"{ERRORS[code]} {detail}".strip(), event_id)


def read(raw: str | bytes) -> Said:
    """Read one frame.

    Raises:
        BadFrame: it is not what the protocol allows.
    """
    try:
        said = _said.decode(raw)
    except ValidationError as fault:
        raise BadFrame("bad_frame", detail=_place(fault)) from None
    except (DecodeError, RecursionError, UnicodeError):
        raise BadFrame("bad_json") from None
    match said:
        case Text(id=event_id, text=text):
            _check_text(event_id, text)
        case Choice(id=event_id, prompt=prompt, option=option):
            _check_text(event_id, prompt + option)
        case _:
            pass
    return said


def read_farewell(raw: bytes) -> Farewell:
    """Read the body of `POST /chat/bye`.

    Raises:
        BadFrame: it is not what the protocol allows.
    """
    try:
        return _farewell.decode(raw)
    except (DecodeError, RecursionError, UnicodeError):
        raise BadFrame("bad_frame") from None


def write(answer: Answer) -> str:
    """Put one answer on the wire: the one place where frames get their final form, and one of `SIZES`.

    JSON allows blanks behind a value, so a page reads it as if they were not there.
    """
    return filled(_encoder.encode(answer)).decode()


def filled(frame: bytes) -> bytes:
    """Fill up with blanks to one of `SIZES`, or to a multiple of the largest."""
    whole = -(-len(frame) // SIZES[-1]) * SIZES[-1]
    return frame.ljust(next((size for size in SIZES if size >= len(frame)), whole))


def bubble(outbound: Outbound) -> Bubble:
    """Make the frame of an outbound row; its id is the row's, which no restart changes and no wipe uses again."""
    return Bubble(
        id=UUID(bytes=bytes(outbound.id)),
        text=_writable(outbound.bubble.text),
        author="human" if outbound.purpose is Purpose.TALK else "bot",
        prompt=outbound.bubble.prompt,
        options=_options([(option.id, option.label) for option in outbound.bubble.options]),
        stays=is_beside_a_talk(outbound.bubble.prompt),
    )


def _options(options: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(id=name, label=_writable(label)) for name, label in options)


def _writable(text: str) -> str:
    """Replace what can't travel as UTF-8, so that the rest arrives."""
    return text.encode("utf-8", "replace").decode()


def _check_text(event_id: UUID, text: str) -> None:
    """Refuse what can't be kept; a lone surrogate never comes this far, because the decoder refuses it."""
    if not text:
        raise BadFrame("bad_frame", event_id, "`text` is empty.")
    if len(text) > LONGEST_TEXT:
        raise BadFrame("too_long", event_id)
    if "\x00" in text:
        raise BadFrame("bad_text", event_id)


def _place(fault: ValidationError) -> str:
    """Return the field that a fault speaks of, without what stood in it."""
    _, found, place = str(fault).rpartition(" - at `$.")
    return f"See `{place}." if found else ""
