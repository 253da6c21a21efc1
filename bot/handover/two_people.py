"""What takes two people: one proposes it, another one of the same right confirms it, and only once."""

from collections.abc import Collection

from bot.errors import BotError
from bot.model import ANYTHING, Motion, Power, Right, StaffId
from bot.ports import Transaction
from bot.rights_now import has_right

_FULL_NAME = 2
"""So many words tell one person; of a first name alone there are many."""


class NotConfirmed(BotError):
    """Nothing takes effect.

    Attributes:
        code: `over`: it has ended, was taken, or whoever proposed it may not any more; `same`: it is one's own;
            `one`: the two accounts are one person's, as far as we know.
    """

    def __init__(self, code: str) -> None:
        """Say by a code why not."""
        super().__init__("This was not confirmed.", where=code, fix="Look at the list again.")
        self.code = code


def is_one_name(one: StaffId, other: StaffId) -> bool:
    """Tell whether two login names read as one: nobody keeps "Anna" and "a.n.n.a" apart in a list."""
    return _read(one) == _read(other)


def are_one(tx: Transaction, one: StaffId, other: StaffId) -> bool:
    """Tell whether we know that two accounts belong to one person.

    By what an admin wrote down that both are called, by names that read as one, and by a second step that is the same.
    Whoever wants to be two people can: this finds what was made in good faith, or without care.
    """
    skills = tx.staff.skills()
    names, others = (frozenset(" ".join(skills.get(who, ANYTHING).names).split()) for who in (one, other))
    is_one_person = names == others and len(names) >= _FULL_NAME
    return is_one_name(one, other) or is_one_person or bool(_steps(tx, one) & _steps(tx, other))


def _read(name: StaffId) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _steps(tx: Transaction, who: StaffId) -> frozenset[bytes]:
    """Return what tells a second step: of an app its secret, of a passkey what it is known by."""
    factor = tx.staff.factor(who)
    if factor is None:
        return frozenset()
    return frozenset({*([factor.secret] if factor.secret else []), *(key.id for key in factor.passkeys)})


def confirmed(tx: Transaction, motion_id: bytes, by: StaffId, *, right: Right, powers: Collection[Power]) -> Motion:
    """Take a motion off the list as its second person, and return it.

    Args:
        tx: What is raised undoes all of it.
        motion_id: What was read.
        by: Who confirms; their own right is looked at by the caller.
        right: What whoever proposed it has to have still.
        powers: What can be confirmed here.

    Raises:
        NotConfirmed: it stays where it was.
    """
    motion = tx.staff.motions.take(motion_id)
    if motion is None or motion.power not in powers or not has_right(tx, motion.by, right):
        raise NotConfirmed("over")
    if motion.by == by:
        raise NotConfirmed("same")
    if are_one(tx, motion.by, by):
        raise NotConfirmed("one")
    return motion
