"""A pause after a talk: chosen with the outcome, ended by itself or by its counsellor; the audit tells nothing."""

from bot.handover.floor import Floor
from bot.model import Pause, StaffId, after_talk, ended_early
from bot.ports import Job, Store, Transaction


class Pausing:
    """The use cases of pauses; what is kept is in the store, whom it holds for is told to the floor."""

    def __init__(self, store: Store, floor: Floor) -> None:
        """Keep pauses in `store`; `floor` lets nobody new come while they last."""
        self._store = store
        self._floor = floor

    async def resume(self) -> None:
        """Take up the pauses that last since before a start."""
        pauses = await self._store.run(Job(lambda tx: tx.pauses.all()))
        for staff_id, pause in pauses.items():
            self._floor.pause(staff_id, pause.ends_at)

    async def end(self, staff_id: StaffId) -> None:
        """Let talks come to a counsellor again; nothing happens where there is no pause."""
        await self._store.run(Job(lambda tx: end_pause(tx, staff_id)))
        self._floor.end_pause(staff_id)


def begin_pause(tx: Transaction, staff_id: StaffId, minutes: int) -> Pause | None:
    """Keep the pause that was chosen with an outcome; returns the one that lasts now, which may be an earlier one."""
    pause = after_talk(tx.pauses.all().get(staff_id), minutes, tx.now)
    if pause is not None:
        tx.pauses.keep(staff_id, pause)
    return pause


def end_pause(tx: Transaction, staff_id: StaffId) -> None:
    """End a pause early, if there is one; what was left of it does not count."""
    running = tx.pauses.all().get(staff_id)
    if running is not None:
        tx.pauses.keep(staff_id, ended_early(running, tx.now))
