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


class CallExits(Strict):
    """How it goes on at a callback; which of them a node has depends on what it does."""

    chosen: Reference | None = Field(default=None, description="Of `choose`: a day and a time were chosen.")
    none: Reference | None = Field(default=None, description="Of `choose`: none of them suits.")
    full: Reference | None = Field(default=None, description="Of `choose`: nothing is free.")
    booked: Reference | None = Field(default=None, description="Of `book`: the time is theirs.")
    taken: Reference | None = Field(default=None, description="Of `book`: it is not free any more.")
    known: Reference | None = Field(default=None, description="Of `prove`: the word is the one that was agreed.")
    unknown: Reference | None = Field(default=None, description="Of `prove`: it is not, or nothing was agreed.")
    confirmed: Reference | None = Field(default=None, description="Of `confirm`: it counts as their yes.")
    early: Reference | None = Field(default=None, description="Of `confirm`: it is too early, or too late.")
    withdrawn: Reference | None = Field(default=None, description="Of `withdraw`: nobody calls, if anybody was to.")


class Calls(Strict):
    """The variables that say when and how somebody is to be called."""

    slot: Id = Field(description="A text: the chosen day and time. `choose` and `prove` set it.")
    soon: Id | None = Field(default=None, description="A bool: it begins within a day. `choose` sets it.")
    proven: Id = Field(description="A bool: it is theirs, so it may be told of. `book` and `prove` set it.")
    number: Id = Field(description="A sensitive phone.")
    others: Id | None = Field(default=None, description="A sensitive text: who else may pick up.")
    opening: Id | None = Field(default=None, description="A sensitive text: what is said to them.")
    code_word: Id = Field(description="A sensitive text: what tells that it is them.")
    voicemail: Id | None = Field(default=None, description="A bool: a voicemail may be left.")
    call_again: Id | None = Field(default=None, description="A bool: we call again if the line drops.")
    once_more: Id | None = Field(default=None, description="A bool: we try once more if nobody answers.")
    asking: Id | None = Field(default=None, description="A choice of never, day_before and at_start.")
    wording: Id | None = Field(default=None, description="A choice of the texts suit_ask_… of wording.yaml.")
    young: Id = Field(description="A bool: they are under 16, so a counsellor decides first.")


class CountedBy(Strict):
    """By what talks are told apart in the figures; of a talk only what its card may show is counted."""

    country: Id | None = Field(default=None, description="A choice: where they are.")
    role: Id | None = Field(default=None, description="A choice: who they are to the group.")


class WithWhom(Strict):
    """With whom somebody wants to talk, and with whom never."""

    talked: Id | None = Field(default=None, description="A bool that becomes true at the end of a talk.")
    again: Id | None = Field(default=None, description="A bool: whom they talked with is asked first.")
    never: Id | None = Field(default=None, description="A bool: whom they talked with never sees them again.")
    regions: Id | None = Field(default=None, description="A set: nobody from these regions sees them.")
    names: Id | None = Field(default=None, description="A sensitive text: nobody who is called so sees them.")
