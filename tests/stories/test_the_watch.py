"""The watch over the service: what it sees of a desk and a machine, in numbers, and that it never stops."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.errors import Fenced, PerhapsSent, StoreDown, TryLater
from bot.handover.case_figures import CaseFigures
from bot.handover.vitals import Vitals
from bot.model import LineState, Outcome, SendCounts, Urgency
from bot.ops.metrics import PrometheusMeter
from bot.ports import Store
from bot.signs import SignsOfLife
from bot.storage.keyring import MemoryKeyring
from bot.watchkeeping import Listener, Report, Senses, Watchkeeping
from tests.fakes import FakeClock
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks, mia_waits


class Told:
    """Whoever is told what the watch sees."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.fault: Exception | None = None

    async def hear(self, report: Report) -> None:
        """Remember it, unless this one is broken."""
        if self.fault is not None:
            raise self.fault
        self.reports.append(report)


async def away() -> Vitals:
    """Find the database away."""
    raise StoreDown


def watch_over(house: House, *told: Listener, read: Callable[[], Awaitable[Vitals]] | None = None) -> Watchkeeping:
    """Return what looks after this house."""
    senses = Senses(dict, house.delivery.stuck, lambda: False, lambda: 0.5)
    keyring = MemoryKeyring(house.clock.now())
    return Watchkeeping(
        read or house.vitals.read, senses, keyring, listeners=told, clock=house.clock, journal=house.journal
    )


async def test_it_sees_who_waits_for_how_long_and_who_could_help(house: House) -> None:
    """Four minutes are too long, one where nobody is there who could be called by a sound; nothing says who it is."""
    ada = house.counsellor("Ada")
    await mia_waits(house)
    await house.minutes_pass(3)
    soon = await house.vitals.read()
    ada.leaves()
    alone = await house.vitals.read()
    house.counsellor("Bo")
    await house.minutes_pass(1)
    later = await house.vitals.read()

    assert (soon.waiting, soon.late, soon.lacking) == ({Urgency.NORMAL: 1}, {}, 0)
    assert (soon.on_duty, soon.seats_open, soon.seats_taken) == (1, 1, 0)
    assert (alone.late, alone.lacking, alone.on_duty, alone.seats_open) == ({Urgency.NORMAL: 1}, 1, 0, 0)
    assert (later.late, later.lacking, later.longest_wait) == ({Urgency.NORMAL: 1}, 0, timedelta(minutes=4))


async def test_a_claim_without_a_word_is_seen_until_there_is_one(house: House) -> None:
    """The help-seeker was told that a human writes now."""
    _, ada, case_id = await mia_talks(house)
    await house.minutes_pass(2)
    silent = await house.vitals.read()
    await ada.says(case_id, "Ik ben er.")
    spoken = await house.vitals.read()

    assert (silent.stale_claims, spoken.stale_claims) == (1, 0)
    assert (silent.seats_open, silent.seats_taken) == (0, 1)


async def test_words_that_did_not_arrive_are_seen(house: House) -> None:
    """As the counsellor sees them in the talk, counted."""
    _, ada, case_id = await mia_talks(house)
    house.channel.faults = [PerhapsSent("cut"), PerhapsSent("cut")]

    await ada.says(case_id, "Ik ben er.")
    await house.minutes_pass(0.1)

    assert [line.state for line in (await ada.reads(case_id)).lines if line.text == "Ik ben er."] == [LineState.UNKNOWN]
    assert (await house.vitals.read()).sends == SendCounts(held=1, unknown=1)


async def test_what_can_not_be_sent_for_over_a_minute_is_seen_until_it_is_sent(house: House) -> None:
    """A hiccup of a channel is none of it."""
    mia = house.person("Mia")
    house.channel.faults = [TryLater("away", timedelta(seconds=40)), TryLater("away", timedelta(seconds=40))]
    await mia.says("hallo")
    await house.minutes_pass(0.5)
    hiccup = house.delivery.stuck()
    await house.minutes_pass(0.6)
    stuck = house.delivery.stuck()
    await house.minutes_pass(1)

    assert (hiccup, stuck, house.delivery.stuck()) == ({}, {"telegram": 1}, {})
    mia.was_told("Kun je nu vrij typen?")


async def test_a_database_that_is_away_is_a_report_and_the_machine_is_looked_at_all_the_same(house: House) -> None:
    """And the next look comes."""
    told = Told()
    await watch_over(house, told, read=away).look()

    ((report,)) = told.reports
    assert (report.vitals, report.health.is_database_up) == (None, False)
    assert (report.health.key_days, report.health.disk_free) == (31, 0.5)
    assert ("watch_failed", {"reason": StoreDown().what}) in house.journal.lines


@pytest.mark.parametrize("fault", [StoreDown(), RuntimeError("broken")], ids=["told", "our own"])
async def test_one_who_can_not_be_told_keeps_nobody_else_from_it(house: House, fault: Exception) -> None:
    """Alerts come although the page of metrics is broken; and no watch stops what it watches over."""
    broken, told = Told(), Told()
    broken.fault = fault

    await watch_over(house, broken, told).look()

    assert len(told.reports) == 1
    assert [event for event, _ in house.journal.lines] == ["watch_failed"]


async def test_another_process_that_serves_ends_the_watch(house: House) -> None:
    """It does the work now, and tells what there is to tell."""

    async def replaced() -> Vitals:
        raise Fenced

    with pytest.raises(Fenced):
        await watch_over(house, read=replaced).look()


async def test_what_is_counted_is_what_happened(store: Store, clock: FakeClock) -> None:
    """A message that came twice is one turn; each bubble is one sent; an attempt that is repeated is told as such."""
    meter = PrometheusMeter(clock, version="1", bundle=lambda: "b", cases=CaseFigures(store).read)
    house = House(store, clock, meter=meter)
    watch = watch_over(house, meter)
    mia = house.person("Mia")
    house.channel.faults = [TryLater("slow down", timedelta(seconds=1))]
    await mia.says("hallo", event="7")
    await mia.says("hallo", event="7")
    await watch.look()
    await house.minutes_pass(30)
    await watch.look()
    page = meter.page().decode()
    await house.tasks.end()

    assert 'ajar_turns_total{channel="telegram"} 1.0' in page
    assert f'ajar_deliveries_total{{channel="telegram",result="sent"}} {len(mia.screen)}.0' in page
    assert 'ajar_deliveries_total{channel="telegram",result="later"} 1.0' in page


async def test_what_comes_of_cases_is_counted_from_the_log_of_the_report(store: Store, clock: FakeClock) -> None:
    """How long somebody waited for the first words that reached them, and what came of it, since the start."""
    house = House(store, clock)
    _, ada, before = await mia_talks(house)
    await ada.says(before, "Ik ben er.")
    await ada.closes(before, Outcome.INFORMATION)
    meter = PrometheusMeter(clock, version="1", bundle=lambda: "b", cases=CaseFigures(store).read)
    watch = watch_over(house, meter)
    await watch.look()
    await mia_waits(house, "Noor")
    await house.minutes_pass(2)
    case_id = await ada.claims_next()
    await ada.says(case_id, "Ik ben er.")
    await ada.closes(case_id, Outcome.LISTENED, Outcome.POLICE)
    await mia_waits(house, "Lou")
    await house.minutes_pass(1)
    await house.person("Lou").says("stop")
    await house.minutes_pass(30)
    await watch.look()
    page = meter.page().decode()
    await house.tasks.end()

    assert 'ajar_case_wait_seconds_bucket{le="120.0"} 0.0' in page
    assert 'ajar_case_wait_seconds_bucket{le="300.0"} 1.0' in page
    assert "ajar_case_wait_seconds_sum 120.0" in page
    counted = dict(re.findall(r'^ajar_cases_total{outcome="(\w+)"} (\S+)$', page, flags=re.MULTILINE))
    assert {end: count for end, count in counted.items() if count != "0.0"} == {
        "listened": "1.0",
        "police": "1.0",
        "abandoned": "1.0",
    }


@pytest.mark.parametrize("seconds", [0, 119, 120, 600])
def test_silence_is_told_in_steps(seconds: int) -> None:
    """A sign of life may come with somebody's words, so its moment is never told."""
    clock = FakeClock()
    signs = SignsOfLife(clock)
    signs.of("telegram")()
    clock.advance(timedelta(seconds=seconds))

    assert signs.silence() == {"telegram": timedelta(seconds=seconds // 120 * 120)}
