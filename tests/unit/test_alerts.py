"""What whoever runs the service is told of it: when it begins, while it lasts, once it is over; and not a word more."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts import (
    AGAIN,
    CALM_FOR,
    DISK_FREE,
    HOLDS_FOR,
    KEY_DAYS,
    LINES_LOST,
    MEANS,
    ROWS_HELD,
    ROWS_QUEUED,
    Alert,
    Alerts,
    Sign,
    Stage,
)
from bot.errors import BotError
from bot.handover.vitals import Vitals
from bot.model import SendCounts
from bot.model.health import Health
from bot.noted import LATELY, Noted
from bot.ops.logs import is_fault
from bot.watchkeeping import LOOK_EVERY, Report
from bot.web.call_words import words_of_alert
from tests.fakes import FakeClock, FakeJournal
from tests.house import shipped_bundle

ROOT = Path(__file__).parent.parent.parent
WELL = Health(silence={"telegram": timedelta(0), "signal": timedelta(0)})
WRONG: dict[Sign, Report] = {
    Sign(one, channel): Report(FakeClock().now(), replace(WELL, **health), vitals)  # type: ignore[arg-type]
    for one, channel, health, vitals in [
        (Alert.DATABASE_AWAY, "", {"is_database_up": False}, None),
        (Alert.CHANNEL_SILENT, "signal", {"silence": {"signal": timedelta(minutes=2)}}, Vitals()),
        (Alert.SENDS_STUCK, "telegram", {"stuck": {"telegram": 1}}, Vitals()),
        (Alert.SENDS_LOST, "", {}, Vitals(sends=SendCounts(failed=2, unknown=1))),
        (Alert.SENDS_PILE_UP, "", {}, Vitals(sends=SendCounts(held=20))),
        (Alert.TURNS_FAIL, "", {"warnings": frozenset({"turn_failed", "flood_warned"})}, Vitals()),
        (Alert.MESSAGES_LOST, "", {"warnings": frozenset({"gap_warned"})}, Vitals()),
        (Alert.AUDIT_BROKEN, "", {"warnings": frozenset({"audit_failed"})}, Vitals()),
        (Alert.KEYS_NOT_MADE_AHEAD, "", {"key_days": 27}, Vitals()),
        (Alert.CLOCK_IN_DOUBT, "", {"is_clock_in_doubt": True}, Vitals()),
        (Alert.DISK_NEARLY_FULL, "", {"disk_free": 0.09}, Vitals()),
    ]
}
"""One report for each thing that can be wrong."""


@dataclass
class Operator:
    """Whoever runs the service, unless nobody picks up."""

    told: list[tuple[Sign, Stage]] = field(default_factory=list)
    is_away: bool = False

    async def tell(self, sign: Sign, stage: Stage) -> None:
        """Take it in."""
        if self.is_away:
            raise BotError("Nobody answers.")
        self.told.append((sign, stage))

    @property
    def stages(self) -> list[Stage]:
        """What was told, without of what."""
        return [stage for _, stage in self.told]


class Watched:
    """A service that is looked at every fifteen seconds."""

    def __init__(self) -> None:
        self.operator, self.journal = Operator(), FakeJournal()
        self.alerts = Alerts(self.operator, journal=self.journal)
        self._now = FakeClock().now()

    async def is_for(self, how_long: timedelta, report: Report | None = None) -> None:
        """Let it be like that for so long, or well."""
        for _ in range(how_long // LOOK_EVERY):
            self._now += LOOK_EVERY
            await self.alerts.hear(replace(report or Report(self._now, WELL, Vitals()), at=self._now))


@pytest.mark.parametrize("sign", WRONG, ids=lambda sign: sign.alert)
async def test_what_lasts_is_told_once_and_told_when_it_is_over(sign: Sign) -> None:
    """Not before it has lasted for a while, and as over only when it has been well for a while."""
    watched = Watched()
    await watched.is_for(HOLDS_FOR[sign.alert], WRONG[sign])
    early = list(watched.operator.told)
    await watched.is_for(LOOK_EVERY, WRONG[sign])
    await watched.is_for(CALM_FOR)
    still = list(watched.operator.told)
    await watched.is_for(LOOK_EVERY)
    await watched.is_for(timedelta(hours=1))

    assert early == []
    assert still == [(sign, Stage.BEGINS)]
    assert watched.operator.told == [(sign, Stage.BEGINS), (sign, Stage.OVER)]


async def test_a_hiccup_is_told_to_nobody() -> None:
    """Neither that it was, nor that it is over."""
    watched = Watched()
    for _ in range(5):
        await watched.is_for(timedelta(seconds=45), WRONG[Sign(Alert.DATABASE_AWAY)])
        await watched.is_for(timedelta(minutes=5))

    assert watched.operator.told == []


async def test_what_comes_and_goes_is_one_thing_that_lasts() -> None:
    """A telephone that rings every minute is muted, and then nobody hears anything."""
    watched = Watched()
    await watched.is_for(timedelta(minutes=2), WRONG[Sign(Alert.DATABASE_AWAY)])
    for _ in range(9):
        await watched.is_for(timedelta(minutes=1))
        await watched.is_for(timedelta(minutes=1), WRONG[Sign(Alert.DATABASE_AWAY)])

    assert watched.operator.stages == [Stage.BEGINS]


async def test_what_makes_people_wait_is_told_every_half_hour_and_the_rest_once_a_day() -> None:
    """As long as it lasts."""
    watched, slower = Watched(), Watched()
    await watched.is_for(timedelta(hours=2, minutes=2), WRONG[Sign(Alert.DATABASE_AWAY)])
    await slower.is_for(timedelta(hours=26), WRONG[Sign(Alert.KEYS_NOT_MADE_AHEAD)])

    assert watched.operator.stages == [Stage.BEGINS, *[Stage.LASTS] * 4]
    assert slower.operator.stages == [Stage.BEGINS, Stage.LASTS]


async def test_what_nobody_took_in_is_told_at_the_next_look() -> None:
    """Also that it is over; each try stands in the log, without an address."""
    watched, away = Watched(), WRONG[Sign(Alert.DATABASE_AWAY)]
    watched.operator.is_away = True
    await watched.is_for(timedelta(minutes=2), away)
    watched.operator.is_away = False
    await watched.is_for(LOOK_EVERY, away)
    watched.operator.is_away = True
    await watched.is_for(timedelta(minutes=5))
    watched.operator.is_away = False
    await watched.is_for(LOOK_EVERY)

    assert watched.operator.stages == [Stage.BEGINS, Stage.OVER]
    assert ("call_failed", {"reason": "Nobody answers."}) in watched.journal.lines


async def test_what_came_and_went_while_nobody_took_it_in_is_told_all_the_same() -> None:
    """A message may be lost while the mail server is away: it is told once it is back, and then that it is over."""
    watched = Watched()
    watched.operator.is_away = True
    await watched.is_for(LOOK_EVERY, WRONG[Sign(Alert.MESSAGES_LOST)])
    await watched.is_for(timedelta(hours=1))
    watched.operator.is_away = False
    await watched.is_for(timedelta(minutes=1))

    assert watched.operator.told == [(Sign(Alert.MESSAGES_LOST), one) for one in (Stage.BEGINS, Stage.OVER)]


async def test_while_the_database_is_away_nothing_of_the_desk_is_over() -> None:
    """Nobody knows how it stands there."""
    watched = Watched()
    lost = WRONG[Sign(Alert.SENDS_LOST)]
    await watched.is_for(timedelta(minutes=6), lost)
    await watched.is_for(timedelta(minutes=10), WRONG[Sign(Alert.DATABASE_AWAY)])
    await watched.is_for(timedelta(minutes=10), lost)

    assert [stage for sign, stage in watched.operator.told if sign.alert is Alert.SENDS_LOST] == [Stage.BEGINS]


@given(st.lists(st.tuples(st.sampled_from([*WRONG, None]), st.integers(1, 150)), max_size=6))
async def test_nothing_is_over_that_did_not_begin_and_nothing_is_told_too_often(
    course: list[tuple[Sign | None, int]],
) -> None:
    """Whatever happens in whatever order."""
    watched = Watched()
    for sign, looks in course:
        await watched.is_for(LOOK_EVERY * looks, None if sign is None else WRONG[sign])
    await watched.is_for(CALM_FOR + LOOK_EVERY * 2)

    for sign in WRONG:
        stages = [stage for one, stage in watched.operator.told if one == sign]
        assert re.fullmatch("(bl*o)*", "".join(stage[0] for stage in stages))
    most = LOOK_EVERY * sum(looks for _, looks in course) / AGAIN + 2 * len(course)
    assert len(watched.operator.told) <= most


def test_each_alert_has_a_rule_for_prometheus_and_is_marked_in_the_runbook() -> None:
    """Whoever has no Prometheus reads the same chapter."""
    rules = yaml.safe_load((ROOT / "ops" / "alerts.yml").read_text())["groups"][0]["rules"]
    runbook = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told_by_us = set(re.findall(r"^### (\w+)\n\n\*\w+\.\* ☎ ", runbook, flags=re.MULTILINE))

    assert {alert.value for alert in Alert} <= {rule["alert"] for rule in rules}
    assert told_by_us == {alert.value for alert in Alert} | {"NobodyReacts", "CallbacksOverdue"}


def test_prometheus_is_asked_for_the_same_as_we_look_at() -> None:
    """How long it has to last, from how many on, and which lines of the log: two answers would be none."""
    rules = {
        rule["alert"]: rule for rule in yaml.safe_load((ROOT / "ops" / "alerts.yml").read_text())["groups"][0]["rules"]
    }
    limits = {
        Alert.SENDS_LOST: f">= {LINES_LOST}",
        Alert.SENDS_PILE_UP: f'{{state="held"}} >= {ROWS_HELD} or ajar_outbox_rows{{state="queued"}} >= {ROWS_QUEUED}',
        Alert.KEYS_NOT_MADE_AHEAD: f"< {KEY_DAYS}",
        Alert.DISK_NEARLY_FULL: f"< {DISK_FREE}",
    }
    for alert in Alert:
        rule = rules[alert.value]
        number, unit = re.fullmatch(r"(\d+)([mh])", rule.get("for", "0m")).groups()  # type: ignore[union-attr]
        asked = re.search(r'event=~?"([a-z_|]+)"', rule["expr"])

        assert timedelta(**{{"m": "minutes", "h": "hours"}[unit]: int(number)}) == HOLDS_FOR[alert]
        assert rule["expr"].endswith(limits.get(alert, ""))
        assert MEANS.get(alert, frozenset()) == (frozenset(asked[1].split("|")) if asked else frozenset())


def test_a_warning_of_the_log_counts_for_a_quarter_of_an_hour() -> None:
    """Only its name is remembered, and every line is handed on."""
    clock, journal = FakeClock(), FakeJournal()
    noted = Noted(journal, clock, warns=is_fault)
    noted.note("turn_failed", channel="signal")
    noted.note("bundle_served", version="b")
    clock.advance(LATELY - timedelta(seconds=1))
    lately = noted.lately()
    clock.advance(timedelta(seconds=1))

    assert (lately, noted.lately()) == (frozenset({"turn_failed"}), frozenset())
    assert journal.lines == [("turn_failed", {"channel": "signal"}), ("bundle_served", {"version": "b"})]


@pytest.mark.parametrize("sign", WRONG, ids=lambda sign: sign.alert)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_the_words_say_what_is_wrong_and_hold_no_number(sign: Sign, stage: Stage, language: str) -> None:
    """With the name of the chapter to read."""
    bundle = replace(shipped_bundle(), default_language=language)
    words = words_of_alert(sign, stage, bundle)

    assert words.endswith(f"({sign.alert.value})")
    assert not re.search(r"\d|\{", words)
    assert sign.channel.capitalize() in words
