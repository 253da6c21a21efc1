"""The sheet as a page, as CSV and as JSON: the same figures, and nothing from elsewhere."""

import csv
import hashlib
import io
import json
import re
from base64 import b64encode
from datetime import date
from time import process_time

import pytest

from bot.figures.marks import Mark
from bot.figures.periods import Quarter, whole_quarters
from bot.figures.sheet import sheet
from bot.figures.tally import Tally
from bot.model import LANGUAGES, Language
from bot.model.event_log import Happening
from bot.ops.report.contents import Report
from bot.ops.report.demo import demo_report
from bot.ops.report.exports import as_csv, as_json
from bot.ops.report.page import page
from bot.ops.report.sample import sample_log
from bot.ops.report.words import Words
from tests.event_log import A_QUARTER, happened, tally

YEAR = whole_quarters(date(2025, 1, 1), date(2026, 1, 1))


def words(language: Language = "en") -> Words:
    """Return the words, with the names of the desk as they are in the log."""
    return Words(language, lambda name: name)


def report(**told: object) -> Report:
    """Return the report of one quarter."""
    made = sheet(tally(happened(Happening.TURNED_AWAY, times=23)), A_QUARTER)
    return Report([made], zone="Europe/Amsterdam", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_loads_and_runs_nothing(language: Language) -> None:
    """No script, no address, and a policy that allows its own style alone, by its hash."""
    made = page(demo_report(YEAR, zone="Europe/Amsterdam"), words(language))
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)

    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;" in made
    assert re.findall(r"<script|https?:|src=|url\(|style=|\son[a-z]+=", made) == []
    assert f'<html lang="{language}">' in made


def test_every_plot_has_its_table_in_the_same_section() -> None:
    """What is drawn can be read, and each drawing has a name."""
    made = page(demo_report(YEAR, zone="Europe/Amsterdam"), words())
    sections = [one for one in made.split("<section")[1:] if "<svg" in one]

    assert len(sections) == 3
    for section in sections:
        assert "<table>" in section
        assert section.count("<svg") == section.count('role="img" aria-label=') == section.count("<figcaption>")


def test_what_is_not_shown_is_said_to_who_does_not_see() -> None:
    """A sign for the eye, and words for a screen reader."""
    made = sheet(tally(happened(Happening.WIPED, times=3)), A_QUARTER)
    found = page(Report([made]), words())

    assert '<span aria-hidden="true">*</span><span class="unseen">not shown</span>' in found


def test_a_name_from_elsewhere_is_escaped() -> None:
    """A mark, or a value of a card, is text."""
    tag = "<b>x</b>&"
    marks = [Mark(date(2026, 2, 2), date(2026, 2, 2), {"en": tag})]
    log = [happened(Happening.ENDED, "both_wrote", times=20, role=tag), happened(Happening.OUTCOME, "x<b>", times=20)]
    found = page(Report([sheet(tally(*log), A_QUARTER)], marks=marks), words())

    assert tag not in found
    assert "<b>" not in found


def test_marked_days_are_listed_and_seen_in_the_trend() -> None:
    """Under their name, and as a sign at their quarter."""
    marks = [Mark(date(2026, 3, 30), date(2026, 4, 5), {"nl": "Campagne"})]
    earlier = [sheet(tally(of=A_QUARTER.previous()), A_QUARTER.previous())]
    found = page(report(marks=marks, earlier=earlier), words())

    assert "2026-03-30 – 2026-04-05" in found
    assert "Campagne" in found
    assert found.count("▲</text>") == 1
    assert "▲" not in page(report(earlier=earlier), words())


def test_quarters_are_added_up_only_as_they_are_printed() -> None:
    """The sum of the year is that of the printed counts, and of what one quarter does not show there is none."""
    log = {1: 23, 2: 12, 3: 13, 4: 40}
    sheets = [
        sheet(tally(happened(Happening.TURNED_AWAY, on=one.first, times=log[one.number]), of=one), one) for one in YEAR
    ]
    made = page(Report(sheets), words())
    row = re.search(r'<th scope="row">Of them out of hours or full</th>(.*?)</tr>', made, re.DOTALL)

    assert row is not None
    assert re.findall(r">([\d]+)<", row[1]) == ["25", "10", "15", "40", "90"]


def test_people_and_groups_are_never_added_up() -> None:
    """Who came in two quarters is in both."""
    made = page(demo_report(YEAR, zone="Europe/Amsterdam"), words())
    row = re.search(r'<th scope="row">Groups named</th>(.*?)</tr>', made, re.DOTALL)

    assert row is not None
    assert row[1].endswith('<td class="all"></td>')


def test_csv_and_json_tell_the_same_as_the_page() -> None:
    """One line for each figure of each quarter; with what each means."""
    told = demo_report(YEAR, zone="Europe/Amsterdam")
    lines = list(csv.DictReader(io.StringIO(as_csv(told, words()))))
    found = json.loads(as_json(told, words()))

    counts = {(line["quarter"], line["figure"]): line["from"] for line in lines}
    for quarter in found["quarters"]:
        for name, count in quarter["counts"].items():
            assert counts[quarter["quarter"], name] == ("" if count is None else str(count))
    assert next(line for line in lines if line["figure"] == "unmet")["definition"].startswith("Times that")
    assert found["definitions"]["unmet"].startswith("Times that")
    assert found["made_up"]


def test_a_sheet_says_what_it_was_made_of() -> None:
    """About how many events, and whether all sums come out."""
    lost = sheet(tally(happened(Happening.ANSWERED, times=30, seconds=20)), A_QUARTER)

    assert "2026-Q1: about 0 events. Every total is exactly the sum of its parts." in page(report(), words())
    assert "Not every total is the sum of its parts" in page(Report([lost]), words())


@pytest.mark.long
def test_a_year_of_fifty_thousand_conversations_is_quick() -> None:
    """From the events to the page in less than three seconds."""
    logs = {quarter: list(sample_log(quarter, a_year=50_000)) for quarter in YEAR}
    start = process_time()
    sheets = [sheet(Tally(log, quarter.period), quarter) for quarter, log in logs.items()]
    made = page(Report(sheets, zone="Europe/Amsterdam"), words())

    assert process_time() - start < 3
    assert len(made) > 10_000


def test_the_demo_is_the_same_each_time_and_says_that_it_is_one() -> None:
    """Made of a seed; nobody takes it for a sheet of theirs."""
    first, again = (page(demo_report([Quarter(2026, 2)], zone="Europe/Amsterdam"), words()) for _ in range(2))

    assert first == again
    assert "Example: these figures are made up." in first
    assert "made up" not in page(report(), words())
