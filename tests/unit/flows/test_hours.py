"""hours.yaml, and what texts say of it: when somebody is to be there again, and nothing that nobody can know."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.hours_schema import HoursFile
from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.check import check
from bot.flows.comparison import compare
from bot.flows.format.findings import FaultyContent
from bot.flows.opens import at_its_longest, hours_of, in_words, opens, without_opening
from bot.flows.shelf import shelve
from bot.flows.slots import slot_in_words, times_in_words
from bot.flows.values.reading import WHEREABOUTS, Whereabouts
from bot.handover.calendar import next_opening
from bot.handover.slots import CallRules, told_of
from bot.model import LANGUAGES, Slot
from tests.unit.flows.small import A_MONDAY_AFTERNOON, FLOWS, SOURCES, Person

HOURS = """\
schema: 1
week:
  monday: ["09:00-12:30", "19:00-22:00"]
  tuesday: ["9:00-12:30"]
  friday: ["20:00-02:00"]
exceptions:
  2026-12-24: ["10:00-12:00"]
  2026-12-28: []
"""
OPEN_ON_HOLIDAYS = f"{HOURS}holidays: open\n"
TIP = 'say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
TOLD = 'say: {nl: "Dag. We zijn er weer {opens}. Tot dan.", en: "Hi. Here again {opens}.", fr: "Bien {opens}. Salut."}'
AT_NIGHT = """\
schema: 1
holidays: open
week:
  sunday: ["02:30-03:30"]
"""
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BELGIUM = Whereabouts(ZoneInfo("Europe/Brussels"), "BE")


def read(hours: str) -> HoursFile:
    """Return the file as the check leaves it."""
    return check({**SOURCES, "hours.yaml": hours}).hours


def told(now: str, hours: str = HOURS, *, at: Whereabouts = WHEREABOUTS) -> list[str]:
    """Return what is said of the next opening at a moment on the wall, in each language."""
    moment = datetime.fromisoformat(now).replace(tzinfo=at.zone).astimezone(UTC)
    return [opens(hours_of(read(hours), at), moment, language) for language in LANGUAGES]


def telling(hours: str = HOURS) -> Bundle:
    """Compile the small conversation with these hours, and a tip that tells them."""
    return compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace(TIP, TOLD), "hours.yaml": hours})


def at(now: str, bundle: Bundle, language: str = "nl") -> str:
    """Return what somebody reads who asks for the tip at a moment of UTC."""
    person = Person(bundle, hint=language)
    person.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    return person.starts().says({"nl": "even weg", "en": "away", "fr": "absent"}[language]).told[0]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-23T07:00", ["vandaag vanaf 9 uur", "today from 9:00", "aujourd'hui à partir de 9 h"]),
        ("2026-11-23T14:00", ["vandaag vanaf 19 uur", "today from 19:00", "aujourd'hui à partir de 19 h"]),
        ("2026-11-23T22:00", ["morgen vanaf 9 uur", "tomorrow from 9:00", "demain à partir de 9 h"]),
        ("2026-11-24T00:10", ["vandaag vanaf 9 uur", "today from 9:00", "aujourd'hui à partir de 9 h"]),
        ("2026-11-24T13:00", ["vrijdag vanaf 20 uur", "on Friday from 20:00", "vendredi à partir de 20 h"]),
        ("2026-11-28T02:00", ["maandag vanaf 9 uur", "on Monday from 9:00", "lundi à partir de 9 h"]),
        # Christmas and the day after are public holidays, and this Monday is an exception
        ("2026-12-24T12:00", ["dinsdag vanaf 9 uur", "on Tuesday from 9:00", "mardi à partir de 9 h"]),
    ],
)
def test_the_next_opening_is_said_as_people_say_it(now: str, words: list[str]) -> None:
    """The same day, the next, by its weekday, over a weekend and over holidays."""
    assert told(now) == words


def test_a_day_that_is_not_this_week_is_said_with_its_date() -> None:
    """Across the new year too, whose first day is a holiday."""
    only_fridays = 'schema: 1\nweek:\n  friday: ["19:30-21:00"]\n'

    assert told("2026-12-25T08:00", only_fridays) == [
        "vrijdag 8 januari vanaf 19.30 uur",
        "on Friday 8 January from 19:30",
        "le vendredi 8 janvier à partir de 19 h 30",
    ]
    assert told("2026-12-24T23:00", f"{only_fridays}holidays: open\n")[0] == "morgen vanaf 19.30 uur"
    assert told("2026-12-25T21:00", f"{only_fridays}holidays: open\n") == [
        "vrijdag 1 januari vanaf 19.30 uur",
        "on Friday 1 January from 19:30",
        "le vendredi 1er janvier à partir de 19 h 30",
    ]
    assert told("2026-12-31T23:50", f"{only_fridays}holidays: open\n")[0] == "morgen vanaf 19.30 uur"


def test_each_country_keeps_its_own_holidays() -> None:
    """A Monday in April is the King's day in the Netherlands, and a Monday in Belgium; or it is kept open."""
    assert told("2026-04-26T12:00")[0] == "dinsdag vanaf 9 uur"
    assert told("2026-04-26T12:00", OPEN_ON_HOLIDAYS)[0] == "morgen vanaf 9 uur"
    assert told("2026-04-26T12:00", at=BELGIUM)[0] == "morgen vanaf 9 uur"


def test_nights_on_which_the_clock_is_changed_are_said_as_the_wall_shows_them() -> None:
    """Half past two does not come in March, on an Easter that is kept open, and comes twice in October."""
    assert told("2027-03-27T12:00", AT_NIGHT)[0] == "morgen vanaf 3 uur"
    assert told("2026-10-24T12:00", AT_NIGHT)[0] == "morgen vanaf 2.30 uur"
    assert told("2026-10-25T02:45", AT_NIGHT)[0] == ""


@pytest.mark.parametrize("now", ["2026-11-23T09:00", "2026-11-23T12:29", "2026-11-27T23:00", "2026-11-28T01:59"])
def test_nothing_is_said_while_somebody_should_be_there(now: str) -> None:
    """Also in the night that belongs to the day before: whether anybody comes, no hours can tell."""
    assert told(now) == ["", "", ""]


@pytest.mark.parametrize("hours", ["schema: 1\n", "schema: 1\nweek: {}\n", "schema: 1\nexceptions: {2026-12-24: []}\n"])
def test_without_hours_nothing_is_said_and_nothing_is_another_bundle(hours: str) -> None:
    """A file that tells none is as good as no file."""
    assert told("2026-11-23T14:00", hours) == ["", "", ""]
    assert compile_bundle({**SOURCES, "hours.yaml": hours}).hash == compile_bundle(SOURCES).hash


def test_callbacks_are_offered_as_the_file_says() -> None:
    """Or in slots of an hour, from two hours on, for a week; a file that says so too is another bundle."""
    said = "schema: 1\ncallbacks: {slot: 30m, lead: 90m, ahead: 14d}\n"
    plain = compile_bundle(SOURCES)

    assert compile_bundle({**SOURCES, "hours.yaml": said}).call_rules == CallRules(30, timedelta(minutes=90), 14)
    assert plain.call_rules == telling().call_rules == CallRules(60, timedelta(hours=2), 7)
    assert compile_bundle({**SOURCES, "hours.yaml": said}).hash != plain.hash


def test_a_slot_is_said_as_people_say_it() -> None:
    """With which of two hours it is where the clock shows it twice, and no word more where it does not."""
    evening = told_of(Slot(datetime(2026, 12, 1, 18, 30, tzinfo=UTC), 30), AMSTERDAM, zone_name="Europe/Amsterdam")
    first, second = (
        told_of(Slot(datetime(2026, 10, 25, hour, tzinfo=UTC), 60), AMSTERDAM, zone_name="Europe/Amsterdam")
        for hour in (0, 1)
    )

    assert [slot_in_words(evening, language) for language in LANGUAGES] == [
        "dinsdag 1 december, 19.30–20.00 uur",
        "Tuesday 1 December, 19:30–20:00",
        "mardi 1er décembre, 19 h 30 – 20 h",
    ]
    assert [times_in_words(one, "nl") for one in (first, second)] == [
        "2.00–3.00 uur (voordat de klok wordt teruggezet)",
        "2.00–3.00 uur (nadat de klok is teruggezet)",
    ]
    assert {times_in_words(one, language) for one in (first, second) for language in ("en", "fr")} == {
        "2:00–3:00 (before the clocks go back)",
        "2:00–3:00 (after the clocks have gone back)",
        "2 h – 3 h (avant le changement d'heure)",
        "2 h – 3 h (après le changement d'heure)",
    }


def test_nothing_is_said_of_an_opening_that_lies_behind() -> None:
    """The last exception is over, and there is no week."""
    only_one = 'schema: 1\nexceptions:\n  2026-11-20: ["09:00-10:00"]\n'

    assert told("2026-11-20T08:00", only_one)[0] == "vandaag vanaf 9 uur"
    assert told("2026-11-23T14:00", only_one) == ["", "", ""]


def test_a_text_says_it_or_goes_without_that_sentence() -> None:
    """In the middle, at the end and at the beginning of a text."""
    bundle = telling()

    assert at("2026-11-23T13:00", bundle) == "Dag. We zijn er weer vandaag vanaf 19 uur. Tot dan."
    assert at("2026-11-23T13:00", bundle, "en") == "Hi. Here again today from 19:00."
    assert at("2026-11-23T13:00", bundle, "fr") == "Bien aujourd'hui à partir de 19 h. Salut."
    for silent in (telling("schema: 1\n"), compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace(TIP, TOLD)})):
        assert [at("2026-11-23T13:00", silent, language) for language in ("nl", "en", "fr")] == [
            "Dag. Tot dan.",
            "Hi.",
            "Salut.",
        ]
    assert at("2026-11-23T10:00", bundle) == "Dag. Tot dan."


def test_a_question_and_its_reason_can_tell_it_too() -> None:
    """And shown once more later, it tells what is true then."""
    question = 'ask: {nl: "Kun je typen?", en: "Can you type?", fr: "Vous pouvez écrire ?"}'
    asked = 'ask: {nl: "Kun je typen? We zijn er {opens}.", en: "Can you type?", fr: "Vous pouvez écrire ?"}'
    assert FLOWS.count(question) == 1
    person = Person(compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace(question, asked), "hours.yaml": HOURS}))
    assert person.now == A_MONDAY_AFTERNOON

    assert person.starts().told[-1] == "Kun je typen? We zijn er vandaag vanaf 19 uur.\nOm te weten."

    person.now = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert person.starts().told[-1] == "Kun je typen?\nOm te weten."


def test_whoever_is_in_an_older_conversation_reads_the_new_hours() -> None:
    """Hours are in force for everybody at once, like help lines."""
    older, newest = telling("schema: 1\n"), telling()

    assert at("2026-11-23T13:00", shelve(newest, [older]).pinned[older.hash]) == at("2026-11-23T13:00", newest)


def test_other_hours_are_another_bundle_and_are_told_before_they_are_published() -> None:
    """So that publishing brings them."""
    later = HOURS.replace("19:00-22:00", "20:00-22:00")

    assert telling().hash != telling(later).hash
    old, new = ({**SOURCES, "hours.yaml": hours} for hours in (HOURS, later))
    assert [change.place for change in compare(check(old), check(new))] == ["hours.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("19:00-22:00", "19-22", 'hours.yaml:3:27: E802 monday: expected hours such as "09:00-12:30"'),
        ("19:00-22:00", "19:00-24:30", "hours.yaml:3:27: E802 "),
        ("19:00-22:00", "25:00-26:00", "hours.yaml:3:27: E802 "),
        ("19:00-22:00", "19:00-19:00", 'hours.yaml:3:27: E802 monday: "19:00-19:00" ends when it begins'),
        ("19:00-22:00", "12:00-13:00", 'hours.yaml:3:27: E802 monday: "12:00-13:00" overlaps "09:00-12:30"'),
        ("19:00-22:00", "23:00-23:00", "hours.yaml:3:27: E802 "),
        ("tuesday", "teusday", 'hours.yaml:4:3: E004 "teusday" is no key here; did you mean "tuesday"?'),
        ("2026-12-28", "2026-12-32", 'hours.yaml:8:3: E006 "2026-12-32": expected a date such as 2026-11-22'),
        ("2026-12-28: []", "2026-12-24: []", "hours.yaml:8:3: E002 "),
        ("2026-12-28: []", "2026-12-28: closed", "hours.yaml:8:15: E006 2026-12-28: expected a list, found a text"),
        ("schema: 1", "schema: 1\nholidays: dicht", "hours.yaml:2:11: E006 holidays: expected 'closed' or 'open'"),
        ("schema: 1", "schema: 2", "hours.yaml:1:9: E010 "),
        ("schema: 1", "schema: 1\ncallbacks: {slot: 45m}", "hours.yaml:2:19: E806 slot: a slot is 15m, 30m or 1h long"),
        (
            "schema: 1",
            "schema: 1\ncallbacks: {lead: 2d}",
            "hours.yaml:2:19: E806 lead: expected a length of time of at",
        ),
        ("schema: 1", "schema: 1\ncallbacks: {lead: 49h}", "hours.yaml:2:19: E806 lead: "),
        ("schema: 1", "schema: 1\ncallbacks: {lead: soon}", "hours.yaml:2:19: E806 lead: "),
        (
            "schema: 1",
            "schema: 1\ncallbacks: {ahead: 15d}",
            "hours.yaml:2:20: E806 ahead: expected days, from 1d to 14d",
        ),
        ("schema: 1", "schema: 1\ncallbacks: {ahead: 24h}", "hours.yaml:2:20: E806 ahead: "),
        (
            "schema: 1",
            "schema: 1\ncallbacks: {lead: 24h, ahead: 1d}",
            'hours.yaml:2:19: E806 lead: "24h" is as long as',
        ),
    ],
)
def test_a_fault_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    """By line and column, with what to do."""
    assert HOURS.count(old) == 1
    with pytest.raises(FaultyContent) as faulty:
        telling(HOURS.replace(old, new))

    [finding] = [str(one) for one in faulty.value.findings]
    assert finding.startswith(expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We zijn er {opens}.", "E805"),
        ("Dag, we zijn er {opens}, tot dan", "E805"),
        ("Dag. Tot {opens} en verder", "E805"),
        ("Dag. We zijn er {opens}. Ook {opens}? Fijn.", "E805"),
        ("Dag. We zijn er {opnes}. Fijn.", "E309"),
    ],
)
def test_a_text_has_to_be_able_to_go_without_it(text: str, code: str) -> None:
    """Else somebody would read half a sentence, or nothing."""
    with pytest.raises(FaultyContent) as faulty:
        compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace(TIP, TIP.replace("Een tip", text))})

    [finding] = faulty.value.findings
    assert finding.code == code
    line = FLOWS.splitlines().index(f"        {TIP}") + 1
    assert (finding.line, finding.column) == (line, f"        {TIP}".index("Een tip") + text.index("{") + 1)


def test_where_it_is_not_filled_in_it_is_a_fault() -> None:
    """On a button, and where words go out that were written down before."""
    label = FLOWS.replace('label: {nl: "Iets lezen"', 'label: {nl: "Lees {opens}"')
    wording = SOURCES["wording.yaml"].replace('nl: "', 'nl: "{opens} ', 1)
    assert label != FLOWS

    for changed in ({"flows.yaml": label}, {"wording.yaml": wording}):
        with pytest.raises(FaultyContent) as faulty:
            compile_bundle({**SOURCES, **changed})
        assert [finding.code for finding in faulty.value.findings] == ["E309"]


def test_a_sentence_is_counted_at_its_longest() -> None:
    """A text that fits a bubble only on some days is told on every day."""
    fill = at_its_longest(lambda text, _: text)

    assert fill("Dag. Er {opens}.", "nl") == "Dag. Er woensdag 30 december vanaf 19.30 uur."
    assert fill("Dag.", "nl") == "Dag."


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - hypothesis wants them bare
    st.sampled_from([HOURS, OPEN_ON_HOLIDAYS, AT_NIGHT]),
    st.sampled_from(LANGUAGES),
)
def test_what_is_told_is_the_calendar_and_never_more_words_than_were_counted(
    now: datetime, hours: str, language: str
) -> None:
    """At any moment."""
    moment, open_at = now.replace(tzinfo=UTC), hours_of(read(hours), WHEREABOUTS)
    assert open_at is not None
    words, opening = opens(open_at, moment, language), next_opening(open_at, moment)
    longest = at_its_longest(lambda text, _: text)("{opens}", language)

    assert opening is not None
    assert (words == "") == (opening == moment)
    assert words == "" or words == in_words(opening.astimezone(WHEREABOUTS.zone), WHEREABOUTS.day(moment), language)
    assert len(words.split()) <= len(longest.split())


def test_every_day_ahead_has_words_of_its_own() -> None:
    """Nobody comes a week too early: two days that can be told from one evening never sound alike."""
    today = date(2026, 11, 23)
    days = [datetime.fromordinal(today.toordinal() + ahead).replace(hour=9, tzinfo=UTC) for ahead in range(360)]

    for language in LANGUAGES:
        assert len({in_words(day, today, language) for day in days}) == len(days)


def test_a_text_without_the_fact_stays_as_it_is() -> None:
    """Nothing is taken out of it."""
    assert without_opening("Dag. Tot dan.\nEn nog iets.") == "Dag. Tot dan.\nEn nog iets."
