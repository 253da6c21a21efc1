"""What several kinds of nodes are made of: references, conditions, and options that can be chosen."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.content.schema import Id, Strict, Text
from bot.model import Value


def _is_value(value: object) -> object:
    if isinstance(value, str | int | bool):
        return value
    raise PydanticCustomError("E006", "expected a text, a whole number, true or false")


def _as_expression(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


AnyValue = Annotated[Value, BeforeValidator(_is_value), WithJsonSchema({"type": ["string", "integer", "boolean"]})]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=140)]
"""A node of the same flow, or `flow.node`."""
Duration = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "pattern": "^[1-9][0-9]*[smh]$", "description": "A length of time: 30s, 5m or 1h."}
    ),
]
Expression = Annotated[str, BeforeValidator(_as_expression), StringConstraints(min_length=1)]
"""Such as `land == "be" and not vrij`."""
Note = Annotated[str | None, Field(default=None, exclude=True, description="For colleagues; no meaning for the bot.")]

Untested = Annotated[
    str | None,
    Field(default=None, exclude=True, min_length=10, description="Why no golden conversation comes by here."),
]


class PickOption(Strict):
    """One of several answers that can be chosen together."""

    id: Id = Field(description="What the answer is called in the file and in what was shown; never its place.")
    label: Text
    when: Expression | None = Field(default=None, description="Offered only when this holds.")
    note: Note
    untested: Untested


class OptionModel(PickOption):
    """One answer that can be chosen."""

    value: AnyValue | None = Field(default=None, description="What `save` keeps; the id if there is none.")
    call: Id | None = Field(default=None, description="A flow to run before going on.")
    next: Reference | None = None
