"""steps.yaml: what counsellors follow, checked like everything that somebody acts by."""

from datetime import date

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.check import check
from bot.flows.comparison import compare
from bot.flows.format.findings import FaultyContent
from bot.handover.guides import guides
from tests.unit.flows.small import A_MONDAY_AFTERNOON, SOURCES

TODAY = A_MONDAY_AFTERNOON.date()
STEPS = """\
schema: 1
guides:
  code:
    title: {nl: De code, en: The code, fr: Le code}
    about: {nl: Twee stappen., en: Two steps., fr: Deux étapes.}
    countries: [nl]
    steps:
      - id: kaart
        title: {nl: Kijk, en: Look, fr: Regarder}
        text: {nl: Kijk eerst., en: Look first., fr: Regardez.}
        lines: [nood]
      - id: beslis
        title: {nl: Beslis, en: Decide, fr: Décider}
        text: {nl: Beslis dan., en: Then decide., fr: Décidez.}
    source: "example.org, code, 2026"
    last_checked: 2026-11-20
    valid_until: 2027-02-20
    verified: true
"""


def compiled(steps: str = STEPS, today: date | None = None) -> Bundle:
    """Compile the small conversation with these steps."""
    return compile_bundle({**SOURCES, "steps.yaml": steps}, today)


def test_steps_are_shown_in_order_with_their_lines_in_the_readers_language() -> None:
    """With where they come from, and from when."""
    (guide,) = guides(compiled().catalogue, reader="fr", today=TODAY)

    assert (guide.id, guide.title, guide.about, guide.countries) == ("code", "Le code", "Deux étapes.", ("nl",))
    assert [(step.id, step.title, step.text) for step in guide.steps] == [
        ("kaart", "Regarder", "Regardez."),
        ("beslis", "Décider", "Décidez."),
    ]
    assert [line[:3] for line in guide.steps[0].lines] == ["112"]
    assert guide.steps[1].lines == ()
    assert (guide.source, guide.last_checked, guide.verified, guide.is_old) == (
        "example.org, code, 2026",
        "2026-11-20",
        True,
        False,
    )


def test_steps_past_their_day_are_shown_and_say_so() -> None:
    """Somebody at the desk needs them also on the day after; what they must know is that nobody looked again."""
    catalogue = compiled().catalogue

    assert [guide.is_old for guide in guides(catalogue, reader="nl", today=date(2027, 2, 20))] == [False]
    assert [guide.is_old for guide in guides(catalogue, reader="nl", today=date(2027, 2, 21))] == [True]


def test_a_conversation_goes_without_them() -> None:
    """A bundle of before there were any is served as it was, under the name that it had."""
    without, empty = compile_bundle(SOURCES), compiled("schema: 1\n")

    assert without.catalogue.guides == empty.catalogue.guides == {}
    assert without.hash == empty.hash != compiled().hash


def test_a_change_is_told_before_it_is_published() -> None:
    """In the same list as every other change of a text."""
    old = check({**SOURCES, "steps.yaml": STEPS})
    new = check({**SOURCES, "steps.yaml": STEPS.replace("Kijk eerst", "Kijk goed")})

    assert [change.place for change in compare(old, new)] == ["steps.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{nl: De code, ", "{", 'steps.yaml:4:12: E402 title: there is no "nl" text'),
        ("[nood]", "[nod]", 'steps.yaml:11:17: E605 lines: "nod" is no help line; did you mean "nood"?'),
        ("id: beslis", "id: kaart", 'steps.yaml:12:13: E104 id: "kaart" stands above already'),
        ("Twee stappen.", "Voor een sekte.", 'steps.yaml:5:26: E411 nl: "sekte" is no word of this bot'),
        ("Kijk eerst.", '"Bel 0800-2000."', "steps.yaml:10:"),
        ("countries: [nl]", "countries: [de]", 'steps.yaml:6:17: E605 countries: "de" is none of nl, be'),
        ("2027-02-20", "2026-02-20", "steps.yaml:17:18: E605 valid_until: -273 days after the last check"),
        ("2027-02-20", "2029-02-20", "steps.yaml:17:18: E605 valid_until: 823 days after the last check"),
        ("2027-02-20", "2026-12-01", "steps.yaml:17:18: W606 valid_until: 8 days from now"),
        ("verified: true", "verified: false", "steps.yaml:3:3: W605 code: verified by nobody"),
    ],
)
def test_a_fault_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    """By line and column, with what to do."""
    assert STEPS.count(old) == 1
    try:
        found = compiled(STEPS.replace(old, new), TODAY).warnings
    except FaultyContent as faulty:
        found = faulty.findings

    told = [str(one) for one in found if one.file == "steps.yaml"]
    assert told[0].startswith(expected)
    assert len(told) == 1
