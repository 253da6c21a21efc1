"""What a transaction reads and writes. Everything here is synchronous: it runs in a worker thread."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import (
    BundleHash,
    Case,
    CaseId,
    Conversation,
    ConversationId,
    Draft,
    Guest,
    MessageRef,
    Publication,
    Referral,
    ReturnKey,
    Sender,
    Transfer,
    WayBack,
)


class Conversations(Protocol):
    """The conversations of one transaction, opened with their keys."""

    def of(self, sender: Sender) -> Conversation | None:
        """Return the conversation of this person, or None for a stranger.

        It is found by keyed hashes of all living weeks, and rewritten to the current week when saved.
        """

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """Return the conversation, or None when it was forgotten."""

    def save(self, conversation: Conversation) -> Conversation:
        """Keep it as the successor of the version it carries; returns it with its new version.

        Version 0 is a new one. Its key is wrapped for the day after the last sign of life, at the latest
        for the 30th day.

        Raises:
            Stale: a newer version is kept already, or another conversation of the same person was begun.
        """

    def unlink(self, conversation_id: ConversationId) -> None:
        """Cut it off from its sender for ever: their next message is a stranger's."""

    def forget(self, conversation_id: ConversationId) -> None:
        """Delete its key and every row of it; what remains anywhere is unreadable."""

    def left_under(self, day: int) -> int:
        """Return how many conversations and ways back lie under the key of this day (an ordinal) or an earlier one."""

    def forget_until(self, day: int) -> int:
        """Forget conversations whose last day this was, or an earlier one: some thousand at most; returns how many.

        What return phrases opened until then goes too.
        """

    def standing(self) -> Mapping[str, int]:
        """Return how many conversations stand on each node or come back to it, hold each variable, use each bundle.

        Places are `flow.node`, `vars.name` and `bundle:hash`. It opens every row: for publishing, not for a turn.
        """

    def within_reach(self, channel: str) -> tuple[Conversation, ...]:
        """Return those on a channel to whom we may write first now; it opens every row: for once, not for a turn."""

    def waking(self, until: datetime) -> Mapping[ConversationId, datetime]:
        """Return which conversations go on by themselves until then, with their moments; perhaps the earliest only."""

    def keep_ref(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        """Remember a message of either side, so that it can be deleted within 48 hours."""

    def refs(self, conversation_id: ConversationId, *, until: datetime | None = None) -> tuple[MessageRef, ...]:
        """Return what may still be deleted, oldest first; `UNKNOWN_REF` last, where more stands in the chat.

        With `until` only the messages up to this moment, without a word on what else stands there.
        """

    def forget_refs(self, conversation_id: ConversationId, refs: Sequence[MessageRef]) -> None:
        """Forget messages that are gone from the chat."""


class WaysBack(Protocol):
    """What return phrases open: found by the phrase alone, and readable with it alone."""

    def keep(self, way: WayBack, conversation: Conversation, *, is_locked: bool) -> None:
        """Keep for a week what this phrase opens, in the place of what it opened before.

        Whose conversation it is; and once that is locked, what it was, without the sender. All rows have one size.
        """

    def open(self, key: ReturnKey) -> tuple[ConversationId, Conversation | None] | None:
        """Return what a phrase opens: whose it is, and what it was if it is locked; None when it opens nothing."""

    def forget(self, tags: Iterable[bytes]) -> None:
        """Delete what the phrases with these tags open."""


class Drafts(Protocol):
    """What stands unsent in the fields of claimed cases: one draft a claim, gone when the claim ends."""

    def of(self, case: Case) -> Draft | None:
        """Return the draft of the claim in which the case stands; None: there is none, or none that can be read."""

    def keep(self, case: Case, draft: Draft, *, seen: int) -> Draft | None:
        """Keep a draft over an older one that its page had `seen`; returns what is kept then, None once it is over."""


class Transfers(Protocol):
    """Claimed talks that are offered to a colleague: one a claim, gone when the claim ends."""

    def of(self, case: Case) -> Transfer | None:
        """Return the open transfer of the claim in which the case stands; None for none, or one that can't be read."""

    def open(self) -> tuple[Transfer, ...]:
        """Return all that are open, by the place of their cases."""

    def change(self, case: Case, before: Transfer | None, after: Transfer | None) -> bool:
        """Put one in the place of another by one conditional write; None stands for none.

        False: it is another one than `before` by now, or the claim in which the case stands is over; nothing changed.
        """


class Referrals(Protocol):
    """What was proposed to give to partners in the talk of a case: one for each hop, with what was said to it.

    The words go with the end of the case, what is left goes when the person is forgotten.
    """

    def of(self, case: Case) -> tuple[Referral, ...]:
        """Return those of a case by their numbers; one that was altered or damaged is not among them."""

    def keep(self, case: Case, referral: Referral) -> None:
        """Keep one of an open case, in the place of the one with its number; of no other case anything is kept."""


class Guests(Protocol):
    """Who of a partner is in the talk of a case, or the link that lets them in: one a claim, gone with it."""

    def of(self, case: Case, *, over_too: bool = False) -> Guest | None:
        """Return the guest of the claim in which a case stands; None: none, or altered, or over unless `over_too`."""

    def find(self, digest: bytes) -> CaseId | None:
        """Return the case to which the hash of a token belongs; whether it opens anything says `of`."""

    def let_in(self, case: Case, guest: Guest) -> None:
        """Keep a guest of a claimed case, in the place of any other; of no other case one is kept."""

    def exchange(self, case: Case, digest: bytes, guest: Guest) -> bool:
        """Let a guest take the place of the one with this digest, by one conditional write; False: it is not there."""

    def send_away(self, case_id: CaseId) -> bool:
        """Let nobody be a guest of this case any more; False: nobody was."""


class Publications(Protocol):
    """What was published, and the files of it: enough to serve it again, also after a restart."""

    def latest(self) -> Publication | None:
        """Return what is live; None: nothing was ever published."""

    def all(self) -> tuple[Publication, ...]:
        """Return the log, newest first."""

    def sources(self, bundle: BundleHash) -> Mapping[str, str] | None:
        """Return the files of a bundle by name; None: they are no longer kept."""

    def publish(
        self, bundle: BundleHash, sources: Mapping[str, str], *, author: str, approved_by: str = ""
    ) -> Publication:
        """Make a bundle the live one, and keep its files.

        The files of the 20 bundles published last are kept, and of what was live in the last four days.
        """
