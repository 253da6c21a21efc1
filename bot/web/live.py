"""One desk that stands open in a browser: pushes the queue and the followed talks over a WebSocket; changes no case."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.handover.floor import Floor, OpenDesk
from bot.handover.own import NotYours, Parted
from bot.handover.talks import Talk, Talks
from bot.model import CaseId, CaseState, Guest, Line, LineState, StaffId
from bot.ports import Clock
from bot.web.referral_frames import GuestShown, as_referral
from bot.web.shared_queue import SharedQueue
from bot.web.sockets import Here, PageSocket, ToBrowser
from bot.web.wire import (
    Duty,
    Follow,
    GoneFrame,
    Heard,
    TalkFrame,
    TalkShown,
    Unfollow,
    as_draft,
    as_id,
    as_shown,
)

LOOK_AGAIN = timedelta(seconds=4)
"""How often the login and the waiting times are looked at when nothing happens: a login that was ended, here or by
another process, closes its desk within 5 seconds."""
_SETTLED = frozenset({LineState.SENT, LineState.FAILED})


class TypingFrame(ToBrowser, frozen=True, tag="typing"):
    """The other one of a followed talk types at this moment."""

    id: str


@dataclass(slots=True)
class _Followed:
    """How far the browser has read one talk.

    Attributes:
        after: The line up to which nothing can change any more.
        shown: The fate, as last shown, of each line after that one.
        state: The state of the case and its guest as last shown.
        draft: The page and the number of the draft as last shown.
    """

    after: int
    shown: dict[int, LineState] = field(default_factory=dict)
    state: tuple[CaseState, Guest | None, int] | None = None
    draft: tuple[str, int] | None = None

    def has_news_of(self, talk: Talk) -> bool:
        """Tell whether the browser knows another state of the case, or of its guest, and remember this one."""
        before, self.state = self.state, (talk.case.state, talk.guest, talk.asked)
        return before != self.state

    def has_lost_its_guest(self, now: datetime) -> bool:
        """Tell whether the browser shows a guest, or a link for one, whose time is over: nothing else tells of that."""
        guest = None if self.state is None else self.state[1]
        return guest is not None and guest.ends_at <= now

    def has_new_draft(self, talk: Talk) -> bool:
        """Tell whether the browser knows another draft than this, and remember that it has it now."""
        before, self.draft = self.draft, None if talk.draft is None else (talk.draft.page, talk.draft.number)
        return self.draft not in {before, None}

    def news(self, talk: Talk) -> list[Line]:
        """Return what the browser has not seen, and remember that it has now."""
        fresh = [line for line in talk.lines if self.shown.get(line.number) is not line.state]
        self.shown.update((line.number, line.state) for line in fresh)
        for line in talk.lines:
            if line.state not in _SETTLED:
                break
            self.after = line.number
            del self.shown[line.number]
        return fresh


class LiveDesk:
    """One connection. Everything that leaves is sent by one task, so the order is that of the store."""

    def __init__(
        self,
        browser: PageSocket[Heard],
        open_desk: OpenDesk,
        *,
        queue: SharedQueue,
        talks: Talks,
        floor: Floor,
        clock: Clock,
    ) -> None:
        """Serve the browser at the other end, as long as its login lives."""
        self._browser = browser
        self._open = open_desk
        self._queue = queue
        self._talks = talks
        self._floor = floor
        self._clock = clock
        self._me: StaffId = open_desk.staff_id
        self._followed: dict[CaseId, _Followed] = {}
        self._mine: frozenset[CaseId] = frozenset()
        self._last_queue = b""

    async def run(self) -> None:
        """Serve until the browser leaves, the login ends or the database is away; then close."""
        await self._browser.run(self._do, self._push(), self._look_again())

    async def _look_again(self) -> None:
        while True:
            await self._clock.sleep(LOOK_AGAIN)
            self._open.mark(None)

    def _do(self, heard: Heard) -> None:
        match heard:
            case Duty(on=on):
                self._floor.set_duty(self._open, on_duty=on)
            case Follow(id=hex_id, after=after):
                self._followed[as_id(hex_id)] = _Followed(after)
                self._open.mark(as_id(hex_id))
            case Unfollow(id=hex_id):
                self._followed.pop(as_id(hex_id), None)
            case Here():
                pass

    async def _push(self) -> None:
        """Show what changed; whatever changes meanwhile is seen in the next round."""
        while True:
            queue_changed, changed = await self._open.changes()
            if not await self._browser.is_logged_in(use=False):
                return
            if queue_changed:
                await self._show_queue()
            lost = {case_id for case_id, talk in self._followed.items() if talk.state is not None} - self._mine
            now = self._clock.now()
            over = {case_id for case_id, talk in self._followed.items() if talk.has_lost_its_guest(now)}
            for case_id in self._followed.keys() & (changed | lost | over):
                await self._show_talk(case_id, self._followed[case_id])
            for case_id in self._open.take_typing() & self._followed.keys() & self._mine:
                await self._browser.send(TypingFrame(case_id.hex()))
            await self._browser.pulse()

    async def _show_queue(self) -> None:
        look = await self._queue.look()
        self._mine = look.of(self._me)
        frame = look.frame(self._me, takes_cases=self._open.on_duty, paused_until=self._floor.paused_until(self._me))
        if frame != self._last_queue:
            self._last_queue = frame
            await self._browser.send_written(frame)

    async def _show_talk(self, case_id: CaseId, followed: _Followed) -> None:
        try:
            talk = await self._talks.read(self._me, case_id, after=followed.after)
        except NotYours as fault:
            self._followed.pop(case_id, None)
            parted = isinstance(fault, Parted) and followed.state is not None  # who comes anew is told nothing of it
            await self._browser.send(GoneFrame(case_id.hex(), parted))
            return
        fresh = followed.news(talk)
        has_new_draft = followed.has_new_draft(talk)
        if followed.has_news_of(talk) or fresh or has_new_draft:
            await self._browser.send(TalkFrame(as_talk(talk, fresh, draft=has_new_draft)))


def as_talk(talk: Talk, lines: list[Line] | tuple[Line, ...], *, card: bool = False, draft: bool) -> TalkShown:
    """Return a talk as the browser reads it."""
    ending = talk.case.ending
    return TalkShown(
        talk.case.id.hex(),
        state=talk.case.state.value,
        ending=None if ending is None else ending.value,
        lines=[as_shown(line) for line in lines],
        referrals=[as_referral(one, is_open=one.number == talk.asked) for one in talk.referrals],
        guest=None if talk.guest is None else GuestShown(talk.guest.referral, talk.guest.is_here),
        asked=talk.asked,
        card=dict(talk.card) if card else None,
        draft=as_draft(talk.draft) if draft else None,
    )
