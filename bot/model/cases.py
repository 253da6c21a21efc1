"""Cases and the lines of their talks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.model.effects import Urgency
from bot.model.event_log import Counted
from bot.model.ids import CaseId, ConversationId, Language, StaffId, Value
from bot.model.skills import needs_of
from bot.model.transfers import Hop
from bot.model.wishes import ANYBODY, Wishes


class CaseState(StrEnum):
    """The life of a case."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Ending(StrEnum):
    """Who ended a case."""

    COUNSELLOR = "counsellor"
    HELP_SEEKER = "help_seeker"
    LEFT = "left"
    """Stop word, wipe, block or closed tab, or the day on which it was to be forgotten: do not write."""


class Outcome(StrEnum):
    """What came of a case; the codes of the yearly figures, several for one case."""

    LISTENED = "listened"
    INFORMATION = "information"
    PRACTICAL = "practical"
    """Income, home, papers."""
    DIRECT_INTERVENTION = "direct_intervention"
    HEALTH = "health"
    """Referred to a doctor or to mental health care."""
    PROTECTION = "protection"
    """To Veilig Thuis, or to those who protect children."""
    POLICE = "police"
    LEGAL = "legal"
    SEXUAL_VIOLENCE = "sexual_violence"
    TRAFFICKING = "trafficking"
    HOC = "hoc"
    SAS = "sas"
    PEERS = "peers"
    REFERRED = "referred"
    """To anybody else."""
    PROFESSIONAL_ADVISED = "professional_advised"
    UNSAFE = "unsafe"
    """It had to end because it was not safe."""
    NO_CONTACT = "no_contact"
    WRONG_SERVICE = "wrong_service"
    TEST = "test"
    ABUSIVE = "abusive"
    UNRECORDED = "unrecorded"
    """Whoever had the case did not say, and is gone."""


REFERRALS = frozenset(
    {
        Outcome.HEALTH,
        Outcome.PROTECTION,
        Outcome.POLICE,
        Outcome.LEGAL,
        Outcome.SEXUAL_VIOLENCE,
        Outcome.TRAFFICKING,
        Outcome.HOC,
        Outcome.SAS,
        Outcome.PEERS,
        Outcome.REFERRED,
    }
)
"""Where somebody was led to."""
NO_TALK = frozenset({Outcome.NO_CONTACT, Outcome.WRONG_SERVICE, Outcome.TEST, Outcome.ABUSIVE})
"""What is counted apart: nobody was counselled. Stands alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """From "I want a human" to an outcome.

    Attributes:
        place: Orders the queue inside one urgency: lower came first. It never changes, so a returned case
            goes back to its old place.
        asked_at: When the human was asked for; sealed where it is stored.
        card: What the counsellor may read after the claim.
        ending: Who ended it; None while it is open.
        outcomes: What came of it, once the counsellor who had it has said so; empty for a case that nobody had.
        fence: How often it was claimed or given back: a claim is known by it, also one of the same counsellor again.
        hops: What was agreed to each time the talk went to a colleague; kept until the person is forgotten.
        needs: In the queue, what helps to choose who takes it. It is for the server to compare with what counsellors
            can do: before the claim nobody reads it, as nobody reads the card that it comes from.
        region: Where it belongs, as a coordinator said who helps to find somebody for it; empty where nobody did. No
            counsellor and no help-seeker is told, and it keeps nobody out.
        wishes: Who is asked first, and who is not to know of it; for the server as well, and never on a card.
        counted: What it remembers for the figures; None: it is in none.
    """

    id: CaseId
    conversation_id: ConversationId
    state: CaseState
    urgency: Urgency
    place: int
    language: Language
    channel: str
    asked_at: datetime
    card: Mapping[str, Value] = field(default_factory=dict)
    claimed_by: StaffId | None = None
    ending: Ending | None = None
    outcomes: tuple[Outcome, ...] = ()
    fence: int = 0
    hops: tuple[Hop, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict, repr=False)
    wishes: Wishes = field(default=ANYBODY, repr=False)
    region: str = field(default="", repr=False)
    counted: Counted | None = field(default=None, repr=False)

    def after(self, hop: Hop) -> "Case":
        """Return the case once the talk went on: on its card is what the hop names, and nothing else."""
        card = {name: value for name, value in self.card.items() if name in hop.read}
        return replace(self, card=card, hops=(*self.hops, hop))

    def needed(self) -> Mapping[str, str]:
        """Return what the case needs."""
        return needs_of(self.language, self.card, self.region)

    def queued(self) -> "Case":
        """Return the case as the queue knows it: without its card, with what it needs."""
        return replace(self, card={}, hops=(), needs=self.needed())


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A case that ended while a counsellor had it, who has not said yet what came of it."""

    case_id: CaseId
    staff_id: StaffId
    ending: Ending


class LineFrom(StrEnum):
    """Who a line of a talk is from."""

    HELP_SEEKER = "help_seeker"
    COUNSELLOR = "counsellor"
    GUEST = "guest"
    """A professional of a partner whom the help-seeker let in; sent under their name."""
    NOTE = "note"
    """Written beside the talk for whoever has the case: never sent, never shown to the help-seeker."""
    SYSTEM = "system"
    """An event code such as `left`, shown in the reader's language."""


READ_ON = "read_on"
"""The line after a yes of the help-seeker: whoever has the talk now may read what was written to another one."""
NOT_READ_ON = "read_on_not"
"""The line after a no."""


class LineState(StrEnum):
    """The fate of a counsellor's words."""

    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claimed talk, as the desk shows it.

    Attributes:
        number: Orders the lines of one case, from 1.
        client_id: The desk's own id of a counsellor's line, so that sending again adds nothing; else empty.
        is_lost: Its words were altered or damaged where they were kept: nobody can read them any more.
        by: Which counsellor wrote it; None for what is not theirs, or was written before that was kept.
    """

    number: int
    author: LineFrom
    text: str = field(repr=False)
    state: LineState = LineState.SENT
    client_id: str = ""
    is_lost: bool = False
    by: StaffId | None = None
