"""Text to values with places: what YAML would change is refused, and no file can do harm."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent, Findings, Spot
from bot.flows.format.parse import Document, parse
from bot.flows.format.plaintext import MOST_CHARACTERS
from tests.unit.flows.small import FLOWS, SOURCES

SECONDS = 5
"""Of computing. The longest that rubbish may keep the compiler busy; it takes a fraction of it."""


def _parsed(text: str) -> tuple[Document | None, list[str]]:
    findings = Findings()
    document = parse("a.yaml", text, findings)
    return document, [str(finding) for finding in findings]


def test_values_keep_their_places() -> None:
    """Lines and columns count from 1, as editors do."""
    document, faults = _parsed("a: 1\nb:\n  - x: 'y'\n  - true\nc: ~\nd: 2026-11-22\n")

    assert faults == []
    assert document is not None
    assert document.value == {"a": 1, "b": [{"x": "y"}, True], "c": None, "d": "2026-11-22"}
    assert document.key_spot(("b",)) == Spot(2, 1)
    assert document.value_spot(("b", 0, "x")) == Spot(3, 8)
    assert document.verbatim["b", 0, "x"] == Spot(3, 9)
    assert document.key_spot(("b", 1)) == Spot(4, 5)
    assert document.value_spot(("b", 7, "z")) == Spot(3, 3)
    assert document.value_spot(("nowhere",)) == Spot(1, 1)


def test_a_text_over_several_lines_has_no_single_place_for_its_letters() -> None:
    """Its faults are told at its beginning."""
    document, _ = _parsed('a: "b\n  c"\n')

    assert document is not None
    assert ("a",) not in document.verbatim


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "y", "N"])
def test_switches_are_refused(word: str) -> None:
    """YAML makes true or false of them."""
    assert _parsed(f"a: {word}\n")[1][0].startswith(f"a.yaml:1:4: E003 a: YAML reads {word} as ")
    assert _parsed(f'a: "{word}"\n')[1] == []


@pytest.mark.parametrize(
    "word",
    [
        *(
            "22:30",
            "1:2:3",
            "0113",
            "-007",
            "0x1F",
            "0b11",
            "0o17",
            "1_000",
            "+31612345678",
            "31612345678",
            "1234567890",
        ),
        *("1.10", ".5", "1e3", ".inf", "-.INF", ".nan", "2026-11-22 10:00:00", "2026-11-22T10:00:00Z"),
    ],
)
def test_numbers_that_would_change_are_refused(word: str) -> None:
    """A telephone number, an opening hour and a version number are texts."""
    assert "E003" in _parsed(f"a: {word}\n")[1][0]
    assert _parsed(f"a: '{word}'\n")[1] == []


@pytest.mark.parametrize(("word", "value"), [("0", 0), ("-3", -3), ("15", 15), ("True", True), ("FALSE", False)])
def test_what_does_not_change_is_taken(word: str, value: object) -> None:
    """Small whole numbers, true and false are what they look like."""
    document, faults = _parsed(f"a: {word}\n")

    assert faults == []
    assert document is not None
    assert document.value == {"a": value}


def test_the_key_on_is_a_word_and_other_switches_are_not() -> None:
    """The format has an `on`; a language called `no` would be false."""
    assert _parsed("on: a\n")[1] == []
    assert "E003" in _parsed("no: a\n")[1][0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\na: 2\n", '2:1: E002 a second "a"; the first stands at 1:1'),
        ("flows: {}\nflows: {a: {b: {c: 1}}}\n", '2:1: E002 a second "flows"; the first stands at 1:1'),
        ("flows: {a: 1, a: 2}\n", '1:15: E102 a second flow "a"; the first stands at 1:9'),
        ("flows: {x: {nodes: {a: 1, a: 2}}}\n", '1:27: E103 a second node "a"; the first stands at 1:21'),
        ("a: &b 1\n", '1:4: E011 "&b" names a part for reuse; write the parts out'),
        ("a: *b\n", '1:4: E011 "*b" repeats another part; write it out'),
        ("<<: {a: 1}\n", '1:1: E011 "<<" merges maps; write the keys out'),
        ("a: !!str 1\n", '1:4: E011 the tag "tag:yaml.org,2002:str" is not used here; leave it out'),
        ("a: !!python/object/apply:os.getpid []\n", "E011"),
        ("a:\n\tb: 1\n", "2:1: E001 a tab stands where spaces belong; indent with spaces"),
        ("a: b: c\n", '1:5: E001 a text with ": " in it needs quotes'),
        ("a: 'b\n", "E001 a quote is opened and never closed, begun at 1:4"),
        ('a: "\\q"\n', "1:5: E001 inside double quotes, write a backslash twice"),
        ("a: “Dag”\n", "1:4: E012 a: the quotes would be read out with the text; type straight ones"),
        ("a: [b\n", "E001"),
        ("a: @b\n", "E001"),
        ("--- a\n--- b\n", '2:1: E001 a second document begins; a file holds one, without "---"'),
        ("? [a]\n: b\n", "1:3: E006 a key is one word, not a list or a map"),
        ("", "1:1: E007 the file is empty"),
        ("# niets\n", "1:1: E007 the file is empty"),
        ("\ufeffa: 1\n", "1:1: E001 the file begins with a byte order mark"),
        ("a: 1\nb: \0\n", "2:4: E001 the invisible character U+0000"),
        ("a: 1\r\nb: \x07\r\n", "2:4: E001 the invisible character U+0007"),
        ("a: x\u2028y\n", "1:5: E001 the invisible character U+2028"),
        ("a: \udcff\n", "1:4: E001 the file is not UTF-8 from here on; save it as UTF-8"),
        ("%YAML 9.9\n---\na: 1\n", "E001"),
    ],
)
def test_a_broken_file_is_told_at_its_place(text: str, fault: str) -> None:
    """One finding, with the cure."""
    faults = _parsed(text)[1]

    assert len(faults) == 1
    assert fault in faults[0]


SLIPS = {
    "a language is indented less": (
        'a:\n  say:\n    nl: "x"\n   en: "y"\n',
        "4:4: E001 indented by 3, but line 3 by 4 and line 2 by 2; what belongs together begins in the same column",
    ),
    "a key is indented more": (
        'say:\n  fr: "x"\n    next: klaar\n',
        "3:5: E001 indented by 4, but line 2 by 2; what belongs together begins in the same column",
    ),
    "the key above is indented less, so what follows it no longer fits": (
        'x:\n  tip:\n  say:\n      # Dag\n\n      nl: "x"\n    next: klaar\n',
        "7:5: E001 indented by 4, but line 6 by 6 and line 3 by 2; what belongs together begins in the same column",
    ),
    "a list item is indented less": (
        "options:\n  - id: ja\n    next: a\n - id: nee\n",
        "4:2: E001 indented by 1, but line 2 by 2 and line 1 by 0; what belongs together begins in the same column",
    ),
    "a key of a list item is indented less": (
        "options:\n  - id: ja\n   next: a\n",
        "3:4: E001 indented by 3, but line 2 by 4 and line 1 by 0; what belongs together begins in the same column",
    ),
    "a key of a list item stands below its dash": (
        "options:\n  - id: ja\n  next: a\n",
        "3:3: E001 indented by 2, but line 2 by 4 and line 1 by 0; what belongs together begins in the same column",
    ),
    "a list item stands below the name of the list": (
        "phrases:\n  nl:\n    - dood\n  - moe\n",
        "4:3: E001 indented by 2, but line 3 by 4; what belongs together begins in the same column",
    ),
    "a space from a word processor": (
        "say:\n  nl: x\n\u00a0 en: y\n  fr: z\n",
        "4:3: E001 line 3 begins with U+00A0, which only looks like a space; type spaces",
    ),
    "a colon without a space": (
        "tip:\n  say: x\n  next:klaar\n  note: z\n",
        '3:3: E001 "next:klaar" is no "key: value"; after a colon, and after a dash, stands a space',
    ),
    "a colon without a space above": (
        "tip:\n  say:x\n  next: klaar\n",
        'E001 the line above: "say:x" is no "key: value"; after a colon, and after a dash, stands a space',
    ),
    "a quote that is not closed": (
        'nl: "Een tip.\nen: "A tip."\n',
        "2:6: E001 the quote that is open in line 1 is closed only here; close it there",
    ),
    "a quote inside a text": (
        'nl: "Zeg "nee" als je wilt."\n',
        "1:11: E001 a quote stands inside a text and ends it; inside a text, write “ ” and ’",
    ),
    "an apostrophe inside a text": (
        "fr: 'Quelqu'un'\n",
        "1:13: E001 a quote stands inside a text and ends it; inside a text, write “ ” and ’",
    ),
    "a brace that is not closed": (
        '- label: {nl: "Ja", en: "Yes"\n  next: a\n',
        '2:3: E001 a comma or "}" is missing before this (the "{" stands at 1:10)',
    ),
    "a comma that is forgotten": (
        "values: [ja, {a: b} nee]\n",
        '1:21: E001 a comma or "]" is missing before this (the "[" stands at 1:9); or a quote stands inside a text',
    ),
    "a merge that was not ended": (
        "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> mine\n",
        "2:1: E001 two versions meet here; keep the right one, and delete the lines with <<<<<<<, ======= and >>>>>>>",
    ),
}


@pytest.mark.parametrize(("text", "fault"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_of_the_hand_is_told_in_the_words_of_an_editor(text: str, fault: str) -> None:
    """Not in those of the parser: what is wrong, and which line to compare it with."""
    faults = _parsed(text)[1]

    assert len(faults) == 1
    assert fault in faults[0]


HOSTILE = {
    "a deep list": "a: " + "[" * 10_000,
    "a deep list in blocks": "- " * 10_000,
    "a deep map": "".join(" " * depth + "a:\n" for depth in range(1_000)),
    "ten mebibytes": "a: b\n" * (10 * 1024 * 1024 // 5),
    "billion laughs": 'a: &a ["lol"]\n'
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)},' * 9}]\n" for n in range(9)),
    "a NUL": "a: \0",
    "a lone surrogate": "a: \ud800",
    "a million keys": "".join(f"k{number}: 1\n" for number in range(60_000)),
    "the same key": "a: 1\n" * 100_000,
    "a long number": "a: " + "9" * 500_000,
    "a long word": "a: " + "b" * 900_000,
    "almost a clock": "a: " + "1" * 5_000 + ":" * 5_000,
    "many tags": "- !t x\n" * 50_000,
    "open braces": "{" * 20,
    "names that resemble each other": FLOWS + "".join(f"fluws{number}: 1\n" for number in range(20_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_gives_findings_and_nothing_else(text: str) -> None:
    """No crash, no hang, whatever is in the file."""
    begun = time.process_time()
    with pytest.raises(FaultyContent) as caught:
        compile_bundle({**SOURCES, "flows.yaml": text})

    assert caught.value.findings
    assert time.process_time() - begun < SECONDS


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    """The limit is told."""
    assert _parsed("a" * (MOST_CHARACTERS + 1))[1] == [
        f"a.yaml:1:1: E009 the file has more than {MOST_CHARACTERS:,} characters"
    ]


def test_a_file_that_is_too_deep_is_told_where() -> None:
    """The place where it goes too far."""
    assert "E009 nested more than 24 levels deep" in _parsed("[" * 100)[1][0]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """There is no text that raises."""
    document, faults = _parsed(text)

    assert document is not None or faults


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(FLOWS)), st.integers(0, 40), st.text(max_size=5))
def test_any_damage_to_a_good_file_is_findings_or_nothing(place: int, length: int, inserted: str) -> None:
    """A slip of the hand never breaks the compiler."""
    text = FLOWS[:place] + inserted + FLOWS[place + length :]
    sound = 0
    with suppress(FaultyContent):
        sound = len(compile_bundle({**SOURCES, "flows.yaml": text}).nodes)

    assert sound >= 0
