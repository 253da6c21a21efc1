"""How many talks each counsellor has, or has said yes to; looked up in the transaction that goes by it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.model import ANYTHING, StaffId, Transfer, TransferState
from bot.ports import Transaction


def seats_taken(tx: Transaction) -> Mapping[StaffId, int]:
    """Return how many seats of each counsellor are taken: by their talks, and by those that they said yes to."""
    return Counter(tx.cases.talks()) + promised(tx.transfers.open())


def promised(transfers: Iterable[Transfer]) -> Counter[StaffId]:
    """Return how many talks each counsellor said yes to, that the help-seeker is asked about."""
    return Counter(one.receiver for one in transfers if one.state is TransferState.ASKED)


def is_full(tx: Transaction, staff_id: StaffId) -> bool:
    """Tell whether all seats of a counsellor are taken; whoever takes one by it has to hold the staff book before."""
    return seats_taken(tx).get(staff_id, 0) >= tx.staff.skills().get(staff_id, ANYTHING).seats
