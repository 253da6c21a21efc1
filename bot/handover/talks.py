"""What is said and written down inside a claim: read, say, note. Use cases; the help-seeker reads only what is said."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversations import Conversations
from bot.errors import BotError
from bot.handover.floor import Floor
from bot.handover.own import NotYours, own_case
from bot.model import Case, CaseId, Line, LineFrom, LineState, StaffId, Value
from bot.performing import Performed
from bot.ports import Job, Store, Transaction

MOST_CHARACTERS = 4_000
"""The longest text that a counsellor may send, or note, at once."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A claimed case as its counsellor sees it.

    Attributes:
        card: What the help-seeker agreed to show; empty once the case is closed.
        lines: What was said, and the notes between it.
    """

    case: Case
    card: Mapping[str, Value]
    lines: tuple[Line, ...]


class Talks:
    """The use cases of a talk. Each is one transaction, and only for whoever has the case."""

    def __init__(self, store: Store, conversations: Conversations, floor: Floor) -> None:
        """Write into the same conversations and the same outbox as the bot."""
        self._store = store
        self._conversations = conversations
        self._floor = floor

    async def read(self, staff_id: StaffId, case_id: CaseId, *, after: int = 0, audit: bool = False) -> Talk:
        """Return this counsellor's case with the lines after a number.

        Raises:
            NotYours: it is not claimed by this counsellor.
        """

        def work(tx: Transaction) -> Talk:
            case = own_case(tx, staff_id, case_id, closed_too=True)
            if audit:
                tx.staff.audit(staff_id, "open", case_id)
            return Talk(case, case.card, tx.cases.lines(case_id, after))

        return await self._store.run(Job(work))

    async def say(self, staff_id: StaffId, case_id: CaseId, text: str, *, client_id: str) -> Line:
        """Send words of the counsellor to the help-seeker, through the outbox; the same `client_id` sends once.

        Args:
            staff_id: Who writes.
            case_id: Their case.
            text: 1 to 4,000 characters.
            client_id: The desk's own id of this line, at most 64 characters.

        Raises:
            NotYours: it is not claimed by this counsellor, or it is closed.
            BotError: the text is empty or too long.
        """
        _check(text)

        def work(tx: Transaction) -> tuple[Line, Performed | None]:
            case = own_case(tx, staff_id, case_id)
            kept = _written(tx, case_id, client_id)
            if kept is not None:
                known = tx.conversations.get(case.conversation_id)
                return kept, None if known is None else Performed(known, look_again=True)
            conversation = tx.conversations.get(case.conversation_id)
            if conversation is None:
                raise NotYours
            words = Line(0, LineFrom.COUNSELLOR, text, state=LineState.WAITING, client_id=client_id, by=staff_id)
            line = tx.cases.add_line(case_id, words)
            performed = self._conversations.counsellor_said(tx, conversation, text, line=line.number)
            return line, performed

        line, performed = await self._store.run(Job(work))
        self._conversations.follow_up(performed)
        self._floor.case_changed(case_id)
        return line

    async def note(self, staff_id: StaffId, case_id: CaseId, text: str, *, client_id: str) -> Line:
        """Write something down beside the talk, for whoever has the case; nothing of it is ever sent.

        It goes with the lines of the talk, and the audit tells only that there was a note. The same `client_id` writes
        once.

        Args:
            staff_id: Who writes.
            case_id: Their case.
            text: 1 to 4,000 characters.
            client_id: The desk's own id of this note, at most 64 characters.

        Raises:
            NotYours: it is not claimed by this counsellor, or it is closed.
            BotError: the text is empty or too long.
        """
        _check(text)

        def work(tx: Transaction) -> Line:
            own_case(tx, staff_id, case_id)
            kept = _written(tx, case_id, client_id)
            if kept is not None:
                return kept
            tx.staff.audit(staff_id, "note", case_id)
            return tx.cases.add_line(case_id, Line(0, LineFrom.NOTE, text, client_id=client_id, by=staff_id))

        line = await self._store.run(Job(work))
        self._floor.case_changed(case_id)
        return line


def _check(text: str) -> None:
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise BotError("A message has 1 to 4,000 characters.", where="message", fix="Write something shorter.")


def _written(tx: Transaction, case_id: CaseId, client_id: str) -> Line | None:
    """Return the line that the desk sent under this id before."""
    return next((line for line in tx.cases.lines(case_id) if client_id and line.client_id == client_id), None)
