"""The page that Prometheus reads: how the service does, and never who it does it for; the door to `prometheus_client`.

What people do, and what is done for them, is told by the quarter of an hour: the page stays as it was at the last whole
quarter, however often it is read. What we fail at is told at once. `docs/design.md` says why.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.handover.case_figures import ENDS, CaseTotals
from bot.handover.vitals import Vitals
from bot.model import Urgency
from bot.ops.logs import FAULTS, is_fault
from bot.ports import Clock, DeliveryResult, Journal
from bot.watchkeeping import Report

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
STEP = timedelta(minutes=15)
"""So coarse is the time at which anything of people is told."""
STALE_AFTER = timedelta(minutes=1)
"""A report that is older says nothing of the database any more."""
CHANNELS = ("telegram", "signal", "webchat")
TURN_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

WAIT_BUCKETS_S = (30, 60, 120, 300, 600, 1_200, 1_800, 3_600)

Bundle = Callable[[], str]
"""Returns the hash of the conversation that is served."""
Cases = Callable[[], Awaitable[CaseTotals]]
"""Returns what became of cases since it was first called."""


class PrometheusMeter:
    """A `Meter`, and a `Listener` of the watch.

    Every series is there from the start, so that the first of its kind is seen as one more, and so that no series tells
    when something happened for the first time.
    """

    def __init__(self, clock: Clock, *, version: str, bundle: Bundle, cases: Cases) -> None:
        """Begin at nought; `version` and `bundle` tell what runs, `cases` what became of cases."""
        self._cases = cases
        disable_created_metrics()  # type: ignore[no-untyped-call]  # they tell when something happened for the first time
        self._clock = clock
        self._people, self._service = CollectorRegistry(), CollectorRegistry()
        turns = Counter("ajar_turns", "Events of help-seekers that took effect.", ["channel"], registry=self._people)
        deliveries = Counter(
            "ajar_deliveries",
            "What became of what was to be sent, attempt by attempt.",
            ["channel", "result"],
            registry=self._people,
        )
        self._seconds = Histogram(
            "ajar_turn_seconds",
            "How long a turn took until it was durable.",
            buckets=TURN_BUCKETS_S,
            registry=self._people,
        )
        self._faults = Counter(
            "ajar_faults", "Lines of the log that warn, by event.", ["event"], registry=self._service
        )
        self._turns = {channel: turns.labels(channel) for channel in CHANNELS}
        self._deliveries = {
            (channel, result): deliveries.labels(channel, result.value)
            for channel in CHANNELS
            for result in DeliveryResult
        }
        for event in sorted(FAULTS):
            self._faults.labels(event)
        self._desk = _Desk()
        self._people.register(self._desk)
        self._service.register(_Service(self.latest, clock, version=version, bundle=bundle))
        self._report: Report | None = None
        self._told_until = _quarter(clock.now()) + 1  # so that a whole quarter lies between a start and the first page
        self._frozen = generate_latest(self._people)

    def begin(self) -> float:
        return perf_counter()

    def turn(self, channel: str, begun: float) -> None:
        counter = self._turns.get(channel)
        if counter is not None:
            counter.inc()
            self._seconds.observe(perf_counter() - begun)

    def delivery(self, channel: str, result: DeliveryResult) -> None:
        counter = self._deliveries.get((channel, result))
        if counter is not None:
            counter.inc()

    def fault(self, event: str) -> None:
        """Count a line of the log that warns."""
        self._faults.labels(event).inc()

    async def hear(self, report: Report) -> None:
        """Take in a look of the watch; once a quarter is over what people did until then is told."""
        self._report = report
        if report.vitals is None:
            return
        self._desk.vitals = report.vitals
        quarter = _quarter(report.at)
        if self._desk.cases is None:
            self._desk.cases = await self._cases()  # what was before the start is no part of what is counted
        elif quarter > self._told_until:
            self._desk.cases = await self._cases()
            self._told_until, self._frozen = quarter, generate_latest(self._people)
        self._told_until = min(self._told_until, quarter + 1)  # the clock may have been put back

    def latest(self) -> Report | None:
        """Return what the watch told last."""
        return self._report

    def page(self) -> bytes:
        """Return the page as it is to be read now."""
        return generate_latest(self._service) + self._frozen


class CountedJournal:
    """A `Journal` that counts what warns, and hands everything on."""

    def __init__(self, journal: Journal, count: Callable[[str], None]) -> None:
        """Write to `journal`; `count` gets the event of each line that warns."""
        self._journal = journal
        self._count = count

    def note(self, event: str, /, **fields: str | float) -> None:
        if is_fault(event):
            self._count(event)
        self._journal.note(event, **fields)


class _Desk(Collector):
    """How it stood at the desk; read only when a quarter is over."""

    def __init__(self) -> None:
        self.vitals = Vitals()
        self.cases: CaseTotals | None = None

    def collect(self) -> Iterable[Metric]:
        vitals, cases = self.vitals, self.cases or CaseTotals()
        waits = cases.waits
        ends = CounterMetricFamily("ajar_cases", "What came of cases.", labels=["outcome"])
        for end in ENDS:
            ends.add_metric([end], cases.ends.get(end, 0))
        yield ends
        # Waits are rounded down to steps, so "less than" is exact where "at most" would count a step too many.
        steps = [(str(float(le)), sum(count for s, count in waits.items() if s < le)) for le in WAIT_BUCKETS_S]
        yield HistogramMetricFamily(
            "ajar_case_wait_seconds",
            "How long people waited from asking for a human to the first words of one.",
            buckets=[*steps, ("+Inf", sum(waits.values()))],
            sum_value=sum(seconds * count for seconds, count in waits.items()),
        )
        sends = {"queued": vitals.sends.queued, "held": vitals.sends.held}
        seats = {"open": vitals.seats_open, "taken": vitals.seats_taken}
        yield _by("ajar_cases_waiting", "People who wait for a human.", urgency=_urgencies(vitals.waiting))
        yield _by("ajar_outbox_rows", "Bubbles that wait to be sent, or are held.", state=sends)
        yield _by("ajar_seats", "Talks that could be taken, and talks that are.", state=seats)
        yield _one("ajar_counsellors_on_duty", "Counsellors who take talks.", vitals.on_duty)


class _Service(Collector):
    """What we fail at, and what runs: as it is now."""

    def __init__(self, latest: Callable[[], Report | None], clock: Clock, *, version: str, bundle: Bundle) -> None:
        self._latest = latest
        self._clock = clock
        self._version = version
        self._bundle = bundle
        self._started_at = clock.now()

    def collect(self) -> Iterable[Metric]:
        report, now = self._latest(), self._clock.now()
        build = GaugeMetricFamily("ajar_build_info", "What runs.", labels=["version", "bundle"])
        build.add_metric([self._version, self._bundle()[:12]], 1)
        yield build
        yield _one("ajar_start_time_seconds", "When this process began, since 1970.", self._started_at.timestamp())
        is_fresh = report is not None and now - report.at < STALE_AFTER
        is_up = report is not None and is_fresh and report.health.is_database_up
        yield _one("ajar_database_up", "The database answers.", is_up)
        if report is not None:
            yield from _health(report)
        if report is not None and report.vitals is not None:
            yield from _failing(report.vitals)


def _health(report: Report) -> Iterable[Metric]:
    health = report.health
    silence = {channel: time.total_seconds() for channel, time in health.silence.items()}
    up = {channel: not seconds for channel, seconds in silence.items()}
    stuck = {channel: health.stuck.get(channel, 0) for channel in CHANNELS}
    yield _by("ajar_channel_up", "The channel gave a sign of life in time.", channel=up)
    yield _by("ajar_channel_silent_seconds", "How long it gave none, in coarse steps.", channel=silence)
    yield _by("ajar_deliveries_stuck", "People to whom something can't be sent.", channel=stuck)
    yield _one("ajar_keys_ahead_days", "For how many days to come there are keys.", health.key_days)
    yield _one("ajar_clock_in_doubt", "No day ends, because the clock may be wrong.", health.is_clock_in_doubt)
    yield _one("ajar_disk_free_ratio", "What is free of the disk of the home.", round(health.disk_free, 2))


def _failing(vitals: Vitals) -> Iterable[Metric]:
    yield _by("ajar_cases_late", "People who wait for too long.", urgency=_urgencies(vitals.late))
    lost = {"failed": vitals.sends.failed, "unknown": vitals.sends.unknown}
    yield _by("ajar_lines_lost", "Words of counsellors that did not arrive, or perhaps did.", state=lost)
    yield _one("ajar_claims_stale", "Cases that a counsellor has and said nothing in.", vitals.stale_claims)
    yield _one("ajar_callbacks_due", "Callbacks that need somebody now.", vitals.calls.left)
    yield _one("ajar_callbacks_uncovered", "Callbacks soon, and nobody on the rota.", vitals.calls.uncovered_soon)
    yield _one("ajar_callbacks_lost", "Callbacks without an outcome.", vitals.calls.lost)


def _urgencies(counts: Mapping[Urgency, int]) -> Mapping[str, float]:
    return {urgency.value: counts.get(urgency, 0) for urgency in Urgency}


def _by(name: str, meaning: str, **values_by_label: Mapping[str, float]) -> Metric:
    ((label, values),) = values_by_label.items()
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _quarter(now: datetime) -> int:
    return int(now.timestamp() // STEP.total_seconds())
