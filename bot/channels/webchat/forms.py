"""What a page without a script sends: a form, read into the same events that a frame holds. Nothing is sent here."""

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from bot.channels.webchat.frames import LONGEST_TEXT, Choice, Event, Start, Text
from bot.channels.webchat.sessions import is_token
from bot.model import LANGUAGES, Language

MOST_FIELDS: Final = 10
LONGEST_NAME: Final = 200

Press = Literal["start", "text", "choice", "look", "leave"]


class BadForm(Exception):
    """No page of ours sends this."""


@dataclass(frozen=True, slots=True)
class Form:
    """One press of a button.

    Attributes:
        press: Which one.
        token: The key to the session; empty where it begins.
        id: Of the event, made with the page: the same form sent twice is one event.
        text: What was typed, with the line ends and signs that we keep.
        language: What was chosen on the page; empty if nothing was.
    """

    press: Press
    token: str
    id: UUID
    text: str = ""
    prompt: str = ""
    option: str = ""
    language: Language = ""

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > LONGEST_TEXT

    @property
    def event(self) -> Event | None:
        """What the bot hears of it; None: only the page wants something."""
        match self.press:
            case "start":
                return Start(self.id)
            case "text" if self.text and not self.is_too_long:
                return Text(self.id, self.text)
            case "choice":
                return Choice(self.id, self.prompt, self.option)
            case _:
                return None


def read(body: bytes) -> Form:
    """Read a form as browsers send it.

    Raises:
        BadForm: a field is missing, or is nothing that our page has.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError as fault:  # not UTF-8, or too many fields
        raise BadForm from fault
    fields = dict(pairs)
    token, language = fields.get("key", ""), fields.get("language", "")
    press = "choice" if "option" in fields else fields.get("do", "")
    if press == "start" and not token:
        return Form("start", "", uuid4(), language=language if language in LANGUAGES else "")
    if not is_token(token):
        raise BadForm
    return Form(
        _press(press),
        token,
        _uuid(fields.get("id", "")),
        text=_tidy(fields.get("text", "")),
        prompt=_name(fields.get("prompt", "-")),
        option=_name(fields.get("option", "-")),
        language=language if language in LANGUAGES else "",
    )


def _press(name: str) -> Press:
    match name:
        case "text" | "choice" | "look" | "leave":
            return name
        case _:
            raise BadForm


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise BadForm from fault


def _name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME or "\0" in text:
        raise BadForm
    return text


def _tidy(text: str) -> str:
    """Take forms' line ends for ours, and what can't be kept out of it, as the script of the other page does."""
    return text.replace("\r\n", "\n").replace("\0", "\ufffd").strip()
