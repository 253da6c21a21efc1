"""What several kinds of nodes are made of: references, conditions, options, and what happens without an answer."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.content.schema import Id, Phrases, Strict, Text
from bot.flows.values.limits import Bound
from bot.model import Value

MOST_TRIES = 9


def _is_value(value: object) -> object:
    if isinstance(value, str | int | bool):
        return value
    raise PydanticCustomError("E006", "expected a text, a whole number, true or false")


def _is_bound(value: object) -> object:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("E006", "expected a whole number, a date or a time")


def _as_expression(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


AnyValue = Annotated[Value, BeforeValidator(_is_value), WithJsonSchema({"type": ["string", "integer", "boolean"]})]
AnyBound = Annotated[Bound, BeforeValidator(_is_bound), WithJsonSchema({"type": ["integer", "string"]})]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=140)]
"""A node of the same flow, or `flow.node`."""
Expression = Annotated[str, BeforeValidator(_as_expression), StringConstraints(min_length=1)]
"""Such as `land == "be" and not vrij`."""
Note = Annotated[str | None, Field(default=None, exclude=True, description="For colleagues; no meaning for the bot.")]

Untested = Annotated[
    str | None,
    Field(default=None, exclude=True, min_length=10, description="Why no golden conversation comes by here."),
]


class Otherwise(Strict):
    """What happens when answers are not understood."""

    tries: Annotated[int, Field(ge=1, le=MOST_TRIES)] = 2
    then: Reference | None = Field(default=None, description="Where to go after so many; stays there if left out.")


class PickOption(Strict):
    """One of several answers that can be chosen together."""

    id: Id = Field(description="What the answer is called in the file and in what was shown; never its place.")
    label: Text
    when: Expression | None = Field(default=None, description="Offered only when this holds.")
    note: Note
    untested: Untested


class Numbers(Strict):
    """Whole numbers, from the least to the most."""

    min: int | None = Field(default=None, description="The least of them; no least one if left out.")
    max: int | None = Field(default=None, description="The most of them; no most one if left out.")


class OptionModel(PickOption):
    """One answer that can be chosen."""

    value: AnyValue | None = Field(default=None, description="What `save` keeps; the id if there is none.")
    call: Id | None = Field(default=None, description="A flow to run before going on.")
    next: Reference | None = None
    words: Phrases | None = Field(
        default=None,
        description="What chooses it too, as a whole message, by language; it comes before a word of `interrupts`.",
    )
    numbers: Numbers | None = Field(
        default=None,
        description="What chooses it too, as a number that somebody says (“17”, “ik ben 15”); a place in a list wins.",
    )
