"""How a human is asked for, and how it goes on then, as an editor writes it."""

from typing import Literal

from pydantic import Field

from bot.content.schema import Id, Strict
from bot.flows.format.option_schema import Expression, Reference


class Handover(Strict):
    """How a human is asked for."""

    queue: Literal["chat"] = "chat"
    urgent: Expression | None = Field(default=None, description="When this holds the person is helped first.")
    card: list[Id] = Field(default_factory=list, description="Variables that the counsellor reads after the claim.")
    ticked: Id | None = Field(
        default=None,
        description="A set with what the person lets be seen of the card, as a `pick` saves it; until then it is all.",
    )
    agreed: Expression | None = Field(
        default=None, description="Only when this holds the card shows variables that are sensitive."
    )
    may_write_minutes: Id | None = Field(
        default=None, description="The variable that says how long we may write first while the person waits."
    )
    even_if_closed: bool = Field(default=False, description="Wait also while nobody is at the desk.")


class Exits(Strict):
    """How it goes on after a human was asked for."""

    waiting: Reference | None = Field(default=None, description="The person is in the queue.")
    no_staff: Reference | None = Field(default=None, description="Nobody is at the desk.")
    closed: Reference | None = Field(default=None, description="The talk is over.")
    away: Reference | None = Field(default=None, description="Whom the person wants to talk with again is not free.")


class WithWhom(Strict):
    """With whom somebody wants to talk, and with whom never."""

    talked: Id | None = Field(default=None, description="A bool that becomes true at the end of a talk.")
    again: Id | None = Field(default=None, description="A bool: whom they talked with is asked first.")
    never: Id | None = Field(default=None, description="A bool: whom they talked with never sees them again.")
    regions: Id | None = Field(default=None, description="A set: nobody from these regions sees them.")
    names: Id | None = Field(default=None, description="A sensitive text: nobody who is called so sees them.")
