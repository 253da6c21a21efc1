"""The format of the content files beside flows.yaml, and the fields that flows.yaml shares with them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.model import LANGUAGES

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
LONGEST_TEXT = 4_000


class Strict(BaseModel):
    """A map of the format: every key is known, and nothing is converted."""

    # A map is mostly read as a part of a file: what reads it by itself is made when that is asked for.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("E007", "the text is empty")
    return text


def _as_date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("E006", "expected a date such as 2026-11-22") from None


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
"""A name that is never shown: a small letter, then small letters, digits and underscores."""
Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_not_blank)]
"""A text that is not blank."""
_EACH = {language: {"type": "string", "maxLength": LONGEST_TEXT} for language in LANGUAGES}
Text = Annotated[dict[str, Words], Field(min_length=1, max_length=20, json_schema_extra={"properties": _EACH})]
"""What somebody reads: one text for each language, as {nl: …, en: …, fr: …}."""
Phrase = Annotated[str, StringConstraints(max_length=200), AfterValidator(_not_blank)]
Phrases = Annotated[dict[str, Annotated[list[Phrase], Field(min_length=1, max_length=2_000)]], Field(max_length=20)]
Date = Annotated[date, BeforeValidator(_as_date)]


class CrisisFile(Strict):
    """crisis.yaml: the words that need an answer at once, whatever was asked."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    phrases: Phrases = Field(description="Words and phrases by language; each is looked for in texts of any language.")
    harmless: Phrases = Field(
        default_factory=dict,
        description="Phrases that only sound like it; they are taken out of a text before it is searched.",
    )
    signs: Annotated[dict[Id, Phrases], Field(max_length=10)] = Field(
        default_factory=dict, description="What a text of need is about, by name, with words and phrases that tell it."
    )
    between: Phrases = Field(
        default_factory=dict, description="Small words that may stand inside a phrase, up to three in a row."
    )
    apart: dict[str, Phrase] = Field(
        default_factory=dict, description="Words that are two in one, with what they are apart: {kwil: ik wil}."
    )


class HunchFile(Strict):
    """crisis/hunch.json: what was learned from the labelled sentences; `ajar flows learn` makes it."""

    threshold: float = Field(description="From this strength on the bot asks; above 0 is need, below it calm.")
    bias: float
    weights: dict[str, float]
    families: dict[str, str] = Field(description="Words that mean alike, as crisis/families.txt has them.")


Partner = Literal[
    "health", "hoc", "legal", "peers", "police", "protection", "referred", "sas", "sexual_violence", "trafficking"
]
"""What came of a talk from which somebody was handed over: an outcome that leads somewhere."""


class Line(Strict):
    """One help line."""

    name: Text = Field(description="Who answers.")
    number: Phrase | None = Field(default=None, description="The telephone number, in quotes.")
    for_: Text = Field(alias="for", description="For whom or for what, in a few words.")
    countries: Annotated[list[Id], Field(min_length=1)] = Field(description="Where it can be called from.")
    needs: list[Id] = Field(default_factory=list, description="What it helps with: of the needs named above.")
    roles: list[Id] = Field(
        default_factory=list, description="Only for these answers to `rol`; for everybody if left out."
    )
    hours: Text = Field(description="When somebody answers.")
    on_bill: Literal["no", "yes", "unknown"] = Field(
        description="Whether the call can be seen on a telephone bill; in quotes."
    )
    languages: Annotated[list[Id], Field(min_length=1)] = Field(description="Languages spoken there.")
    url: Phrase | None = Field(default=None, description="A page with a chat.")
    source: Phrase = Field(description="Where all this was read.")
    last_checked: Date = Field(description="When somebody last made sure of it.")
    valid_until: Date = Field(description="After this day the line is not shown any more.")
    verified: bool = Field(default=False, description="A second person made sure of it as well.")
    fallback: Id | None = Field(default=None, description="The line to show instead once this one is past its day.")
    always: bool = Field(default=False, description="Shown also past its day: for 112.")
    partner: Partner | None = Field(
        default=None,
        exclude_if=lambda kind: kind is None,
        description="Somebody may be handed over to it, with their yes, and that counts as this outcome.",
    )
    note: str | None = Field(default=None, exclude=True, description="For colleagues.")


class HelplinesFile(Strict):
    """helplines.yaml: the directory of help lines."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    needs: list[Id] = Field(default_factory=list, description="What people may need; every line names some of them.")
    lines: Annotated[dict[Id, Line], Field(min_length=1, max_length=500)]


class WordingFile(Strict):
    """wording.yaml: what the bot says of its own accord."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    texts: Annotated[dict[Id, Text], Field(min_length=1, max_length=500)]
    alike: Annotated[dict[Id, Phrases], Field(max_length=20)] = Field(
        default_factory=dict,
        description="Groups of words that mean the same: who types one of them chooses the option that is another.",
    )
    asides: dict[Id, Id] = Field(
        default_factory=dict,
        description="By group of `alike`: the text that is said where its words answer nothing, for `not_understood`.",
    )
    fillers: Phrases = Field(default_factory=dict, description="Words around an answer that mean nothing: euh, tja.")
    common: Phrases = Field(
        default_factory=dict,
        description="What people type without thinking: nobody can choose it as a word of their own that wipes.",
    )


class Canned(Strict):
    """Words that a counsellor can take over, and change before they leave."""

    title: Text = Field(description="What it is for, as the counsellor reads it in the list.")
    text: Text = Field(description="The words, as the help-seeker reads them.")
    lines: Annotated[list[Id], Field(max_length=10)] = Field(
        default_factory=list, description="Help lines that stand below the text, by their id."
    )
    note: str | None = Field(default=None, exclude=True, description="For colleagues.")


class CannedFile(Strict):
    """canned.yaml: ready-made words for counsellors; a bundle may go without."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    texts: Annotated[dict[Id, Canned], Field(max_length=200)] = Field(
        default_factory=dict, description="In the order in which the list shows them."
    )


NO_CANNED = CannedFile(schema=1)
"""Of a bundle without that file."""


class GuideStep(Strict):
    """One step of a guide."""

    id: Id
    title: Text = Field(description="What is done in this step.")
    text: Text = Field(description="How, in a few sentences.")
    lines: Annotated[list[Id], Field(max_length=10)] = Field(
        default_factory=list, description="Help lines that stand below the step, by their id."
    )


class Guide(Strict):
    """Steps that a counsellor follows in one country, with where they were read."""

    title: Text = Field(description="What the steps are called.")
    about: Text = Field(description="What they are for, and what they are not.")
    countries: Annotated[list[Id], Field(min_length=1)] = Field(description="Where they hold.")
    steps: Annotated[list[GuideStep], Field(min_length=1, max_length=12)] = Field(description="In their order.")
    source: Phrase = Field(description="Where all this was read.")
    last_checked: Date = Field(description="When somebody last made sure of it.")
    valid_until: Date = Field(description="After this day the desk says that it has to be looked at again.")
    verified: bool = Field(default=False, description="A second person made sure of it as well.")
    note: str | None = Field(default=None, exclude=True, description="For colleagues.")


class StepsFile(Strict):
    """steps.yaml: what counsellors follow when somebody may be in danger at home; a bundle may go without."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    guides: Annotated[dict[Id, Guide], Field(max_length=20)] = Field(
        default_factory=dict, description="In the order in which the desk offers them."
    )


NO_STEPS = StepsFile(schema=1)
"""Of a bundle without that file."""
