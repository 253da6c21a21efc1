"""The rules and the dashboard in ops/: they read what is there, and each alert leads to a chapter that helps."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from promql_parser import VectorSelector

from bot.handover.case_figures import CaseTotals
from bot.handover.vitals import Vitals
from bot.model.health import Health
from bot.ops.metrics import PrometheusMeter
from bot.watchkeeping import Report
from tests.fakes import FakeClock

ROOT = Path(__file__).parent.parent.parent
OPS = ROOT / "ops"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((OPS / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
PANELS: list[dict[str, Any]] = json.loads((OPS / "grafana.json").read_text(encoding="utf-8"))["panels"]
DRAWN = [panel for panel in PANELS if panel["type"] != "row"]
_FETCHED = shutil.which("promtool", path=str(ROOT / ".promtool"))
PROMTOOL = shutil.which("promtool") or _FETCHED
OF_PROMETHEUS = {"up": {"job": {"ajar"}}}
"""What Prometheus adds to what it reads."""


async def no_cases() -> CaseTotals:
    """Count cases where there were none."""
    return CaseTotals()


@cache
def scraped() -> dict[str, dict[str, set[str]]]:
    """Return what a page of metrics has: each sample with the values of each of its labels."""
    clock = FakeClock()
    meter = PrometheusMeter(clock, version="1", bundle=lambda: "b", cases=no_cases)
    health = Health(silence={"telegram": timedelta(0), "signal": timedelta(0)})
    with pytest.raises(StopIteration):
        meter.hear(Report(clock.now(), health, Vitals())).send(None)
    found = {name: {label: set(values) for label, values in labels.items()} for name, labels in OF_PROMETHEUS.items()}
    for family in text_string_to_metric_families(meter.page().decode()):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return found


def selectors(expression: str) -> Iterator[VectorSelector]:
    """Read an expression as Prometheus does; returns everything that it selects."""
    found: list[VectorSelector] = []

    def look(part: object) -> None:
        if isinstance(part, VectorSelector):
            found.append(part)

    promql_parser.walk(promql_parser.parse(expression), look)
    assert found, expression
    yield from found


EXPRESSIONS = [rule["expr"] for rule in RULES] + [one["expr"] for panel in DRAWN for one in panel["targets"]]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_everything_that_is_asked_for_is_there(expression: str) -> None:
    """A rule on a metric, a label or a value that does not exist would never sound, and nobody would notice."""
    for selector in selectors(expression):
        assert selector.name in scraped()
        for matcher in selector.matchers.matchers:
            asked, known = set(matcher.value.split("|")), scraped()[selector.name][matcher.name]
            assert asked <= known


def test_each_alert_says_what_to_do_and_leads_to_its_chapter() -> None:
    """Which says what it means, what to look at and what to do; and no chapter is about an alert that is no more."""
    runbook = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    chapter = runbook.split("\n## Alerts: for the person on call\n")[1].split("\n## ")[0]
    chapters = dict(re.findall(r"^### (\w+)\n\n(.*?)(?=^### |\Z)", chapter, flags=re.MULTILINE | re.DOTALL))

    assert list(chapters) == [rule["alert"] for rule in RULES]
    for rule in RULES:
        told, text = rule["annotations"], chapters[rule["alert"]]
        assert told["summary"].endswith(".")
        assert told["action"].endswith(".")
        assert told["runbook_url"] == f"docs/operating.md#{rule['alert'].lower()}"
        assert text.startswith(f"*{rule['labels']['severity']}.*")
        assert re.search(r"\*\*Means\.\*\* .+\n\*\*Look at\.\*\* .+\n\*\*Do\.\*\* .+", text)


def test_no_alert_carries_a_number_of_people() -> None:
    """What is told on a telephone says that somebody is needed, never how many wait or who."""
    for rule in RULES:
        said = " ".join(rule["annotations"].values())
        assert "$value" not in said
        assert set(re.findall(r"\$labels\.(\w+)", said)) <= {"channel"}


def test_each_alert_is_played() -> None:
    """Both ways: once where it does not sound, once where it does."""
    played = (OPS / "alerts_test.yml").read_text(encoding="utf-8")

    for rule in RULES:
        assert f"alertname: {rule['alert']}, exp_alerts: []" in played
        assert re.search(rf"alertname: {rule['alert']}\n +exp_alerts:\n", played)


@pytest.mark.skipif(PROMTOOL is None, reason="there is no promtool, and scripts/promtool could not fetch it")
@pytest.mark.parametrize("command", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")])
def test_promtool_hears_each_alert_when_it_should_sound(command: tuple[str, ...]) -> None:
    """As Prometheus would; `make test` fetches it."""
    told = subprocess.run([str(PROMTOOL), *command], cwd=OPS, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


STABLE = {
    "ajar_turns_total": {"channel"},
    "ajar_turn_seconds_bucket": {"le"},
    "ajar_cases_waiting": {"urgency"},
    "ajar_case_wait_seconds_bucket": {"le"},
    "ajar_cases_total": {"outcome"},
    "ajar_callbacks_due": set(),
    "ajar_outbox_rows": {"state"},
    "ajar_deliveries_total": {"channel", "result"},
}


def test_the_names_that_others_build_on_stay() -> None:
    """Each with just its labels, and every metric of the page with its meaning in the handbook."""
    assert {name: set(scraped()[name]) for name in STABLE} == STABLE
    handbook = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in scraped() if name.startswith("ajar_")}
    assert not [name for name in families if f"| `{name}` |" not in handbook]


def test_the_dashboard_has_a_place_and_a_meaning_for_everything_it_draws() -> None:
    """No two panels lie on each other, and whoever looks at one reads what it is."""
    cells = [
        (x, y)
        for panel in PANELS
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    assert all(panel["title"] and panel["description"].endswith(".") for panel in DRAWN)


def test_the_dashboard_names_alerts_that_exist() -> None:
    """Whoever sees red knows which chapter to read."""
    named = {name for panel in DRAWN for name in re.findall(r"Alert (\w+)\.", panel["description"])}

    assert named
    assert named <= {rule["alert"] for rule in RULES}
