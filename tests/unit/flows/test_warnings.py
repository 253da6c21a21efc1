"""How the bot speaks, and how a talk goes: each gate by a small file that runs into it."""

from datetime import date
from time import process_time

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.checks.readability import ease_of, sentences_in
from bot.flows.format.findings import FaultyContent, Finding
from tests.house import shipped_bundle
from tests.unit.flows.crowded import crowded
from tests.unit.flows.paged import PAGES, compiled
from tests.unit.flows.small import FLOWS, SOURCES

TIP = '        say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
LONG = " ".join(["Dit is een zin van zes."] * 11)
TANGLED = "Een zin die maar niet op wil houden omdat er steeds weer een stukje bij komt tot niemand het weet."
HARD = (
    "Verantwoordelijkheidsgevoel veroorzaakt waarschijnlijk ingewikkelde samenwerkingsproblematiek binnen "
    "organisaties, tegenwoordig ongetwijfeld onderschat."
)
QUESTION = """\
      extra:
        ask: {nl: "Wat nu?", en: "What next?", fr: "Et puis ?"}
        options:
          - {id: a, label: {nl: Een, en: One, fr: Un}, next: rust}
          - {id: b, label: {nl: Twee, en: Two, fr: Deux}, next: rust}
"""


def found_in(old: str, new: str) -> list[Finding]:
    """Return every fault and warning that a change of the small conversation brings along."""
    assert FLOWS.count(old) == 1
    try:
        bundle = compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace(old, new)})
    except FaultyContent as fault:
        found: tuple[Finding, ...] = fault.findings + fault.warnings
    else:
        found = bundle.warnings
    usual = {(one.code, one.what) for one in compile_bundle(SOURCES).warnings}
    return [one for one in found if (one.code, one.what) not in usual]


def tip(text: str) -> str:
    """Return the tip with another Dutch text."""
    return TIP.replace('"Een tip"', f'"{text}"')


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hier kun je rustig lezen, in je eigen tempo, en terug wanneer je wilt. Dit is geen sekte.", "E411"),
        ("Je bent geen slachtoffer.", "E411"),
        ("Over geweld en wat je kunt doen.", "E417"),
        ("Bel 0800 20 00 00 voor hulp.", "E611"),
        ("Schrijf naar iemand@voorbeeld.nl voor hulp.", "E611"),
        (LONG, "W412"),
        (TANGLED, "W409"),
        ("Hoe gaat het? En met jou?", "W413"),
        ("Goed zo!", "W415"),
        ("Goed zo 🙂", "W415"),
        ("Klik hier voor meer.", "W416"),
        (HARD, "W418"),
    ],
)
def test_a_text_that_does_not_suit_the_bot_is_told(text: str, code: str) -> None:
    """At its place, with the cure in the page of codes."""
    found = found_in(TIP, tip(text))

    assert [(one.code, one.file) for one in found] == [(code, "flows.yaml")]


@pytest.mark.parametrize(
    "text",
    [
        "Slachtofferhulp Nederland denkt mee.",
        "In dit lange begin staat niets dat iemand op een scherm kan zien. Dan pas: geweld.",
        "Bel 112 als het moet.",
        "Een zin. Nog een zin. Hoe gaat het?",
    ],
)
def test_a_text_that_suits_the_bot_is_left_alone(text: str) -> None:
    """A name is a name, and what stands further on is not seen on a locked screen."""
    assert not found_in(TIP, tip(text))


def test_a_long_label_is_told() -> None:
    """A telephone cuts it."""
    found = found_in('label: {nl: "Tot ziens"', 'label: {nl: "Tot ziens en tot de volgende keer"')

    assert [one.code for one in found] == ["W502"]


def test_an_untranslated_text_is_told() -> None:
    """Three words are not the same in two languages by chance."""
    found = found_in(TIP, '        say: {nl: "Dat is een tip", en: "Dat is een tip", fr: "Un conseil"}')

    assert [(one.code, one.what) for one in found] == [("W408", 'en: the same as "nl"; was it translated?')]


def test_a_question_that_changes_nothing_is_told() -> None:
    """Whatever is chosen, it goes the same way."""
    found = found_in("      rust:\n        end: {}\n  lezen:", f"{QUESTION}      rust:\n        end: {{}}\n  lezen:")

    assert "W215" in {one.code for one in found}


def test_a_question_that_is_remembered_needs_a_way_not_to_answer() -> None:
    """Not to know and not to say are answers too."""
    silent = {one.what.partition(" ")[0] for one in compile_bundle(SOURCES).warnings if one.code == "W414"}

    assert "land" in {name.strip(":") for name in silent}


def test_many_bubbles_in_a_row_are_told_once() -> None:
    """At the first of them."""
    say = '{{say: {{nl: "Zin {0}", en: "Line {0}", fr: "Ligne {0}"}}, next: {1}}}'
    run = "".join(f"      b{n}: {say.format(n, f'b{n + 1}' if n < 4 else 'rust')}\n" for n in range(1, 5))
    found = found_in("      rust:\n        end: {}\n  lezen:", f"{run}      rust:\n        end: {{}}\n  lezen:")

    assert [one.what for one in found if one.code == "W506"] == [
        "b1: 4 bubbles in a row: start.b1 → start.b2 → start.b3 → start.b4; at most 3"
    ]


def test_the_same_condition_twice_is_a_fault() -> None:
    """The second is never taken."""
    arm = "          - {when: 'land == \"be\" and not vrij', next: dag}\n"

    assert [one.code for one in found_in(arm, arm + arm)] == ["E207"]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("Je bent geen slachtoffer.", "E411", 16),
        ("Over *geweld* thuis.", "E417", 9),
        ("Bel 0800 20 00 00.", "E611", 7),
        (TANGLED, "W409", 1),
        ("Goed zo!", "W415", 10),
        ("Klik hier.", "W416", 3),
    ],
)
def test_a_page_speaks_as_the_rest_does(text: str, code: str, column: int) -> None:
    """With the line and the column in the page itself."""
    name = "pages/geld.nl.md"
    faulty = PAGES[name].replace("- *een*", f"- {text}")
    line = faulty.splitlines().index(f"- {text}") + 1
    try:
        found: tuple[Finding, ...] = compiled({**PAGES, name: faulty}).warnings
    except FaultyContent as fault:
        found = fault.findings

    told = [one for one in found if one.code == code]
    assert [(one.file, one.line, one.column) for one in told] == [(name, line, column)]


def test_what_somebody_in_need_reads_is_easy_by_itself() -> None:
    """A median says nothing to the person who reads the one hard text."""
    found = found_in('nl: "Je bent niet alleen"', f'nl: "{HARD}"')

    assert [one.code for one in found if "for somebody in need" in one.what] == ["W418"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "  wachten: {type: int, min: 0, max: 60}",
            "  wachten: {type: int, min: 0, max: 60}\n  over: {type: bool}",
            "over: nothing uses it",
        ),
        ("set: {vrij: true, wachten: 30}", "set: {vrij: true, wachten: 30, over: true}", "never read"),
        ("urgent: 'vrij and wachten >= 30'", "urgent: 'vrij and over'", "nothing ever saves it"),
    ],
)
def test_a_variable_is_both_saved_and_read_or_told(old: str, new: str, what: str) -> None:
    """Nothing is remembered that nobody needs."""
    flows = FLOWS.replace(old, new)
    if "  over:" not in flows:
        flows = flows.replace(
            "  wachten: {type: int, min: 0, max: 60}", "  wachten: {type: int, min: 0, max: 60}\n  over: {type: bool}"
        )

    told = [one.what for one in compile_bundle({**SOURCES, "flows.yaml": flows}).warnings if one.code == "W306"]

    assert [one for one in told if one.startswith("over:") and what in one]


def test_a_yes_that_opens_the_card_is_read() -> None:
    """Who agrees has said it for somebody: it is not kept for nothing."""
    flows = FLOWS.replace("  wachten: {type: int", "  mag: {type: bool}\n  wachten: {type: int").replace(
        "set: {vrij: true, wachten: 30}", "set: {vrij: true, wachten: 30, mag: true}"
    )
    flows = flows.replace("card: [land, vrij]", 'card: [land, vrij], agreed: "mag"')

    told = [one.what for one in compile_bundle({**SOURCES, "flows.yaml": flows}).warnings if one.code == "W306"]

    assert [one for one in told if one.startswith("mag")] == []


@pytest.mark.parametrize(
    ("unless", "is_told"), [("not vrij", True), ('land != "nl"', True), ("vrij", False), ('channel != "signal"', False)]
)
def test_need_is_asked_about_until_somebody_has_said_something(unless: str, *, is_told: bool) -> None:
    """A condition that is turned round spares everybody, and nobody would notice."""
    begins = "  crisis:\n    words_file"
    hunch = f"  vermoeden: {{hunch: true, unless: '{unless}', call: crisis, resume: true}}\n"

    found = [f"{one.code} {one.what}" for one in found_in(begins, f"{hunch}{begins}")]

    told = "E601 unless: it holds for whoever has said nothing yet, so nobody is asked; turn it round"
    assert (told in found) is is_told


def test_a_sensitive_answer_stands_on_no_card() -> None:
    """A card is read by somebody else."""
    assert [one.code for one in found_in("card: [land, vrij]", "card: [land, naam]")] == ["E606"]


@pytest.mark.parametrize(("agreed", "codes"), [("vrij", []), ("true", ["E606"]), ("not vrij", ["E606"])])
def test_a_sensitive_answer_stands_on_a_card_only_when_somebody_has_to_agree(agreed: str, codes: list[str]) -> None:
    """A condition that holds before anything was said is nobody's yes."""
    found = found_in("card: [land, vrij]", f'card: [land, naam], agreed: "{agreed}"')

    assert [one.code for one in found if one.code[0] == "E"] == codes


def test_a_condition_of_agreeing_that_is_mistyped_is_told_at_its_word() -> None:
    """One fault, told once: the card is not blamed for it."""
    found = found_in("card: [land, vrij]", 'card: [land, naam], agreed: "vrijj"')

    assert [one.code for one in found if one.code[0] == "E"] == ["E301"]


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("nl: [zelfmoord,", "nl: [ja, zelfmoord,", (3, 8), '"ja" is what people answer to several questions'),
        ('nl: ["dood moe"]', 'nl: ["ik wil dood"]', (3, 19), 'takes it away, so nobody who writes "ik wil dood"'),
        ('nl: ["dood moe"]', 'nl: ["wil dood"]', (3, 19), '"wil dood" under `harmless` takes it away'),
        ('nl: ["dood moe"]', 'nl: ["ik wil dood moe"]', None, ""),
    ],
)
def test_a_phrase_is_heard_and_is_no_ordinary_answer(old: str, new: str, at: tuple[int, int] | None, what: str) -> None:
    """Else nobody is asked about need, or everybody is; and nothing else would tell."""
    assert old in SOURCES["crisis.yaml"]
    try:
        compile_bundle({**SOURCES, "crisis.yaml": SOURCES["crisis.yaml"].replace(old, new)})
    except FaultyContent as fault:
        found = list(fault.findings)
    else:
        found = []

    assert [(one.code, (one.line, one.column)) for one in found] == ([("E602", at)] if at else [])
    assert all(what in one.what for one in found)


def test_a_help_line_is_told_before_and_after_its_last_day() -> None:
    """A check of today knows the day; a served bundle looks each time it shows a line."""

    def due_on(today: date) -> list[str]:
        return [one.what.split(",")[0] for one in compile_bundle(SOURCES, today).warnings if one.code == "W606"]

    assert due_on(date(2026, 1, 1)) == []
    assert due_on(date(2026, 1, 22)) == ["valid_until: 10 days from now it is no longer shown; ring and ask"]
    assert "valid_until: past its day" in due_on(date(2026, 2, 2))


def test_a_large_conversation_is_checked_while_somebody_waits() -> None:
    """250 nodes in three languages take well under a second; five times that is a fault of ours, not of the machine."""
    sources = crowded(nodes=250)
    compile_bundle(sources)

    before = process_time()
    compile_bundle(sources)

    assert process_time() - before < 5


def test_the_shipped_conversation_is_warned_of_nothing_but_lines_to_verify() -> None:
    """What nobody has confirmed yet is marked so, and that is all."""
    assert {one.code for one in shipped_bundle().warnings} == {"W605"}


@pytest.mark.parametrize(
    ("language", "easy", "hard"),
    [
        ("nl", "Ik lees een boek. Het is leuk.", HARD),
        ("en", "I read a book. It is fun.", "Institutional responsibilities complicate individual decisions."),
        ("fr", "Je lis un livre. Il est bien.", "Les responsabilités institutionnelles compliquent les décisions."),
    ],
)
def test_reading_ease_orders_texts_as_people_do(language: str, easy: str, hard: str) -> None:
    """Short words and sentences are easier, in each language."""
    assert ease_of(easy, language) > 90
    assert ease_of(hard, language) < 40


def test_a_colon_and_a_line_end_a_sentence() -> None:
    """As they do for the eye."""
    assert [len(words) for words in sentences_in("Bel: nu\nof later. Goed?")] == [1, 1, 2, 1]
