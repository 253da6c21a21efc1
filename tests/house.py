"""The house that stories happen in: real use cases, the shipped conversation, a given store, and fakes at the door."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from bot.content_files import read_content, read_return_words
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.errors import StoreDown
from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.shelf import Shelf, on_days
from bot.handover.blocking import Blocking
from bot.handover.call_watch import CallWatch
from bot.handover.callbacks import Callbacks
from bot.handover.claims import Claims
from bot.handover.coordination import Coordination
from bot.handover.desk import Desk
from bot.handover.feeds import ShiftFeeds
from bot.handover.floor import Floor, OpenDesk
from bot.handover.glass import BreakingGlass
from bot.handover.guests import Guests
from bot.handover.opening_hours import OpeningHours
from bot.handover.pausing import Pausing
from bot.handover.referring import Referring
from bot.handover.rota import Rota
from bot.handover.taking import Claim, Taking
from bot.handover.talks import Talk, Talks, Unsent
from bot.handover.timetables import booked
from bot.handover.transfers import Transfers
from bot.handover.typing import TypingSigns
from bot.handover.vitals import VitalSigns
from bot.handover.watch import ClaimWatch
from bot.model import (
    ANYTHING,
    Bubble,
    CaseId,
    Choice,
    Draft,
    Inbound,
    InboundKind,
    Line,
    MessageRef,
    Outcome,
    Referral,
    ReturnKey,
    Sender,
    SharedContact,
    Skills,
    Slot,
    StaffId,
    WayBack,
    names_in,
)
from bot.model.health import Health
from bot.ports import SILENT, UNSEEN, Job, Meter, Onlooker, Store, Transaction, Work
from bot.publishing import set_days
from bot.return_phrases import ReturnPhrases
from bot.storage.phrase_keys import phrase_keys
from bot.waking import Wakeup
from bot.web.queue_frame import QueueLook
from tests.fakes import FakeChannel, FakeClock, FakeJournal, Tasks

T = TypeVar("T")

ROOT = Path(__file__).parent.parent


def shipped_sources() -> Mapping[str, str]:
    """Read the files that are served unless an operator names others."""
    return read_content(ROOT / "flows.yaml", ROOT / "bot" / "content")


_SHIPPED: list[Bundle] = []


def shipped_bundle() -> Bundle:
    """Compile the shipped conversation once for all stories."""
    if not _SHIPPED:
        _SHIPPED.append(compile_bundle(shipped_sources()))
    return _SHIPPED[0]


class Person:
    """A help-seeker with a phone in their hand."""

    def __init__(self, house: "House", name: str, language: str, channel: FakeChannel | None = None) -> None:
        self._house = house
        self._language = language
        self._channel = channel or house.channel
        self.sender = Sender(self._channel.name, name)
        self._read = 0
        self._wrote: list[MessageRef] = []

    @property
    def screen(self) -> list[Bubble]:
        """Everything that was ever shown."""
        return self._channel.shown[self.sender]

    @property
    def chat(self) -> list[MessageRef]:
        """The messages of both sides that stand in the chat."""
        gone = self._channel.deleted[self.sender]
        return [ref for ref in (*self._wrote, *self._channel.refs[self.sender]) if ref not in gone]

    def reads(self) -> list[Bubble]:
        """Return what came since they last looked."""
        fresh, self._read = self.screen[self._read :], len(self.screen)
        return fresh

    def was_told(self, *words: str) -> None:
        """Each of these stands in what came since they last looked, in this order."""
        fresh = "\n".join(bubble.text for bubble in self.reads())
        place = 0
        for word in words:
            found = fresh.find(word, place)
            assert found >= 0, f"{word!r} is not in what was said:\n{fresh}"
            place = found

    async def starts(self) -> None:
        """Open the chat."""
        await self._hear(InboundKind.START)

    async def says(self, text: str, *, event: str = "") -> None:
        """Type something; the same `event` twice is the same message delivered twice."""
        await self._hear(InboundKind.TEXT, text=text, event=event)

    async def types(self) -> None:
        """Type, and let it be seen."""
        await self._house.typing.types(self.sender)

    async def edits(self, text: str) -> None:
        """Change an earlier message."""
        await self._hear(InboundKind.EDIT, text=text)

    async def sends_a_photo(self) -> None:
        """Send something that is not text."""
        await self._hear(InboundKind.UNSUPPORTED)

    async def shares_a_contact(self, number: str, *, is_own: bool = True) -> None:
        """Share a contact out of their telephone."""
        await self._hear(InboundKind.UNSUPPORTED, contact=SharedContact(number, is_own))

    async def blocks_us(self) -> None:
        """Block the account."""
        await self._hear(InboundKind.LEFT)

    async def taps(self, label: str, *, bubble: Bubble | None = None) -> None:
        """Tap a button of the newest bubble, or of an older one."""
        chosen = bubble or self.screen[-1]
        options = {option.label: option.id for option in chosen.options}
        assert label in options, f"{label!r} is none of {list(options)}"
        await self._hear(InboundKind.CHOICE, choice=Choice(chosen.prompt, options[label]))

    async def chooses(self, *options: str) -> None:
        """Tap these options one after the other, each on the newest bubble, by the ids that flows.yaml gives them."""
        for option in options:
            newest = self.screen[-1]
            assert option in {one.id for one in newest.options}, f"{option!r} is none of {newest.options}"
            await self._hear(InboundKind.CHOICE, choice=Choice(newest.prompt, option))

    async def taps_number(self, number: int) -> None:
        """Tap the button at this place, from 1."""
        await self.taps(self.screen[-1].options[number - 1].label)

    async def _hear(
        self,
        kind: InboundKind,
        *,
        text: str = "",
        choice: Choice | None = None,
        contact: SharedContact | None = None,
        event: str = "",
    ) -> None:
        number = self._house.next_event()
        has_ref = kind in {InboundKind.TEXT, InboundKind.START} and self._channel is self._house.channel
        ref = MessageRef(f"p{number}" if has_ref else "")
        inbound = Inbound(
            self.sender,
            event or str(number),
            kind,
            text,
            choice,
            message_ref=ref,
            deletable=self._channel is self._house.channel,
            language_hint=self._language,
            contact=contact,
        )
        self._wrote += [ref] if has_ref else []
        await self._house.conversations.hear(inbound)
        await self._house.tasks.settle()


class Counsellor:
    """A counsellor at the desk."""

    def __init__(self, house: "House", name: str) -> None:
        self._house = house
        self.id = StaffId(name)
        self._desk = house.floor.desk(self.id)
        self.open_desk: OpenDesk = self._desk.__enter__()

    def leaves(self) -> None:
        """Close the browser."""
        self._desk.__exit__(None, None, None)

    async def goes_as_the_last(self) -> None:
        """Take no more cases, and let those who wait choose another way."""
        await self._house.desk.nobody_comes(self.id)
        await self._house.tasks.settle()

    async def queue(self) -> list[CaseId]:
        """Look at what waits."""
        return [case.id for case in await self._house.desk.queue()]

    async def claims(self, case_id: CaseId, *, one_more: bool = False) -> Claim:
        """Try to take a case."""
        claim = await self._house.taking.claim(self.id, case_id, one_more=one_more)
        await self._house.tasks.settle()
        return claim

    async def claims_next(self) -> CaseId:
        """Take the first of the queue."""
        first = (await self.queue())[0]
        assert (await self.claims(first)).won
        return first

    async def takes_next(self, *, one_more: bool = False) -> Claim:
        """Take whatever is next for them."""
        claim = await self._house.taking.take_next(self.id, one_more=one_more)
        await self._house.tasks.settle()
        return claim

    async def has_seats(self, seats: int) -> None:
        """Say how many talks they take at once."""
        await self._house.taking.set_seats(self.id, seats)

    async def can(self, **able: str) -> None:
        """Have the operator write down what they can do: each need with its values, with blanks between them."""
        skills = Skills({need: frozenset(values.split()) for need, values in able.items()})
        await self._house.store.run(Job(lambda tx: tx.staff.set_skills(self.id, skills)))

    async def is_known(self, *names: str, region: str = "") -> None:
        """Have an admin write down what help-seekers may know them by."""

        def work(tx: Transaction) -> None:
            skills = tx.staff.skills().get(self.id, ANYTHING)
            tx.staff.set_skills(self.id, replace(skills, region=region, names=names_in(", ".join(names))))

        await self._house.store.run(Job(work))

    async def sees(self) -> Mapping[str, Any]:
        """Look at the queue as the browser is told of it."""
        return await self._house.frame_of(self.id)

    async def says(self, case_id: CaseId, text: str, *, client_id: str = "", left: Unsent | None = None) -> Line:
        """Write to the help-seeker."""
        line = await self._house.talks.say(self.id, case_id, text, client_id=client_id or text, left=left)
        await self._house.tasks.settle()
        return line

    async def notes(self, case_id: CaseId, text: str, *, client_id: str = "") -> Line:
        """Write something down beside the talk."""
        line = await self._house.talks.note(self.id, case_id, text, client_id=client_id or text)
        await self._house.tasks.settle()
        return line

    async def drafts(
        self, case_id: CaseId, words: str, *, number: int, seen: int = 0, note: str = "", page: str = "p1"
    ) -> Draft:
        """Type something, and let the page keep it."""
        unsent = Unsent(Draft(words, note, page, number), seen)
        return await self._house.talks.draft(self.id, case_id, unsent)

    async def proposes(
        self, case_id: CaseId, words: str, *, to: str = "veilig_thuis", client_id: str = "", person: str = ""
    ) -> Referral:
        """Propose to give words to a partner, or that somebody of it joins."""
        name = client_id or f"p-{self._house.next_event()}"
        referral = await self._house.referring.propose(self.id, case_id, words, to=to, client_id=name, person=person)
        await self._house.tasks.settle()
        return referral

    async def withdraws(self, case_id: CaseId) -> None:
        """Take a proposal back."""
        await self._house.referring.withdraw(self.id, case_id)
        await self._house.tasks.settle()

    async def reads(self, case_id: CaseId) -> Talk:
        """Look at the talk."""
        return await self._house.talks.read(self.id, case_id)

    async def offers(self, case_id: CaseId, to: "Counsellor", note: str = "") -> None:
        """Offer the talk to a colleague."""
        await self._house.transfers.offer(self.id, case_id, to=to.id, note=note)
        await self._house.tasks.settle()

    async def recalls(self, case_id: CaseId) -> None:
        """Take the offer back."""
        await self._house.transfers.recall(self.id, case_id)
        await self._house.tasks.settle()

    async def accepts(self, case_id: CaseId, *, one_more: bool = False) -> None:
        """Be ready to go on with a colleague's talk."""
        await self._house.transfers.accept(self.id, case_id, one_more=one_more)
        await self._house.tasks.settle()

    async def declines(self, case_id: CaseId) -> None:
        """Leave it with the colleague."""
        await self._house.transfers.decline(self.id, case_id)
        await self._house.tasks.settle()

    async def gives_back(self, case_id: CaseId) -> None:
        """Return the case to the queue."""
        await self._house.desk.give_back(self.id, case_id)
        await self._house.tasks.settle()

    async def closes(self, case_id: CaseId, *outcomes: Outcome, pause: int = 0, group: str = "") -> None:
        """End the case, or only say what came of it; so many minutes nobody new is to come."""
        said = outcomes or [Outcome.LISTENED]
        await self._house.desk.close(self.id, case_id, said, pause_minutes=pause, group=group)
        await self._house.tasks.settle()

    async def ends_the_pause(self) -> None:
        """Let talks come again."""
        await self._house.pausing.end(self.id)


_RETURN_WORDS = read_return_words()


def quick_keys(words: str) -> tuple[WayBack, ReturnKey]:
    """Make the keys of a phrase as the app does, with little memory, so that a story takes no time."""
    way, key = phrase_keys(words, b"pepper of the house of stories..", memory_kib=64)
    return way, key


class _BreaksOnce:
    """A bundle at which the first touch is a fault, as if our code were broken."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._broken = False

    def __getattr__(self, name: str) -> object:
        if not self._broken:
            self._broken = True
            raise RuntimeError("broken")
        return getattr(self._bundle, name)


class _ForgetfulStore:
    """A store whose connection can break right after a commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.forget = False

    async def run(self, work: Work[T]) -> T:
        result = await self._store.run(work)
        if self.forget:
            self.forget = False
            raise StoreDown
        return result


class House:
    """Everything wired as app.py does, on the store given, with a clock that stands still."""

    def __init__(
        self,
        store: Store,
        clock: FakeClock,
        bundle: Bundle | None = None,
        *,
        channel: FakeChannel | None = None,
        web: FakeChannel | None = None,
        others: Iterable[FakeChannel] = (),
        even_after: Callable[[], timedelta] = timedelta,
        first_id: int = 1,
        meter: Meter = SILENT,
        onlooker: Onlooker = UNSEEN,
    ) -> None:
        self.clock = clock
        self.store = self._forgetful = _ForgetfulStore(store)
        self.channel = channel or FakeChannel()
        self.web = web or FakeChannel("webchat")
        self._others = {one.name: one for one in others}
        self._even_after = even_after
        self._meter = meter
        self._onlooker = onlooker
        self.journal = FakeJournal()
        self.make_keys = quick_keys
        self.health: Health | None = None  # what the watch over the service saw last
        self.shelf = Shelf(bundle or shipped_bundle())
        self.booked: dict[Slot, int] = {}
        self._counsellors: list[Counsellor] = []
        self._events = itertools.count(1)
        self._ids = itertools.count(first_id)
        self._wire()

    async def frame_of(self, staff_id: StaffId) -> Mapping[str, Any]:
        """Return what the desk of a counsellor is told of the queue."""
        look = QueueLook(await self.desk.overview(), self.clock.now(), on_duty=self.floor.on_duty())
        frame: Mapping[str, Any] = msgspec.json.decode(look.frame(staff_id, takes_cases=True))
        return frame

    async def _look_at_hours(self) -> None:
        """Serve the hours that coordinators set, as the app does."""
        self.shelf = on_days(self.shelf, await self.store.run(Job(set_days)))

    def _wire(self) -> None:
        """Put the use cases together; what they remember by themselves begins anew."""
        self.floor = Floor(self.clock)
        self.tasks = Tasks(self.clock)
        self.delivery = Delivery(
            self.store,
            {**self._others, self.web.name: self.web, self.channel.name: self.channel},
            clock=self.clock,
            bell=self.floor,
            journal=self.journal,
            spawn=self.tasks.spawn,
            even_after=self._even_after,
            meter=self._meter,
        )
        self.alarm = Wakeup(self.store, self.clock, self.journal, spawn=self.tasks.spawn)
        self.phrases = ReturnPhrases(_RETURN_WORDS, self._keys_of, self.clock, journal=self.journal)
        self.conversations = Conversations(
            self.store,
            self.delivery,
            lambda: self.shelf,
            new_id=self._new_id,
            floor=self.floor,
            journal=self.journal,
            alarm=self.alarm,
            phrases=self.phrases,
            meter=self._meter,
            onlooker=self._onlooker,
        )
        claims = Claims()
        self.hours = OpeningHours(self.store, lambda: self.shelf.newest, self._look_at_hours)
        self.rota = Rota(self.store, lambda: self.shelf.newest, booked=self._agreed, new_id=self._new_id)
        self.feeds = ShiftFeeds(self.store, lambda: self.shelf.newest)
        self.blocking = Blocking(self.store, self.floor)
        self.glass = BreakingGlass(self.store, self.floor)
        self.desk = Desk(self.store, self.conversations, self.floor, claims=claims)
        self.taking = Taking(self.store, self.conversations, self.floor, claims=claims)
        self.coordination = Coordination(
            self.store,
            self.conversations,
            self.floor,
            claims=claims,
            bundle=lambda: self.shelf.newest,
            health=lambda: self.health,
        )
        self.typing = TypingSigns(self.store, self.floor)
        self.pausing = Pausing(self.store, self.floor)
        self.transfers = Transfers(self.store, self.conversations, self.floor)
        self.talks = Talks(self.store, self.conversations, self.floor, journal=self.journal)
        self.referring = Referring(
            self.store, self.conversations, self.floor, catalogue=lambda: self.shelf.newest.catalogue
        )
        self.guests = Guests(self.store, self.conversations, self.floor)
        self.callbacks = Callbacks(
            self.store, self.floor, self.conversations.follow_up, bundle=lambda: self.shelf.newest
        )
        self.vitals = VitalSigns(self.store, self.floor, claims=claims, bundle=lambda: self.shelf.newest)
        self.call_watch = CallWatch(self.callbacks, clock=self.clock, journal=self.journal)
        self.watch = ClaimWatch(
            self.desk,
            claims,
            self.floor,
            also=(self.transfers.look, self.guests.look),
            clock=self.clock,
            journal=self.journal,
        )

    def _agreed(self, tx: Transaction) -> Mapping[Slot, int]:
        """Return the calls that are agreed, and those that a story says are."""
        return Counter(booked(tx)) + Counter(self.booked)

    def _new_id(self) -> bytes:
        return next(self._ids).to_bytes(16, "big")

    def _keys_of(self, words: str) -> tuple[WayBack, ReturnKey]:
        return self.make_keys(words)

    async def restarts(self, store: Store | None = None) -> None:
        """The process dies and begins again; what was under way is in doubt, and nobody sits at the desk yet.

        Args:
            store: The same database, opened anew; else it stayed open all the while.
        """
        await self.tasks.end()
        self._counsellors.clear()
        if store is not None:
            self.store = self._forgetful = _ForgetfulStore(store)
        self._wire()
        await self.delivery.recover()
        await self.pausing.resume()
        await self.alarm.look()
        await self.tasks.settle()

    def break_the_next_step(self) -> None:
        """Let our own code run into a fault, once."""
        self.shelf = Shelf(cast("Bundle", _BreaksOnce(self.shelf.newest)))

    def forget_the_next_commit(self) -> None:
        """Let the store keep the next work, and then say that it kept nothing."""
        self._forgetful.forget = True

    def next_event(self) -> int:
        """Number an event."""
        return next(self._events)

    def person(self, name: str, *, language: str = "nl") -> Person:
        """Somebody picks up their phone."""
        return Person(self, name, language, self.channel)

    def person_on_the_web(self, name: str, *, language: str = "nl") -> Person:
        """Somebody opens the web page."""
        return Person(self, name, language, self.web)

    @property
    def crew(self) -> list[Counsellor]:
        """Everybody who sat down since the last start."""
        return self._counsellors

    def counsellor(self, name: str) -> Counsellor:
        """A counsellor sits down at the desk and takes cases."""
        self._counsellors.append(Counsellor(self, name))  # who is not remembered would leave the desk unseen
        return self._counsellors[-1]

    async def hours_pass(self, hours: float) -> None:
        """Time goes by, and whatever is due happens within the quarter."""
        for _ in range(round(hours * 4)):
            await self.minutes_pass(15)

    async def minutes_pass(self, minutes: float) -> None:
        """Time goes by."""
        self.clock.advance(timedelta(minutes=minutes))
        self.alarm.ring(self.conversations)
        await self.tasks.settle()
