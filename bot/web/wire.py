"""What goes between the desk in the browser and the server, as strict types; nothing else is read or written."""

import re
from typing import Annotated, Literal

import msgspec

from bot.handover.group_names import MOST_CHARACTERS as MOST_GROUP_CHARACTERS
from bot.handover.talks import MOST_CHARACTERS, Unsent
from bot.model import (
    FEWEST_SEATS,
    MOST_DRAFT_CHARACTERS,
    MOST_NOTE_CHARACTERS,
    MOST_SEATS,
    CaseId,
    Draft,
    Line,
    Outcome,
    Value,
)
from bot.web.referral_frames import GuestShown, ReferralShown
from bot.web.sockets import FromBrowser, Here, ToBrowser

CASE = r"/desk/cases/{case:[0-9a-f]{32}}"
"""The address of one case, as aiohttp reads it."""
HexId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
ClientId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
PartnerId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{0,64}\Z")]
LineNumber = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
_HEX_ID = re.compile("[0-9a-f]{32}")


class LineShown(msgspec.Struct, frozen=True):
    """One line of a talk, or a note beside it.

    Attributes:
        by: The counsellor who wrote it, else empty.
        lost: Nobody can read its words any more.
    """

    number: int
    author: str
    text: str
    state: str
    client_id: str
    by: str
    lost: bool


class DraftShown(msgspec.Struct, frozen=True):
    """What was typed in a talk and not sent."""

    words: str
    note: str
    referral: str
    partner: str
    page: str
    number: int


class TalkShown(msgspec.Struct, frozen=True):
    """What is new of a claimed case; the card only where it was asked for, the draft only where it is another.

    Attributes:
        referrals: All of them, in the order in which they were proposed.
        guest: Of which of them somebody may come by a link, or is there; None for none.
        asked: Which of them waits for an answer, or lets somebody be there; 0 for none.
    """

    id: str
    state: str
    ending: str | None
    lines: list[LineShown]
    referrals: list[ReferralShown]
    guest: GuestShown | None
    asked: int
    card: dict[str, Value] | None = None
    draft: DraftShown | None = None


class CaseShown(msgspec.Struct, frozen=True):
    """One row of the queue: nothing of what was said, nothing of who it is.

    Attributes:
        fit: Whether it fits this counsellor, a colleague who is there, or nobody; not why: that stands on the card.
    """

    id: str
    channel: str
    language: str
    urgency: str
    waited: str
    state: str
    mine: bool
    fit: str


class EndedShown(msgspec.Struct, frozen=True):
    """A case of this counsellor that ended, of which they have not said yet what came of it."""

    id: str
    ending: str


class OfferShown(msgspec.Struct, frozen=True):
    """A colleague's talk that is offered to this counsellor: no card, no words, not the note either.

    Attributes:
        by: Who has the talk.
        state: "offered": this counsellor is asked; "asked": they said yes, and now the help-seeker is asked.
    """

    id: str
    by: str
    channel: str
    language: str
    urgency: str
    waited: str
    state: str


class PassingShown(msgspec.Struct, frozen=True):
    """A talk of this counsellor that they have offered to somebody; who is asked, as in `OfferShown`."""

    id: str
    to: str
    state: str


class QueueFrame(ToBrowser, frozen=True, tag="queue"):
    """The whole queue, in the order in which it is to be helped; replaces the one before.

    Attributes:
        cases: Each a `CaseShown` as it is written, because many desks read the same row.
        on_duty: Whether this desk takes cases.
        counsellors: How many take cases, this one included.
        seats: How many talks this counsellor takes at once.
        seats_open: How many more talks there is a seat for, with all who take cases.
        able: What this counsellor can do, by need; a need that is not there: everything.
        ended: Cases of this counsellor that wait for what came of them.
        offers: Talks of colleagues that are offered to this counsellor.
        passing: Talks of this counsellor that are offered to colleagues.
        paused_until: When the pause of this counsellor ends, in the form of ISO 8601; None: there is none.
        calls: The agreed calls for which this counsellor is to do something now, by their ids.
    """

    cases: list[msgspec.Raw]
    on_duty: bool
    counsellors: int
    seats: int
    seats_open: int
    able: dict[str, list[str]]
    ended: list[EndedShown]
    offers: list[OfferShown]
    passing: list[PassingShown]
    paused_until: str | None = None
    calls: list[str] = msgspec.field(default_factory=list)


class TalkFrame(ToBrowser, frozen=True, tag="talk"):
    """New lines of a followed talk, and lines whose fate changed."""

    talk: TalkShown


class GoneFrame(ToBrowser, frozen=True, tag="gone", omit_defaults=True):
    """A followed talk is this counsellor's no longer.

    Attributes:
        parted: The help-seeker wanted to go on with somebody else.
    """

    id: str
    parted: bool = False


class Duty(FromBrowser, frozen=True, tag="duty"):
    """Take cases, or no longer."""

    on: bool


class Follow(FromBrowser, frozen=True, tag="follow"):
    """Show what comes after this line of a talk, and go on doing so."""

    id: HexId
    after: LineNumber


class Unfollow(FromBrowser, frozen=True, tag="unfollow"):
    """Show nothing more of a talk."""

    id: HexId


Heard = Duty | Follow | Unfollow | Here


class Left(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands unsent in the fields of a page, and the highest number that the page had from us by then."""

    words: Annotated[str, msgspec.Meta(max_length=MOST_DRAFT_CHARACTERS)]
    note: Annotated[str, msgspec.Meta(max_length=MOST_DRAFT_CHARACTERS)]
    page: ClientId
    number: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    seen: Annotated[int, msgspec.Meta(ge=0, le=2**31)]
    referral: Annotated[str, msgspec.Meta(max_length=MOST_DRAFT_CHARACTERS)] = ""
    partner: PartnerId = ""

    def unsent(self) -> Unsent:
        """Return it in the words of the use cases."""
        return Unsent(Draft(self.words, self.note, self.page, self.number, self.referral, self.partner), self.seen)


class Say(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for the help-seeker, and what is left in the fields; the same `client_id` sends once."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CHARACTERS)]
    client_id: ClientId
    left: Left | None = None


class Write(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note beside the talk; the same `client_id` writes once. No field of it has the name of one that is sent."""

    note: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_CHARACTERS)]
    client_id: ClientId
    left: Left | None = None


class GiveBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give a talk back, by a page that shows it up to this line."""

    seen: Annotated[int, msgspec.Meta(ge=0, le=2**31)] | None = None


class Close(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of a case, how many minutes nobody new comes after it, and which group was named; empty: none.

    Attributes:
        seen: Up to which line the page shows the talk.
    """

    outcomes: Annotated[list[Outcome], msgspec.Meta(min_length=1, max_length=len(Outcome))]
    pause: Literal[0, 5, 10, 15] = 0
    group: Annotated[str, msgspec.Meta(max_length=MOST_GROUP_CHARACTERS)] = ""
    seen: Annotated[int, msgspec.Meta(ge=0, le=2**31)] | None = None


class Take(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take a talk; `one_more`: also with all seats taken."""

    one_more: bool = False


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Offer a talk to a colleague, with a note for them."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    note: Annotated[str, msgspec.Meta(max_length=MOST_NOTE_CHARACTERS)] = ""


class Seats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many talks somebody takes at once."""

    seats: Annotated[int, msgspec.Meta(ge=FEWEST_SEATS, le=MOST_SEATS)]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An action that needs no words."""


def as_id(hex_id: str) -> CaseId:
    """Return the case that 32 hexadecimal digits name."""
    return CaseId(bytes.fromhex(hex_id))


def as_typed_id(typed: str) -> CaseId | None:
    """Return the case that a form names, by what `as_id` takes; None: it names none."""
    return as_id(typed) if _HEX_ID.fullmatch(typed) else None


def as_shown(line: Line) -> LineShown:
    """Return a line as the browser reads it."""
    return LineShown(
        line.number, line.author.value, line.text, line.state.value, line.client_id, line.by or "", line.is_lost
    )


def as_draft(draft: Draft | None) -> DraftShown | None:
    """Return a draft as the browser reads it."""
    if draft is None:
        return None
    return DraftShown(draft.words, draft.note, draft.referral, draft.partner, draft.page, draft.number)
