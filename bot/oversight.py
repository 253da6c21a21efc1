"""The watch over the service, wired: who looks, who is told, and what counts. What it needs loads only where wanted."""

import shutil
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from secrets import randbits
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from bot.alerts import AlertOut, Alerts
from bot.flows.bundle import Bundle
from bot.going_on import GoingOn
from bot.handover.case_figures import CaseFigures
from bot.handover.claims import Claims
from bot.handover.escalation import CallOut, Escalation
from bot.handover.floor import Floor
from bot.handover.vitals import VitalSigns
from bot.looking_back import LookingBack
from bot.noted import Noted
from bot.opening import Kept
from bot.ops.call_out import Post, WebAlertOut, WebCallOut
from bot.ops.logs import is_fault
from bot.ops.mail import MailAlertOut, MailCallOut, Postbox, mail_server
from bot.ops.report.on_the_board import SheetsOnTheBoard
from bot.ports import SILENT, Meter
from bot.settings import Settings
from bot.signs import SignsOfLife
from bot.watchkeeping import Latest, Listener, Senses, Watchkeeping
from bot.web.call_words import mail_of, mail_of_alert, words_of, words_of_alert
from bot.web.metrics import metrics_routes
from bot.web.texts import names_in

if TYPE_CHECKING:
    from bot.ops.metrics import PrometheusMeter


class Oversight:
    """Everything that watches over one process.

    Attributes:
        kept: What was opened, with a journal that counts where somebody reads the counts.
        meter: What counts.
        signs: When channels gave a sign of life.
        latest: What the watch saw last.
        going_on: What counts how people go on from question to question.
        past: The weeks that are over.
        published: The sheets that were made of quarters, and the days that stood out.
    """

    def __init__(self, settings: Settings, kept: Kept, *, bundle: Callable[[], Bundle]) -> None:
        """Count where the settings say who may read it."""
        self._settings = settings
        self._bundle = bundle
        self._noted = Noted(kept.journal, kept.clock, warns=is_fault)
        kept = replace(kept, journal=self._noted)
        self._prometheus = _prometheus(settings, kept, bundle)
        self.kept = kept if self._prometheus is None else _counted(kept, self._prometheus)
        self.meter: Meter = self._prometheus or SILENT
        self.signs = SignsOfLife(kept.clock)
        self.latest = Latest()
        self.going_on = GoingOn(kept.store, clock=kept.clock, journal=self._noted, coin=lambda: bool(randbits(1)))
        self.past = LookingBack(kept.store, kept.clock, self.kept.journal)
        self.published = SheetsOnTheBoard(settings.home, kept.clock, names_in)

    def routes(self) -> list[web.RouteDef]:
        """Return what the web server has to serve: the page of metrics, or nothing."""
        token = self._settings.metrics_token
        if self._prometheus is None or token is None:
            return []
        from bot.ops.metrics import CONTENT_TYPE  # noqa: PLC0415

        return metrics_routes(self._prometheus.page, content_type=CONTENT_TYPE, token=token.get_secret_value())

    def vitals(self, floor: Floor, claims: Claims) -> VitalSigns:
        """Return what reads how it stands at the desk."""
        return VitalSigns(self.kept.store, floor, claims=claims, bundle=self._bundle)

    def escalations(self, vitals: VitalSigns, session: aiohttp.ClientSession) -> list[Escalation]:
        """Return what calls outside when nobody helps, one for each way: where one is away the other goes on."""
        outs: list[CallOut] = []
        if (url := self._settings.call_url) is not None:
            post = Post(url.get_secret_value(), session, setting="AJAR_CALL_URL")
            outs.append(WebCallOut(post, lambda call: words_of(call, self._bundle())))
        if (postbox := self._postbox(self._settings.call_mail)) is not None:
            outs.append(MailCallOut(postbox, lambda call: mail_of(call, self._bundle())))
        return [Escalation(vitals.read, out, clock=self.kept.clock, journal=self.kept.journal) for out in outs]

    def begin(
        self,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        vitals: VitalSigns,
        session: aiohttp.ClientSession,
        *,
        stuck: Callable[[], Mapping[str, int]],
        is_clock_in_doubt: Callable[[], bool],
    ) -> None:
        """Begin everything that counts, looks and calls, for as long as the process runs."""
        spawn(self.past.run())
        spawn(self.going_on.run())
        for escalation in self.escalations(vitals, session):
            spawn(escalation.run())
        spawn(self.watch(vitals, session, stuck=stuck, is_clock_in_doubt=is_clock_in_doubt).run())

    def watch(
        self,
        vitals: VitalSigns,
        session: aiohttp.ClientSession,
        *,
        stuck: Callable[[], Mapping[str, int]],
        is_clock_in_doubt: Callable[[], bool],
    ) -> Watchkeeping:
        """Return what looks, for as long as it runs, and tells whoever is to be told."""
        home = self._settings.home
        senses = Senses(self.signs.silence, stuck, is_clock_in_doubt, lambda: free_of(home), self._noted.lately)
        meters: list[Listener] = [] if self._prometheus is None else [self._prometheus]
        listeners = [self.latest, *meters, *self._alerts(session)]
        kept = self.kept
        return Watchkeeping(
            vitals.read, senses, kept.keyring, listeners=listeners, clock=kept.clock, journal=kept.journal
        )

    def _alerts(self, session: aiohttp.ClientSession) -> list[Alerts]:
        """Return what tells of the service itself, one for each way: each is told until it took it in."""
        settings, outs = self._settings, list[AlertOut]()
        url, setting = settings.alert_url or settings.call_url, "AJAR_ALERT_URL"
        if url is not None:
            post = Post(url.get_secret_value(), session, setting=setting if settings.alert_url else "AJAR_CALL_URL")
            outs.append(WebAlertOut(post, lambda sign, stage: words_of_alert(sign, stage, self._bundle())))
        if (postbox := self._postbox(settings.alert_mail or settings.call_mail)) is not None:
            outs.append(MailAlertOut(postbox, lambda sign, stage: mail_of_alert(sign, stage, self._bundle())))
        return [Alerts(out, journal=self.kept.journal) for out in outs]

    def _postbox(self, to: str) -> Postbox | None:
        server = self._settings.mail_server
        if server is None or not to:
            return None
        where = mail_server(server.get_secret_value())
        return Postbox(where, sender=self._settings.mail_from, to=to.split(), now=self.kept.clock.now)


def free_of(home: Path) -> float:
    """Return what is free of the disk on which this folder lies, 0 to 1; of one that can't be looked at, nothing is."""
    try:
        disk = shutil.disk_usage(home)
    except OSError:
        return 0.0
    return disk.free / disk.total if disk.total else 0.0


def _prometheus(settings: Settings, kept: Kept, bundle: Callable[[], Bundle]) -> "PrometheusMeter | None":
    if settings.metrics_token is None:
        return None
    from bot.ops.metrics import PrometheusMeter  # noqa: PLC0415

    cases = CaseFigures(kept.store)
    return PrometheusMeter(kept.clock, version=version("ajar"), bundle=lambda: bundle().hash, cases=cases.read)


def _counted(kept: Kept, meter: "PrometheusMeter") -> Kept:
    from bot.ops.metrics import CountedJournal  # noqa: PLC0415

    return replace(kept, journal=CountedJournal(kept.journal, meter.fault))
