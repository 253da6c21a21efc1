"""The format of a golden file, as an editor meets it; what it means is in docs/golden.md."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.content.schema import Id, Strict
from bot.flows.format.option_schema import AnyValue, Reference
from bot.model import Phase

ANY = ""
"""The key of a text that is meant for every language."""
LONGEST_WAIT = timedelta(days=60)
_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])\Z")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WORD = re.compile(r"\{(\d+) \* (.)\}", re.DOTALL)


def _by_language(value: object) -> object:
    return value if isinstance(value, dict) else {ANY: value}


def _lists(value: object) -> object:
    if not isinstance(value, dict):
        value = {ANY: value}
    return {key: item if isinstance(item, list) else [item] for key, item in value.items()}


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _duration(value: object) -> object:
    found = _DURATION.match(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("E801", "expected a length of time such as 30s, 20m, 1h or 2d")
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def _moment(value: object) -> object:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("E006", 'expected a moment such as "2026-11-23T14:00:00+01:00"') from None


def _repeated(texts: dict[str, str]) -> dict[str, str]:
    """Write out `{4000 * a}`: a long text is told, not pasted."""
    return {key: _WORD.sub(lambda found: found.group(2) * int(found.group(1)), text) for key, text in texts.items()}


Typed = Annotated[dict[str, str], BeforeValidator(_by_language), AfterValidator(_repeated)]
"""What somebody types: one text, or one for each language."""
Found = Annotated[dict[str, list[str]], BeforeValidator(_lists)]
"""Pieces of text: one, several, or several for each language."""
Several = Annotated[list[str], BeforeValidator(_list)]
Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(), le=LONGEST_WAIT)]
Style = Literal["buttons", "numbered", "typed"]
"""How somebody chooses: by tapping, by typing the number, by typing the label."""
STYLES: dict[str, Style] = {style: style for style in get_args(Style)}
"""By their names."""


class Expectation(Strict):
    """What has to hold; every key is optional."""

    node: Reference | None = Field(default=None, description="Where the conversation stands; empty: it rests.")
    rests: bool | None = Field(default=None, description="It waits for nothing.")
    options: list[str] | None = Field(default=None, description="What can be chosen, in this order.")
    text_has: Found | None = Field(default=None, description="Stands in what was said.")
    text_has_not: Found | None = Field(default=None, description="Stands in nothing that was said.")
    said: Several | None = Field(
        default=None, description="Texts of wording.yaml that were said, by key: as a bubble, or a paragraph of one."
    )
    bubbles: int | None = Field(default=None, ge=0, description="How many were seen.")
    silent: bool | None = Field(default=None, description="Nothing was seen.")
    vars: dict[Id, AnyValue] | None = Field(default=None, description="What is remembered.")
    var_absent: Several | None = Field(default=None, description="What is not remembered.")
    phase: Phase | None = Field(default=None, strict=False, description="Who answers now.")
    language: Id | None = Field(default=None, description="The language that is spoken now.")
    case: Literal["urgent", "normal", "none"] | None = Field(default=None, description="How a human was asked for.")
    card: dict[Id, AnyValue] | None = Field(default=None, description="All that the counsellor may read.")
    raised: bool | None = Field(default=None, description="The open case became urgent.")
    left: bool | None = Field(default=None, description="The place in the queue or the talk was given up.")
    told_desk: Several | None = Field(default=None, description="All that the desk was told, in order.")
    wiped: bool | None = Field(default=None, description="Everything was forgotten.")
    path_has: Several | None = Field(default=None, description="Nodes that were passed since the beginning.")
    path_has_not: Several | None = Field(default=None, description="Nodes that were not.")


class Tap(Strict):
    """A button of an earlier question."""

    at: Reference = Field(description="The node that asked it.")
    option: str


MOVES = (
    *("user", "choose", "edit", "sends", "tap", "start", "leave"),
    *("desk", "says", "staff", "calls", "advance", "reload"),
)
"""The keys of a turn that let something happen."""


class Turn(Strict):
    """One thing that happens, or what is expected of it."""

    user: Typed | None = Field(default=None, description="Types this; `/start` opens the chat.")
    choose: Several | None = Field(
        default=None, description="Chooses this option as the channel style does it, or several one after the other."
    )
    edit: Typed | None = Field(default=None, description="Changes an earlier message into this.")
    sends: Literal["voice", "photo", "location", "file", "sticker"] | None = Field(
        default=None, description="Sends something that is never opened."
    )
    tap: Tap | None = Field(default=None, description="Taps a button of an earlier question.")
    start: str | None = Field(default=None, description='Opens the chat with an app in this language, such as "fr-BE".')
    leave: Literal[True] | None = Field(default=None, description="Blocks the account, or closes the chat for good.")
    desk: Literal["claimed", "returned", "closed", "nobody", "colleague_ready", "passed_on", "read_on"] | None = Field(
        default=None, description="What the desk does."
    )
    says: str | None = Field(default=None, description="The counsellor writes this.")
    staff: Literal["here", "away"] | None = Field(default=None, description="Whether somebody is at the desk from now.")
    calls: Literal["free", "full"] | None = Field(default=None, description="Whether a call can be booked from now.")
    advance: Duration | None = Field(default=None, description="Time goes by.")
    reload: Id | None = Field(default=None, description="From now on this one of `bundles` is served.")
    bot: Expectation | None = Field(default=None, description="What has to come of the turn before.")

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Turn":
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("E005", f"a turn is one of {', '.join(MOVES)} or bot")
        return self

    @property
    def move(self) -> str:
        """The key that lets something happen; empty for an expectation."""
        return next((key for key in MOVES if key in self.model_fields_set), "")


class Given(Strict):
    """How it stands when the conversation begins."""

    at: Reference | None = Field(
        default=None, description="The node that the person stands at; the opening unless given."
    )
    vars: dict[Id, AnyValue] = Field(default_factory=dict, description="What is remembered already.")
    staff: Literal["here", "away"] = "here"


class Script(Strict):
    """One golden conversation."""

    name: str = Field(min_length=3, max_length=120, description="What it shows, in a few words.")
    note: str | None = Field(default=None, description="For colleagues.")
    lang: Annotated[list[Id], BeforeValidator(_list)] | None = Field(default=None, description="In these languages.")
    channel: Annotated[list[Style], BeforeValidator(_list)] | None = Field(default=None, description="In these styles.")
    clock: Annotated[AwareDatetime, BeforeValidator(_moment)] | None = Field(
        default=None, description="When it begins."
    )
    given: Given = Given()
    turns: Annotated[list[Turn], Field(min_length=1, max_length=500)]
    expect: Expectation = Field(default=Expectation(), description="What has to hold at the end, of all of it.")


class Defaults(Strict):
    """What holds for every conversation of the file that does not say otherwise."""

    lang: Annotated[list[Id], BeforeValidator(_list)] | None = Field(
        default=None, description="All languages unless given."
    )
    channel: Annotated[list[Style], BeforeValidator(_list)] = Field(
        default_factory=lambda: list(get_args(Style)), description="All styles unless given."
    )
    clock: Annotated[AwareDatetime, BeforeValidator(_moment)] = datetime.fromisoformat("2026-11-23T14:00:00+01:00")


class Change(Strict):
    """A piece of a file that reads otherwise in another bundle."""

    file: str = "flows.yaml"
    old: str = Field(min_length=1, description="Stands exactly once in the file.")
    new: str


class GoldenFile(Strict):
    """A file of golden conversations."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    defaults: Defaults = Defaults()
    bundles: dict[Id, Annotated[list[Change], Field(min_length=1)]] = Field(
        default_factory=dict, description="What `reload` can serve: the served files with some pieces changed."
    )
    conversations: Annotated[list[Script], Field(min_length=1, max_length=500)]
