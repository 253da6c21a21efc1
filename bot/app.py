"""The composition root: settings become adapters, adapters become use cases; owns the one TaskGroup. Prints nothing."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from aiohttp import web

from bot.channels import webchat
from bot.content_files import read_content, read_return_words
from bot.conversations import Conversations
from bot.delivery import Delivery
from bot.demo import DEMO_STAFF, Login, demo_logins
from bot.errors import BotError
from bot.handover.call_watch import CallWatch
from bot.handover.callbacks import Callbacks
from bot.handover.claims import Claims
from bot.handover.coordination import Coordination
from bot.handover.desk import Desk
from bot.handover.floor import Floor
from bot.handover.guests import Guests
from bot.handover.pausing import Pausing
from bot.handover.referring import Referring
from bot.handover.seat_count import SeatCount
from bot.handover.taking import Taking
from bot.handover.talks import Talks
from bot.handover.timetables import booked
from bot.handover.transfers import Transfers
from bot.handover.typing import TypingSigns
from bot.handover.watch import ClaimWatch
from bot.messengers import Use, signal_line, telegram_line
from bot.model import Role
from bot.opening import opened
from bot.ops.beat import an_even_beat
from bot.oversight import Oversight
from bot.own_turn import own_turn
from bot.ports import Channel, Subkey
from bot.practice import PracticeLine
from bot.preview import equipment
from bot.public_page import public_page, read_face
from bot.publishing import Served
from bot.retention import Retention
from bot.return_phrases import ReturnPhrases
from bot.settings import Settings
from bot.shredding import DayChange
from bot.storage.phrase_keys import phrase_keys
from bot.storage.witness_file import WitnessFile
from bot.tasks import Tasks, first_of
from bot.waking import Wakeup
from bot.web.calls import call_routes
from bot.web.coordinator_pages import coordinator_pages
from bot.web.desk import desk_routes
from bot.web.figures_page import figure_routes
from bot.web.guest import guest_routes
from bot.web.line_pages import line_pages
from bot.web.login import StaffLogin
from bot.web.preview.routes import preview_routes
from bot.web.referral import referral_routes
from bot.web.server import listening, make_server
from bot.web.staff_pages import staff_pages
from bot.web.transfers import transfer_routes
from bot.witness import Witness

DRAIN = timedelta(seconds=3)
"""How long bubbles that are under way may take when the process stops; the rest goes out after the next start."""
CONNECTIONS = 256
"""So many calls to the Bot API may be under way at once."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers, and in the demo, who can log in."""

    url: str
    logins: Mapping[Role, Login] = field(default_factory=dict)


async def serve(
    settings: Settings, *, stop: asyncio.Event, announce: Callable[[Address], None], demo: bool = False
) -> None:
    """Serve everything until `stop` is set.

    Raises:
        BotError: it could not start, or another process took over; says what to do.
    """
    files = await asyncio.to_thread(read_content, settings.flows, settings.content)
    try:
        async with opened(settings) as kept, own_turn(settings, kept, stop), _session() as session:
            if stop.is_set():
                return
            served = Served(kept.store, kept.clock, kept.journal, whereabouts=settings.whereabouts)
            await served.begin(files, always_files=demo)
            logins = await demo_logins(kept) if demo else {}
            oversight = Oversight(settings, kept, bundle=lambda: served.shelf.newest)
            async with asyncio.TaskGroup() as group:
                service = _Service(settings, served, oversight, tasks=Tasks(group), demo=demo)
                await service.work(session, stop=stop, announce=lambda url: announce(Address(url, logins)))
    except* BotError as faults:
        raise first_of(faults) from None


class _Service:
    """The use cases and the channels, wired for one process."""

    def __init__(self, settings: Settings, served: Served, oversight: Oversight, *, tasks: Tasks, demo: bool) -> None:
        self._settings = settings
        self._served = served
        self._oversight = oversight
        self._kept = kept = oversight.kept
        self._tasks = tasks
        self._floor = Floor(kept.clock, open_door=demo)
        self._exempt = frozenset(DEMO_STAFF.values()) if demo else frozenset()
        self._web = webchat.WebchatChannel(kept.clock)
        self._face = read_face(settings)
        self._channels: dict[str, Channel] = {self._web.name: self._web}
        self._delivery = self._new_delivery()
        pepper = kept.keyring.subkey(Subkey.RETURN)
        self._phrases = ReturnPhrases(
            read_return_words(), lambda words: phrase_keys(words, pepper), kept.clock, journal=kept.journal
        )
        self._alarm = Wakeup(kept.store, kept.clock, kept.journal, spawn=tasks.spawn)
        self._conversations = Conversations(
            kept.store,
            self._delivery,
            lambda: served.shelf,
            new_id=lambda: os.urandom(16),
            floor=self._floor,
            journal=kept.journal,
            alarm=self._alarm,
            phrases=self._phrases,
            meter=oversight.meter,
            onlooker=oversight.going_on,
        )
        self._claims = Claims()
        self._desk = Desk(kept.store, self._conversations, self._floor, claims=self._claims)
        self._coordination = Coordination(
            kept.store,
            self._conversations,
            self._floor,
            claims=self._claims,
            bundle=lambda: served.shelf.newest,
            health=oversight.latest.health,
        )
        self._pausing = Pausing(kept.store, self._floor)
        self._practice = PracticeLine(
            lambda: served.shelf, self._phrases, clock=kept.clock, journal=kept.journal, spawn=tasks.spawn
        )
        self._transfers = Transfers(kept.store, self._conversations, self._floor)
        self._guests = Guests(kept.store, self._conversations, self._floor)
        self._callbacks = Callbacks(
            kept.store, self._floor, self._conversations.follow_up, bundle=lambda: served.shelf.newest
        )
        self._vitals = oversight.vitals(self._floor, self._claims)
        self._ready = False

    def _new_delivery(self) -> Delivery:
        kept = self._kept
        return Delivery(
            kept.store,
            self._channels,
            clock=kept.clock,
            bell=self._floor,
            journal=kept.journal,
            spawn=self._tasks.spawn,
            even_after=an_even_beat,
            meter=self._oversight.meter,
        )

    async def work(
        self, session: aiohttp.ClientSession, *, stop: asyncio.Event, announce: Callable[[str], None]
    ) -> None:
        """Take up what an earlier process left, let people in, and stop in good order."""
        use = Use(
            self._conversations,
            self._delivery,
            shelf=lambda: self._served.shelf,
            tasks=self._tasks,
            signs=self._oversight.signs,
        )
        telegram = telegram_line(self._settings, self._kept, session, use=use, channels=self._channels)
        signal = signal_line(self._settings, self._kept, use=use, channels=self._channels)
        if signal is not None:
            await signal.begin()
        await self._delivery.recover()
        await self._pausing.resume()
        self._look_after(session)
        ingress = None if telegram is None else self._tasks.begin(telegram.run())
        if signal is not None:
            self._tasks.spawn(signal.run())
        server = make_server(
            [*self._routes(), *self._oversight.routes(), *(telegram.routes() if telegram else ())],
            ready=lambda: self._ready,
            journal=self._kept.journal,
            page=public_page(self._settings),
        )
        server.on_shutdown.append(lambda _: self._web.close())  # open pages try again until somebody answers
        server.on_shutdown.append(lambda _: self._practice.close())
        async with listening(server, self._settings.http_host, self._settings.http_port) as url:
            self._ready = True
            announce(url)
            await stop.wait()
            self._ready = False
            if ingress is not None:
                ingress.cancel()
            if signal is not None:
                await _in_time(signal.leave())  # the line itself stays: what is said goes over it
        await _in_time(self._delivery.drained())
        await _in_time(self._oversight.going_on.end())
        self._tasks.end()

    def _look_after(self, session: aiohttp.ClientSession) -> None:
        """Start everything that goes on by itself."""
        kept = self._kept
        days = DayChange(kept.keyring, kept.store, clock=kept.clock, journal=kept.journal)
        self._tasks.spawn(days.run())
        self._tasks.spawn(Retention(kept.store, kept.clock, kept.journal, is_in_doubt=lambda: days.is_in_doubt).run())
        memory = WitnessFile(self._settings.witness_file)
        witness = Witness(kept.store, memory, clock=kept.clock, journal=kept.journal, kept=self._settings.audit_kept)
        self._tasks.spawn(witness.run())
        self._tasks.spawn(self._served.run())
        self._tasks.spawn(self._phrases.run())
        self._tasks.spawn(self._practice.run())
        self._tasks.spawn(self._alarm.run(self._conversations))
        also = (self._transfers.look, self._guests.look)
        watch = ClaimWatch(self._desk, self._claims, self._floor, also=also, clock=kept.clock, journal=kept.journal)
        self._tasks.spawn(watch.run())
        self._tasks.spawn(SeatCount(kept.store, self._floor, clock=kept.clock, journal=kept.journal).run())
        self._tasks.spawn(CallWatch(self._callbacks, clock=kept.clock, journal=kept.journal).run())
        begin, stuck = self._oversight.begin, self._delivery.stuck
        begin(self._tasks.spawn, self._vitals, session, stuck=stuck, is_clock_in_doubt=lambda: days.is_in_doubt)

    def _routes(self) -> list[web.RouteDef]:
        """Return the addresses of the web chat, the desk and the preview."""
        kept, key = self._kept, self._kept.keyring.subkey(Subkey.CSRF)
        login = StaffLogin(kept.store, kept.clock, key=key, exempt=self._exempt)
        typed = TypingSigns(kept.store, self._floor)
        return [
            *webchat.routes(self._web, self._conversations, journal=kept.journal, typed=typed, face=self._face),
            *desk_routes(
                self._desk,
                Talks(kept.store, self._conversations, self._floor, journal=kept.journal),
                self._floor,
                taking=Taking(kept.store, self._conversations, self._floor, claims=self._claims),
                pausing=self._pausing,
                catalogue=lambda: self._served.shelf.newest.catalogue,
                staff=login,
                clock=kept.clock,
                csrf_key=key,
            ),
            *self._practice.routes(login, csrf_key=key, face=self._face),
            *self._routes_of_the_line(login, key),
            *staff_pages(kept.store, kept.clock, staff=login, csrf_key=key, bundle=lambda: self._served.shelf.newest),
            *preview_routes(equipment(self._settings, kept.store), staff=login, clock=kept.clock, csrf_key=key),
        ]

    def _routes_of_the_line(self, login: StaffLogin, key: bytes) -> list[web.RouteDef]:
        """Return what else is done about talks, and about the line they come in on."""
        kept, zone = self._kept, self._settings.whereabouts.zone
        referring = Referring(
            kept.store, self._conversations, self._floor, catalogue=lambda: self._served.shelf.newest.catalogue
        )
        return [
            *transfer_routes(self._transfers, staff=login, csrf_key=key),
            *referral_routes(referring, staff=login, csrf_key=key),
            *guest_routes(self._guests, staff=login, clock=kept.clock, csrf_key=key),
            *coordinator_pages(
                kept.store, self._coordination, self._floor, staff=login, clock=kept.clock, csrf_key=key, zone=zone
            ),
            *figure_routes(self._oversight.past, self._oversight.published, staff=login, csrf_key=key),
            *call_routes(self._callbacks, self._floor, staff=login, clock=kept.clock, csrf_key=key, zone=zone),
            *line_pages(
                kept.store,
                lambda: self._served.shelf.newest,
                refresh=self._served.look_at_hours,
                booked=booked,
                staff=login,
                clock=kept.clock,
                csrf_key=key,
            ),
        ]


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


async def _in_time(work: Coroutine[object, object, None]) -> None:
    """Do what is still to be done at a stop, for as long as that may take."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN.total_seconds()):
            await work
