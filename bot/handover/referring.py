"""A warm hand-over to a partner: the counsellor proposes, the help-seeker decides. Nothing is given to anybody here.

Once the help-seeker said yes, the counsellor reads that, and calls or writes the partner themselves.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.content.catalogue import Catalogue
from bot.conversations import Conversations
from bot.errors import BotError
from bot.flows.referral_texts import named
from bot.handover.floor import Floor
from bot.handover.own import NotYours, own_case
from bot.handover.partners import Partner, partners
from bot.model import (
    LONGEST_GUEST_NAME,
    MOST_REFERRAL_CHARACTERS,
    UNANSWERED,
    Case,
    CaseId,
    Consent,
    Conversation,
    Language,
    Line,
    LineFrom,
    LineState,
    Phase,
    ProposalAnswer,
    Referral,
    StaffId,
    after_answer,
    changed,
)
from bot.performing import Performed
from bot.ports import Job, Store, Transaction
from bot.proposing import open_proposal


class NotNow(BotError):
    """Nothing was proposed.

    Attributes:
        why: `asked`: another proposal waits for its answer; `refused`: these words for this partner were refused;
            `away`: the help-seeker is not in the talk at this moment; `partner`: no such partner is good today;
            `joined`: somebody is in the talk, or may come.
    """

    def __init__(self, why: str) -> None:
        """Say which of it."""
        super().__init__("This can't be proposed now.", where=why, fix="Look at the talk, and ask in your own words.")
        self.why = why


class Referring:
    """The use cases of a hand-over to a partner. Each is one transaction, and only for whoever has the case."""

    def __init__(
        self, store: Store, conversations: Conversations, floor: Floor, *, catalogue: Callable[[], Catalogue]
    ) -> None:
        """Write into the same conversations and outbox as the talk; partners come from what is served now."""
        self._store = store
        self._conversations = conversations
        self._floor = floor
        self._catalogue = catalogue

    async def partners(self, staff_id: StaffId, case_id: CaseId, reader: Language) -> tuple[Partner, ...]:
        """Return to whom the help-seeker of this case may be handed over.

        Raises:
            NotYours: it is not claimed by this counsellor.
        """

        def work(tx: Transaction) -> tuple[Partner, ...]:
            case = own_case(tx, staff_id, case_id)
            return partners(self._catalogue(), case, reader=reader, today=tx.now.date())

        return await self._store.run(Job(work))

    async def propose(
        self, staff_id: StaffId, case_id: CaseId, words: str, *, to: str, client_id: str, person: str = ""
    ) -> Referral:
        """Show the help-seeker what would be given to a partner, or who of it would join the talk, and ask them.

        The same `client_id` asks once.

        Args:
            staff_id: Who proposes it.
            case_id: Their case.
            words: 1 to 1,000 characters; none where somebody is to join.
            to: The id of a partner of `partners`.
            client_id: The desk's own id of this proposal, at most 64 characters.
            person: Who is to join, 1 to 60 characters; empty where words are to be given.

        Raises:
            NotYours: it is not claimed by this counsellor.
            NotNow: it can't be proposed; nothing was shown.
            BotError: the words are none, or too many.
        """
        words, person = words.strip(), " ".join(person.split())
        _check_words(words, person)

        def work(tx: Transaction) -> tuple[Referral, Performed | None]:
            case = own_case(tx, staff_id, case_id)
            conversation = tx.conversations.get(case.conversation_id)
            if conversation is None:
                raise NotYours
            before = tx.referrals.of(case)
            if before and _was_proposed(tx, case, client_id):
                return before[-1], Performed(conversation, look_again=True)
            referral = self._new(tx, case, words, to=to, before=before)
            if person:
                referral = replace(referral, person=person, read=tuple(case.card))
            _check(conversation, referral, before)
            said = named(referral) if person else f"{referral.name}: “{words}”"
            shown = Line(0, LineFrom.COUNSELLOR, said, state=LineState.WAITING, client_id=client_id, by=staff_id)
            line = tx.cases.add_line(case_id, shown)
            tx.referrals.keep(case, referral)
            tx.staff.audit(staff_id, "refer", case_id)
            return referral, self._conversations.proposed(tx, conversation, referral, line=line.number)

        referral, performed = await self._store.run(Job(work))
        self._conversations.follow_up(performed)
        self._floor.case_changed(case_id)
        return referral

    async def withdraw(self, staff_id: StaffId, case_id: CaseId) -> None:
        """Take the proposal back that waits for an answer; where none waits, nothing happens.

        Raises:
            NotYours: it is not claimed by this counsellor.
        """

        def work(tx: Transaction) -> None:
            case = own_case(tx, staff_id, case_id)
            proposal, conversation = open_proposal(tx, case), tx.conversations.get(case.conversation_id)
            consent = None if proposal is None else after_answer(proposal.consent, ProposalAnswer.WITHDRAW)
            if proposal is None or conversation is None or consent is None:
                return
            tx.conversations.save(changed(conversation, proposal=proposal.without_last()))
            for one in tx.referrals.of(case):
                if one.number == proposal.number:
                    tx.referrals.keep(case, replace(one, consent=consent))
            tx.cases.add_line(case_id, Line(0, LineFrom.SYSTEM, f"referral_{ProposalAnswer.WITHDRAW}"))
            tx.staff.audit(staff_id, "withdraw", case_id)

        await self._store.run(Job(work))
        self._floor.case_changed(case_id)

    def _new(self, tx: Transaction, case: Case, words: str, *, to: str, before: tuple[Referral, ...]) -> Referral:
        found = partners(self._catalogue(), case, reader=case.language, today=tx.now.date())
        partner = next((one for one in found if one.id == to), None)
        if partner is None:
            raise NotNow("partner")
        number = max((one.number for one in before), default=0) + 1
        return Referral(number, partner.id, partner.told, partner.outcome, words)


def _check_words(words: str, person: str) -> None:
    if person:
        if words or len(person) > LONGEST_GUEST_NAME:
            raise BotError("Who joins has a name of 1 to 60 characters.", where="person", fix="Write it shorter.")
    elif not 0 < len(words) <= MOST_REFERRAL_CHARACTERS:
        raise BotError("Words to a partner have 1 to 1,000 characters.", where="words", fix="Write it shorter.")


def _was_proposed(tx: Transaction, case: Case, client_id: str) -> bool:
    return any(client_id and line.client_id == client_id for line in tx.cases.lines(case.id))


def _check(conversation: Conversation, wanted: Referral, before: tuple[Referral, ...]) -> None:
    """Refuse what can't be asked now, or was refused.

    Raises:
        NotNow: with the reason.
    """
    asked = conversation.proposal
    if conversation.phase is not Phase.TALKING:
        raise NotNow("away")
    if asked is not None and asked.consent in UNANSWERED:
        raise NotNow("asked")
    if asked is not None and asked.joins and asked.consent is Consent.AGREED:
        raise NotNow("joined")  # else their “no” to whoever is there would be one to something else
    said_no = {(one.partner, one.words, one.person) for one in before if one.consent is Consent.REFUSED}
    if (wanted.partner, wanted.words, wanted.person) in said_no:
        raise NotNow("refused")
