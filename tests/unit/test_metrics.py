"""The page of metrics: what it tells, when it tells it, and what it never tells."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.handover.case_figures import CaseTotals
from bot.handover.due_calls import CallCounts
from bot.handover.vitals import Vitals
from bot.model import SendCounts, Urgency
from bot.model.health import Health
from bot.ops.logs import FAULTS, is_fault
from bot.ops.metrics import CountedJournal, PrometheusMeter
from bot.ports import DeliveryResult
from bot.watchkeeping import Report
from tests.fakes import FakeClock, FakeJournal

ROOT = Path(__file__).parent.parent.parent
A_QUARTER = timedelta(minutes=15)
BUSY = Vitals(
    {Urgency.URGENT: 1, Urgency.NORMAL: 2},
    late={Urgency.URGENT: 1},
    on_duty=3,
    seats_open=2,
    seats_taken=4,
    stale_claims=1,
    sends=SendCounts(queued=5, held=6, failed=7, unknown=8),
    calls=CallCounts(left=1, uncovered_soon=2, lost=3),
)


def meter(clock: FakeClock) -> PrometheusMeter:
    """Return one that has counted nothing."""
    return PrometheusMeter(clock, version="1.2.3", bundle=lambda: "0123456789abcdef", cases=no_cases)


def read(page: bytes) -> dict[str, float]:
    """Return every sample, by name and labels as they stand on the page."""
    samples = (one for family in text_string_to_metric_families(page.decode()) for one in family.samples)
    return {_name(one.name, one.labels): one.value for one in samples}


def _name(name: str, labels: dict[str, str]) -> str:
    return name + "".join(f"{{{label}={value}}}" for label, value in sorted(labels.items()))


async def no_cases() -> CaseTotals:
    """Count cases where there were none."""
    return CaseTotals()


async def looks(counted: PrometheusMeter, clock: FakeClock, vitals: Vitals | None = BUSY, **health: object) -> None:
    """Let the watch look."""
    whole = replace(Health(vitals is not None), **health)  # type: ignore[arg-type]
    await counted.hear(Report(clock.now(), whole, vitals))


async def test_what_people_do_is_told_by_the_quarter_of_an_hour() -> None:
    """However often somebody reads the page, and however shortly before it the service was started."""
    clock = FakeClock()
    counted = meter(clock)
    before = counted.page()
    await looks(counted, clock, Vitals())
    counted.turn("signal", counted.begin())
    counted.delivery("signal", DeliveryResult.SENT)
    clock.advance(A_QUARTER * 2 - timedelta(seconds=1))
    await looks(counted, clock, Vitals())
    quiet = read(counted.page())
    clock.advance(timedelta(seconds=1))
    await looks(counted, clock)
    told = read(counted.page())

    assert read(before)["ajar_turns_total{channel=signal}"] == 0
    assert quiet["ajar_turns_total{channel=signal}"] == quiet["ajar_turn_seconds_count"] == 0
    assert told["ajar_turns_total{channel=signal}"] == told["ajar_turn_seconds_count"] == 1
    assert told["ajar_deliveries_total{channel=signal}{result=sent}"] == 1
    assert (told["ajar_cases_waiting{urgency=urgent}"], told["ajar_cases_waiting{urgency=normal}"]) == (1, 2)
    assert (told["ajar_outbox_rows{state=queued}"], told["ajar_outbox_rows{state=held}"]) == (5, 6)
    assert (told["ajar_seats{state=open}"], told["ajar_seats{state=taken}"]) == (2, 4)
    assert told["ajar_counsellors_on_duty"] == 3


async def test_what_we_fail_at_is_told_at_once() -> None:
    """Whoever waits too long does not wait for a quarter to be over as well."""
    clock = FakeClock()
    counted = meter(clock)
    counted.fault("turn_failed")
    silence = {"telegram": timedelta(minutes=4), "signal": timedelta(0)}
    await looks(counted, clock, silence=silence, stuck={"telegram": 2}, key_days=9, disk_free=0.0555)
    told = read(counted.page())

    assert told["ajar_cases_late{urgency=urgent}"] == 1
    assert (told["ajar_lines_lost{state=failed}"], told["ajar_lines_lost{state=unknown}"]) == (7, 8)
    assert (told["ajar_claims_stale"], told["ajar_callbacks_due"], told["ajar_callbacks_uncovered"]) == (1, 1, 2)
    assert told["ajar_faults_total{event=turn_failed}"] == 1
    assert (told["ajar_channel_up{channel=telegram}"], told["ajar_channel_up{channel=signal}"]) == (0, 1)
    assert told["ajar_channel_silent_seconds{channel=telegram}"] == 240
    assert told["ajar_deliveries_stuck{channel=telegram}"] == 2
    assert (told["ajar_keys_ahead_days"], told["ajar_disk_free_ratio"]) == (9, 0.06)
    assert told["ajar_build_info{bundle=0123456789ab}{version=1.2.3}"] == 1
    assert told["ajar_cases_waiting{urgency=urgent}"] == 0  # not yet


async def test_a_database_counts_as_up_only_while_somebody_sees_it_answer() -> None:
    """Not before the first look, not when it did not answer, not when nobody looks any more."""
    clock = FakeClock()
    counted = meter(clock)
    unseen = read(counted.page())["ajar_database_up"]
    await looks(counted, clock)
    up = read(counted.page())["ajar_database_up"]
    clock.advance(timedelta(minutes=1))
    unwatched = read(counted.page())["ajar_database_up"]
    await looks(counted, clock, None)
    away = read(counted.page())["ajar_database_up"]

    assert (unseen, up, unwatched, away) == (0, 1, 0, 0)


async def test_every_series_is_there_from_the_start_and_no_label_is_free() -> None:
    """The first of its kind is seen as one more; and no name, no id and no word can ever be a label."""
    clock = FakeClock()
    counted = meter(clock)
    await looks(counted, clock, silence={"telegram": timedelta(0), "signal": timedelta(0)})
    before = set(read(counted.page()))
    counted.turn("mia@example.org", counted.begin())
    counted.delivery("+31600000001", DeliveryResult.SENT)
    for channel in ("telegram", "signal", "webchat"):
        counted.turn(channel, counted.begin())
        for result in DeliveryResult:
            counted.delivery(channel, result)
    for fault in FAULTS:
        counted.fault(fault)
    clock.advance(A_QUARTER * 2)
    await looks(counted, clock, silence={"telegram": timedelta(0), "signal": timedelta(0)})

    assert set(read(counted.page())) == before
    assert not any("created" in name for name in before)


def test_the_journal_counts_what_warns_and_hands_all_of_it_on() -> None:
    """A line of the log and its count never differ."""
    journal, counted = FakeJournal(), list[str]()
    both = CountedJournal(journal, counted.append)

    both.note("turn_failed", channel="signal")
    both.note("keys_destroyed", count=1)

    assert counted == ["turn_failed"]
    assert journal.lines == [("turn_failed", {"channel": "signal"}), ("keys_destroyed", {"count": 1})]


async def test_every_metric_is_documented_and_no_other() -> None:
    """Others build rules and drawings on these names."""
    clock = FakeClock()
    counted = meter(clock)
    await looks(counted, clock, silence={"telegram": timedelta(0)})
    families = text_string_to_metric_families(counted.page().decode())
    told = {f"{one.name}_total" if one.type == "counter" else one.name for one in families}
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `(ajar_\w+)` \|", page, flags=re.MULTILINE)) == told


def test_every_event_that_warns_is_known() -> None:
    """So its series is there before it happens for the first time."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))
    noted = set(re.findall(r'(?:\bnote\(\s*|\bfault=)"([a-z_]+)"', source))

    assert {event for event in noted if is_fault(event)} == FAULTS
