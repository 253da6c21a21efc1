"""What every node of flows.yaml may have."""

from typing import Annotated, Literal

from pydantic import Field

from bot.content.schema import Id, Strict
from bot.flows.format.option_schema import Note, Untested

ChannelName = Literal["telegram", "signal", "webchat", "terminal"]
RenamedFrom = Annotated[
    Id | Annotated[list[Id], Field(min_length=1)] | None,
    Field(default=None, description="Its former id, or several: a conversation that stands there goes on here."),
]


class Node(Strict):
    """What every node may have."""

    renamed_from: RenamedFrom
    locked: bool = Field(default=False, description="A change needs a second pair of eyes when it is published.")
    note: Note
    untested: Untested
