"""A professional of a partner in one talk: let in by a link that opens once, with the help-seeker's yes.

They read what is said from then on, and what they write goes the way of a counsellor's words. The end of the claim, a
"no" of the help-seeker, or a word of the counsellor ends it; nobody has to remember to.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from hashlib import sha256

from bot.conversations import Conversations
from bot.errors import BotError
from bot.handover.floor import Floor
from bot.handover.own import own_case
from bot.model import (
    Case,
    CaseId,
    CaseState,
    Consent,
    Conversation,
    Guest,
    Line,
    LineFrom,
    LineState,
    Phase,
    StaffId,
    Value,
    changed,
)
from bot.performing import Performed
from bot.ports import Job, Store, Transaction

LINK_LIFE = timedelta(minutes=15)
"""So long a link opens: it is read out, or sent, while the talk goes on."""
STAY = timedelta(hours=4)
"""So long a guest stays at most in one talk."""
TOLD_BEFORE = (1, 5, 15)
"""So many minutes before that, and again, a guest reads that it will be over."""
MOST_CHARACTERS = 2_000
"""The longest text that a guest may send at once."""
READ_BY_GUESTS = frozenset({LineFrom.HELP_SEEKER, LineFrom.COUNSELLOR, LineFrom.GUEST})


class NotAgreed(BotError):
    """Nobody was let in: the help-seeker did not agree to it, or took it back."""

    def __init__(self) -> None:
        """Say why there is no link."""
        super().__init__("The help-seeker has not agreed to this.", fix="Ask them first.")


class NotHere(BotError):
    """The guest is in no talk, or not any more: show nothing, take nothing."""

    def __init__(self) -> None:
        """Say the same whether there never was such a guest, or it is over."""
        super().__init__("This talk is not open to you.", fix="Ask the counsellor.")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a guest sees.

    Attributes:
        lines: What was said since they came, after the number that they asked for.
        card: What the help-seeker lets them read of the card.
    """

    guest: Guest
    language: str
    lines: tuple[Line, ...]
    card: Mapping[str, Value]


class Guests:
    """The use cases of a guest and of the counsellor who lets them in. Each is one transaction."""

    def __init__(self, store: Store, conversations: Conversations, floor: Floor) -> None:
        """Write into the same conversations and outbox as the talk."""
        self._store = store
        self._conversations = conversations
        self._floor = floor

    async def invite(self, staff_id: StaffId, case_id: CaseId, number: int) -> str:
        """Make a link for the person whom the help-seeker agreed to let in; an earlier link or guest is over.

        Args:
            staff_id: Who has the case.
            case_id: The case.
            number: Of the referral that was agreed to.

        Returns:
            The token of the link; nothing of it is kept but its hash.

        Raises:
            NotYours: it is not claimed by this counsellor.
            NotAgreed: there is no yes to it.
        """
        token = secrets.token_urlsafe(32)

        def work(tx: Transaction) -> None:
            case = own_case(tx, staff_id, case_id)
            referral = next((one for one in tx.referrals.of(case) if one.number == number), None)
            conversation = tx.conversations.get(case.conversation_id)
            if referral is None or conversation is None or not _is_agreed(conversation, number):
                raise NotAgreed
            ends_at = tx.now + LINK_LIFE
            guest = Guest(digest_of(token), number, referral.person, referral.name, case.fence, ends_at)
            tx.guests.let_in(case, guest)
            tx.staff.audit(staff_id, "invite_guest", case_id)

        await self._store.run(Job(work))
        self._floor.case_changed(case_id)
        return token

    async def send_away(self, staff_id: StaffId, case_id: CaseId) -> None:
        """End the link, or the guest's stay, at once; the help-seeker is told if somebody had come.

        Raises:
            NotYours: it is not claimed by this counsellor.
        """

        def work(tx: Transaction) -> Performed | None:
            case = own_case(tx, staff_id, case_id)
            tx.staff.audit(staff_id, "end_guest", case_id)
            return self._ends(tx, case)

        self._conversations.follow_up(await self._store.run(Job(work)))
        self._floor.case_changed(case_id)

    async def is_open(self, token: str) -> Guest | None:
        """Return whose link this is, if it opens still; to look uses nothing up."""

        def work(tx: Transaction) -> Guest | None:
            found = _found(tx, digest_of(token))
            return None if found is None or found[1].is_here else found[1]

        return await self._store.run(Job(work))

    async def enter(self, token: str) -> str | None:
        """Come in by a link, which opens nothing from then on; returns the token of the session, None for no entry."""
        session = secrets.token_urlsafe(32)

        def work(tx: Transaction) -> tuple[CaseId, Performed] | None:
            found = _found(tx, digest_of(token))
            if found is None or found[1].is_here:
                return None
            case, link, conversation = found
            since = max((line.number for line in tx.cases.lines(case.id)), default=0)
            guest = replace(link, digest=digest_of(session), ends_at=tx.now + STAY, since=since)
            if not tx.guests.exchange(case, link.digest, guest):
                return None
            tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, "guest_came"))
            return case.id, self._conversations.guest_came(tx, conversation, guest)

        done = await self._store.run(Job(work))
        if done is None:
            return None
        self._conversations.follow_up(done[1])
        self._floor.case_changed(done[0])
        return session

    async def visit(self, session: str, *, after: int = 0) -> Visit:
        """Return what a guest sees: what was said since they came.

        Raises:
            NotHere: there is no such guest, or it is over.
        """

        def work(tx: Transaction) -> Visit:
            case, guest, conversation = _here(tx, session)
            lines = tx.cases.lines(case.id, max(after, guest.since or 0))
            said = tuple(line for line in lines if line.author in READ_BY_GUESTS)
            ticked = () if conversation.proposal is None else conversation.proposal.ticks.ticked
            card = {name: value for name, value in case.card.items() if name in ticked}
            return Visit(guest, case.language, said, card)

        return await self._store.run(Job(work))

    async def say(self, session: str, text: str, *, client_id: str) -> Line:
        """Send words of a guest to the help-seeker, under their name; the same `client_id` sends once.

        Raises:
            NotHere: there is no such guest, or it is over.
            BotError: the text is empty or too long.
        """
        if not text.strip() or len(text) > MOST_CHARACTERS:
            raise BotError("A message has 1 to 2,000 characters.", where="message", fix="Write something shorter.")

        def work(tx: Transaction) -> tuple[CaseId, Line, Performed]:
            case, guest, conversation = _here(tx, session)
            before = {line.number for line in tx.cases.lines(case.id)}
            words = Line(0, LineFrom.GUEST, text, state=LineState.WAITING, client_id=f"guest-{client_id}")
            line = tx.cases.add_line(case.id, words)
            if line.number in before:
                return case.id, line, Performed(conversation, look_again=True)
            return case.id, line, self._conversations.guest_said(tx, conversation, guest, text=text, line=line.number)

        case_id, line, performed = await self._store.run(Job(work))
        self._conversations.follow_up(performed)
        self._floor.case_changed(case_id)
        return line

    async def leave(self, session: str) -> None:
        """End a guest's stay by their own word.

        Raises:
            NotHere: there is no such guest, or it is over.
        """

        def work(tx: Transaction) -> tuple[CaseId, Performed | None]:
            case, _, _ = _here(tx, session)
            return case.id, self._ends(tx, case)

        case_id, performed = await self._store.run(Job(work))
        self._conversations.follow_up(performed)
        self._floor.case_changed(case_id)

    async def look(self) -> None:
        """End the stays whose time is over: the help-seeker and the counsellor are told, and the talk goes on."""

        def over(tx: Transaction) -> list[CaseId]:
            claimed = (case for case in tx.cases.queue() if case.claimed_by is not None)
            return [case.id for case in claimed if _has_run_out(tx, case)]

        for case_id in await self._store.run(Job(over)):
            performed = await self._store.run(Job(partial(self._run_out, case_id=case_id)))
            self._conversations.follow_up(performed)
            self._floor.case_changed(case_id)

    def _run_out(self, tx: Transaction, case_id: CaseId) -> Performed | None:
        case = tx.cases.get(case_id)
        return self._ends(tx, case, told="guest_over") if case is not None and _has_run_out(tx, case) else None

    def _ends(self, tx: Transaction, case: Case, *, told: str = "guest_left") -> Performed | None:
        """End the stay, and the yes with it: whoever is to come again is asked about again."""
        guest, conversation = tx.guests.of(case, over_too=True), tx.conversations.get(case.conversation_id)
        tx.guests.send_away(case.id)
        if conversation is None:
            return None
        if conversation.proposal is not None and conversation.proposal.joins:
            conversation = tx.conversations.save(changed(conversation, proposal=conversation.proposal.without_last()))
        if guest is None or not guest.is_here:
            return None
        tx.cases.add_line(case.id, Line(0, LineFrom.SYSTEM, told))
        return self._conversations.guest_left(tx, conversation)


def _has_run_out(tx: Transaction, case: Case) -> bool:
    """Tell whether somebody's stay is over by the clock, with the yes still standing: a no has ended it before."""
    guest = tx.guests.of(case, over_too=True)
    if guest is None or not guest.is_here or tx.now < guest.ends_at:
        return False
    conversation = tx.conversations.get(case.conversation_id)
    return conversation is not None and _is_agreed(conversation, guest.referral)


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return sha256(token.encode("utf-8", "replace")).digest()


def _found(tx: Transaction, digest: bytes) -> tuple[Case, Guest, Conversation] | None:
    """Return the claimed case that a token belongs to, with its guest, if the help-seeker's yes still holds."""
    case_id = tx.guests.find(digest)
    case = None if case_id is None else tx.cases.get(case_id)
    if case is None or case.state is not CaseState.CLAIMED:
        return None
    guest, conversation = tx.guests.of(case), tx.conversations.get(case.conversation_id)
    if guest is None or guest.digest != digest or conversation is None:
        return None
    return (case, guest, conversation) if _is_agreed(conversation, guest.referral) else None


def _is_agreed(conversation: Conversation, number: int) -> bool:
    """Tell whether the help-seeker's yes stands, and they are in the talk: else no word of theirs could end it."""
    proposal = conversation.proposal
    stands = proposal is not None and proposal.joins and proposal.consent is Consent.AGREED
    return stands and proposal is not None and proposal.number == number and conversation.phase is Phase.TALKING


def _here(tx: Transaction, session: str) -> tuple[Case, Guest, Conversation]:
    found = _found(tx, digest_of(session))
    if found is None or not found[1].is_here:
        raise NotHere
    return found
