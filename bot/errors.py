"""The faults of Ajar, each with what happened, where, and what to do; nothing is caught or logged here.

    BotError
    ├── SettingsError       the environment or a file of the operator is wrong
    ├── ContentError        flows.yaml or bot/content/ is wrong
    ├── StoreDown           the database is away; nothing was kept
    ├── Stale               somebody else changed the conversation first
    ├── Fenced              another process has taken over this database
    ├── Unreadable          a stored value is not what was sealed there
    │   └── AuditBroken     the audit trail was cut, altered or reordered
    └── DeliveryError       a channel did not take a bubble
        ├── Undeliverable   this person can't be reached any more
        ├── Refused         this bubble will never be taken; others may
        ├── TryLater        certainly not sent; the same bubble may go later
        └── PerhapsSent     nobody knows; sending again may show it twice

No text of a person, no address, token or key ever stands in one of these.
"""

from datetime import timedelta


class BotError(Exception):
    """Something that a person can put right.

    Args:
        what: What happened, as a sentence.
        where: File with line and column, setting or command; may be empty.
        fix: What to do about it, as a sentence; may be empty.
    """

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        """Keep the three parts, so that each reader can show what helps there."""
        super().__init__(what, where, fix)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        """Return `where: what fix`, the form that every command prints."""
        place = f"{self.where}: " if self.where else ""
        cure = f" {self.fix}" if self.fix else ""
        return f"{place}{self.what}{cure}"


class SettingsError(BotError):
    """The environment, a key file or a folder is not as it must be."""


class ContentError(BotError):
    """The conversation can't be served as it is written."""


class StoreDown(BotError):
    """The database did not answer: nothing was kept, so acknowledge nothing and try again."""

    def __init__(
        self, what: str = "The database does not answer; nothing was kept.", *, where: str = "AJAR_DATABASE_URL"
    ) -> None:
        """Name what was seen of the outage, and the setting; never a URL, which may hold a password."""
        super().__init__(
            what,
            where=where,
            fix="A server tries again by itself; a command does not: run it again when the database is back.",
        )


class Stale(BotError):
    """The row was changed by somebody else since it was read: read and decide again."""

    def __init__(self, what: str = "Another turn was saved first.") -> None:
        """Say what was overtaken."""
        super().__init__(what, fix="Load it again and decide again.")


class Fenced(BotError):
    """Another process serves this database now: stop at once, it does the work."""

    def __init__(self) -> None:
        """Tell the operator why the process stops."""
        super().__init__("Another process serves this database now.", fix="Run one; a second one waits as a standby.")


class Unreadable(BotError):
    """A stored value was altered, moved to another place, or its key is gone."""

    def __init__(self) -> None:
        """Say the same for every cause, so that nothing can be learnt from the difference."""
        super().__init__("A stored value can't be read.", fix="Its key may be gone, or the row was altered.")


class AuditBroken(Unreadable):
    """The audit trail was cut, altered or reordered; `number` is the first line that does not fit."""

    def __init__(self, number: int) -> None:
        """Name the line, and nothing of what it says."""
        BotError.__init__(
            self,
            f"The audit trail does not fit together at line {number}: something was altered, moved or cut out.",
            fix="Keep the database as it is, find out who could write to it, and compare a backup.",
        )
        self.number = number


class DeliveryError(BotError):
    """A channel did not take what it was given.

    Attributes:
        shown: The ids of the messages of this bubble that are in the chat all the same.
    """

    shown: tuple[str, ...] = ()


class Undeliverable(DeliveryError):
    """The person blocked us or is gone: send nothing more to them."""

    def __init__(self) -> None:
        """Say it without an address."""
        super().__init__("This person can't be reached any more.")


class Refused(DeliveryError):
    """The channel will never take this bubble; the next one may pass."""

    def __init__(self, what: str) -> None:
        """Name the reason in the channel's own words, without any text of ours."""
        super().__init__(what)


class TryLater(DeliveryError):
    """Certainly not sent: wait for `retry_after`, then send the same bubble to the same person.

    Args:
        retry_after: How long this one conversation has to wait.
    """

    def __init__(self, what: str, retry_after: timedelta | None = None) -> None:
        """None as `retry_after` means: wait a little longer each time."""
        super().__init__(what)
        self.retry_after = retry_after


class PerhapsSent(DeliveryError):
    """No answer came, or it was cut: it may have been shown already."""

    def __init__(self, what: str) -> None:
        """Name what was seen, without any text of ours."""
        super().__init__(what)
