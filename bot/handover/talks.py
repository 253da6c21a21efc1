"""What is said and written down inside a claim: read, say, note, draft. Use cases; only what is said is ever sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversations import Conversations
from bot.errors import BotError
from bot.handover.floor import Floor
from bot.handover.heard import have_parted, is_withheld, opens_more, readable
from bot.handover.lost_lines import LostLines
from bot.handover.own import NotYours, Parted, own_case
from bot.model import (
    MOST_DRAFT_CHARACTERS,
    Case,
    CaseId,
    Consent,
    Draft,
    Guest,
    Line,
    LineFrom,
    LineState,
    Referral,
    StaffId,
    Value,
)
from bot.performing import Performed
from bot.ports import Job, Journal, Store, Transaction
from bot.proposing import open_proposal

MOST_CHARACTERS = 4_000
"""The longest text that a counsellor may send, or note, at once."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A claimed case as its counsellor sees it.

    Attributes:
        card: What the help-seeker agreed to show; empty once the case is closed.
        lines: What was said, and the notes between it.
        draft: What was typed in this claim and not sent.
        referrals: What was proposed to give to partners.
        guest: Who of a partner is in the talk, or the link that lets them in.
        asked: The number of the one that waits for the help-seeker's answer; 0 for none.
    """

    case: Case
    card: Mapping[str, Value]
    lines: tuple[Line, ...]
    draft: Draft | None = None
    referrals: tuple[Referral, ...] = ()
    asked: int = 0
    guest: Guest | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """What stands in the fields of a page.

    Attributes:
        seen: The highest number that the page had from us when it sent this; what is newer is not replaced.
    """

    draft: Draft
    seen: int


class Talks:
    """The use cases of a talk. Each is one transaction, and only for whoever has the case."""

    def __init__(self, store: Store, conversations: Conversations, floor: Floor, *, journal: Journal) -> None:
        """Write into the same conversations and the same outbox as the bot; `journal` is told of lost lines."""
        self._store = store
        self._conversations = conversations
        self._floor = floor
        self._lost = LostLines(journal)

    async def read(self, staff_id: StaffId, case_id: CaseId, *, after: int = 0, audit: bool = False) -> Talk:
        """Return this counsellor's case with the lines after a number.

        Raises:
            NotYours: it is not claimed by this counsellor; `Parted`, if they had it until its help-seeker wanted
                somebody else.
        """

        def work(tx: Transaction) -> Talk:
            try:
                case = own_case(tx, staff_id, case_id, closed_too=True)
            except NotYours:
                if have_parted(tx.cases.lines(case_id), staff_id):
                    raise Parted from None
                raise
            if audit:
                tx.staff.audit(staff_id, "open", case_id)
            lines, referrals = tx.cases.lines(case_id, after), tx.referrals.of(case)
            if after and opens_more(lines):
                lines = tx.cases.lines(case_id)
            asked, guest = (open_proposal(tx, case), tx.guests.of(case)) if referrals else (None, None)
            number = asked.number if asked else 0
            shown = _shown(tx, case, referrals, reader=staff_id, asked=number)
            return Talk(case, case.card, readable(lines, staff_id), tx.drafts.of(case), shown, number, guest)

        talk = await self._store.run(Job(work))
        self._lost.tell(case_id, talk.lines)
        return talk

    async def say(
        self, staff_id: StaffId, case_id: CaseId, text: str, *, client_id: str, left: Unsent | None = None
    ) -> Line:
        """Send words of the counsellor to the help-seeker, through the outbox; the same `client_id` sends once.

        Args:
            staff_id: Who writes.
            case_id: Their case.
            text: 1 to 4,000 characters.
            client_id: The desk's own id of this line, at most 64 characters.
            left: What is left in the fields without these words: the draft from now on.

        Whoever asks again after the talk was taken from them hears the truth of what they sent while it was theirs.

        Raises:
            NotYours: it is not claimed by this counsellor, or it is closed; nothing was sent, not before either.
            BotError: the text is empty, or something is too long.
        """
        _check(text, left)

        def work(tx: Transaction) -> tuple[Line, Performed | None]:
            try:
                case = own_case(tx, staff_id, case_id)
            except NotYours:
                return _written_before(tx, staff_id, case_id, client_id=client_id), None
            _keep(tx, case, left)
            conversation = tx.conversations.get(case.conversation_id)
            if conversation is None:
                raise NotYours
            words = Line(0, LineFrom.COUNSELLOR, text, state=LineState.WAITING, client_id=client_id, by=staff_id)
            line, is_new = _write(tx, case_id, words)
            if not is_new:
                return line, Performed(conversation, look_again=True)
            return line, self._conversations.counsellor_said(tx, conversation, text, line=line.number)

        line, performed = await self._store.run(Job(work))
        self._conversations.follow_up(performed)
        self._floor.case_changed(case_id)
        return line

    async def note(
        self, staff_id: StaffId, case_id: CaseId, text: str, *, client_id: str, left: Unsent | None = None
    ) -> Line:
        """Write something down beside the talk, for whoever has the case; nothing of it is ever sent.

        It goes with the lines of the talk, and the audit tells only that there was a note. The same `client_id` writes
        once.

        Args:
            staff_id: Who writes.
            case_id: Their case.
            text: 1 to 4,000 characters.
            client_id: The desk's own id of this note, at most 64 characters.
            left: What is left in the fields without this note: the draft from now on.

        Raises:
            NotYours: it is not claimed by this counsellor, or it is closed; nothing was written, not before either.
            BotError: the text is empty, or something is too long.
        """
        _check(text, left)

        def work(tx: Transaction) -> Line:
            try:
                case = own_case(tx, staff_id, case_id)
            except NotYours:
                return _written_before(tx, staff_id, case_id, client_id=client_id)
            _keep(tx, case, left)
            words = Line(0, LineFrom.NOTE, text, client_id=client_id, by=staff_id)
            line, is_new = _write(tx, case_id, words)
            if is_new:
                tx.staff.audit(staff_id, "note", case_id)
            return line

        line = await self._store.run(Job(work))
        self._floor.case_changed(case_id, only=staff_id)
        return line

    async def draft(self, staff_id: StaffId, case_id: CaseId, unsent: Unsent) -> Draft:
        """Keep what was typed and not sent, until it is sent or the claim ends; returns what is kept afterwards.

        That is another draft than this one if another page wrote since, of which this page did not know.

        Raises:
            NotYours: it is not claimed by this counsellor, or it is closed.
            BotError: it is too long.
        """
        _check_draft(unsent)

        def work(tx: Transaction) -> Draft:
            kept = _keep(tx, own_case(tx, staff_id, case_id), unsent)
            if kept is None:
                raise NotYours
            return kept

        kept = await self._store.run(Job(work))
        if kept == unsent.draft:
            self._floor.case_changed(case_id, only=staff_id)
        return kept


def _keep(tx: Transaction, case: Case, unsent: Unsent | None) -> Draft | None:
    return None if unsent is None else tx.drafts.keep(case, unsent.draft, seen=unsent.seen)


def _check(text: str, left: Unsent | None) -> None:
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise BotError("A message has 1 to 4,000 characters.", where="message", fix="Write something shorter.")
    if left is not None:
        _check_draft(left)


def _check_draft(unsent: Unsent) -> None:
    if unsent.draft.characters > MOST_DRAFT_CHARACTERS:
        raise BotError("A draft has at most 5,000 characters.", where="draft", fix="Send a part of it.")


def _shown(
    tx: Transaction, case: Case, referrals: tuple[Referral, ...], *, reader: StaffId, asked: int
) -> tuple[Referral, ...]:
    """Return what a counsellor sees of what was proposed for partners.

    Where they may not read what was written before them: what is asked now, and what was agreed to, because somebody
    has to do it.
    """
    if not referrals or not is_withheld(tx.cases.lines(case.id), reader):
        return referrals
    return tuple(one for one in referrals if one.consent is Consent.AGREED or one.number == asked)


def _written_before(tx: Transaction, staff_id: StaffId, case_id: CaseId, *, client_id: str) -> Line:
    """Return what a counsellor wrote under this id while a case was theirs that is theirs no longer.

    Raises:
        NotYours: they wrote no such thing.
    """
    for line in tx.cases.lines(case_id):
        if client_id and line.client_id == client_id and line.by == staff_id:
            return line
    raise NotYours


def _write(tx: Transaction, case_id: CaseId, line: Line) -> tuple[Line, bool]:
    """Add a line; False: the desk sent it under this id before, and it is the one that stands there."""
    before = {one.number for one in tx.cases.lines(case_id)}
    kept = tx.cases.add_line(case_id, line)
    return kept, kept.number not in before
