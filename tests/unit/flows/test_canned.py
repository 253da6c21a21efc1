"""canned.yaml: words that a counsellor takes over, checked like what the bot says."""

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.check import check
from bot.flows.comparison import compare
from bot.flows.format.findings import FaultyContent
from tests.unit.flows.small import A_MONDAY_AFTERNOON, SOURCES

CANNED = """\
schema: 1
texts:
  dag:
    title: {nl: Groet, en: Greeting, fr: Salut}
    text: {nl: "Dag, fijn dat je er bent.", en: "Hello, good to see you.", fr: "Bonjour, bienvenue."}
  nummers:
    title: {nl: Nummers, en: Numbers, fr: Numéros}
    text: {nl: "Hier kun je bellen:", en: "Here you can call:", fr: "Vous pouvez appeler :"}
    lines: [nood]
"""


def compiled(canned: str = CANNED) -> Bundle:
    """Compile the small conversation with these words for counsellors."""
    return compile_bundle({**SOURCES, "canned.yaml": canned})


def test_the_words_stand_in_the_bundle_in_the_order_of_the_file() -> None:
    """Each with its help lines below it, as somebody reads them."""
    catalogue = compiled().catalogue
    today = A_MONDAY_AFTERNOON.date()

    assert list(catalogue.canned) == ["dag", "nummers"]
    assert catalogue.canned_words("dag", "fr", country="nl", today=today) == "Bonjour, bienvenue."
    said, line = catalogue.canned_words("nummers", "en", country="nl", today=today).splitlines()
    assert (said, line[:3]) == ("Here you can call:", "112")


def test_a_conversation_goes_without_them() -> None:
    """A bundle of before there were any is served as it was, under the name that it had."""
    without, empty = compile_bundle(SOURCES), compiled("schema: 1\n")

    assert without.catalogue.canned == empty.catalogue.canned == {}
    assert without.hash == empty.hash


def test_another_word_is_another_bundle_and_a_note_is_none() -> None:
    """So that publishing brings it to the desk."""
    noted = CANNED.replace("    title: {nl: Groet", "    note: nagevraagd\n    title: {nl: Groet")

    assert compiled().hash != compiled(CANNED.replace("fijn", "goed")).hash
    assert compiled().hash == compiled(noted).hash


def test_a_change_is_told_before_it_is_published() -> None:
    """In the same list as every other change of a text."""
    old = check({**SOURCES, "canned.yaml": CANNED})
    new = check({**SOURCES, "canned.yaml": CANNED.replace("fijn", "goed")})

    assert [change.place for change in compare(old, new)] == ["canned.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("nl: Groet, ", "", 'canned.yaml:4:12: E402 title: there is no "nl" text'),
        ("[nood]", "[nod]", 'canned.yaml:9:13: E605 lines: "nod" is no help line; did you mean "nood"?'),
        ("title: {nl: Groet", "titel: {nl: Groet", 'canned.yaml:4:5: E004 "titel" is no key here; did you mean'),
        ("fr: Salut}", 'fr: Salut, de: "Gruß"}', "canned.yaml:4:49: E401 de: "),
        ('"Dag, fijn dat je er bent."', '""', "canned.yaml:5:16: E007 nl: the text is empty"),
        ("fijn dat je er bent", "hoort dat bij je sekte", 'canned.yaml:5:39: E411 nl: "sekte" is no word of this bot'),
        ("Dag, fijn dat je er bent.", "Dag. Hoe heet je? Waar woon je?", "canned.yaml:5:16: W413 nl: 2 questions"),
        ("Hier kun je bellen:", "Bel 0800-2000:", "canned.yaml:8:21: E611 nl: "),
        ("fijn dat", "fijn {dat", "canned.yaml:5:27: E309 nl: "),
    ],
)
def test_a_fault_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    """By line and column, with what to do."""
    assert CANNED.count(old) == 1
    try:
        found = compiled(CANNED.replace(old, new)).warnings
    except FaultyContent as faulty:
        found = faulty.findings

    told = [str(one) for one in found if one.file == "canned.yaml"]
    assert told[0].startswith(expected)
    assert all(one.startswith(expected.partition(" ")[0]) for one in told), "one place, one fault"
