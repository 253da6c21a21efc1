"""Long pages are read in parts that fit the channel, and nobody loses their place or meets a dead end in one."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.flows.format.markdown import Paragraph
from bot.flows.paging import names_of, number_at, parts_of
from bot.model import Sender
from tests.unit.flows.paged import MAIN, PAGES, compiled, page
from tests.unit.flows.small import SOURCES, Person


def faults(pages: Mapping[str, str], main: str = MAIN) -> list[str]:
    """Return what is wrong with it, by place."""
    with pytest.raises(FaultyContent) as caught:
        compiled(pages, main)
    return list(map(str, caught.value.findings))


def reader(bundle: Bundle | None = None, *, channel: str = "telegram") -> Person:
    """Return somebody who was shown the first part of the page."""
    person = Person(bundle or compiled())
    person.sender = Sender(channel, "1")
    person.conversation = replace(person.conversation, sender=person.sender)
    return person.starts().says("nee")


def test_a_page_is_read_part_by_part_and_goes_on_by_itself() -> None:
    """The heading stays with its text, the list is a list, the help lines come last, and then comes what follows."""
    person = reader()

    first = person.bubbles[-1]
    assert first.text.startswith("Kop nl\nNl a zin 0. ")
    assert first.text.endswith("Nl a zin 11.\n\n• een\n• twee")
    assert [option.id for option in first.options] == ["read_on", "human", "back"]

    person.taps("read_on")
    assert person.told[0].startswith("Nl b zin 0. ")
    person.says("1", "1")

    assert person.told[0].startswith("Nl d zin 0. ")
    assert "\n\n112 · Noodnummer" in person.told[0]
    assert not person.bubbles[0].options
    assert person.node == "start.menu"


def test_a_roomy_channel_shows_more_at_once() -> None:
    """The web page and the terminal need fewer parts."""
    telegram, web = reader(), reader(channel="webchat")

    assert len(telegram.told[-1].split()) <= 60
    assert 60 < len(web.told[-1].split()) <= 120


def test_what_stands_under_one_heading_stays_together() -> None:
    """No part ends in the middle of a list that would fit into the next one, and none begins with its last item."""
    opening = Paragraph("Kop\n" + "zin " * 40, begins_section=True)
    items = [Paragraph(f"• punt {number} " + "is zo " * 5, is_next_item=True) for number in range(2)]
    section = (Paragraph("Lijst\n• punt is dit", begins_section=True), *items)

    parts = parts_of((opening, *section), names_of((opening, *section)), most_words=60)

    assert [part.text.split()[0] for part in parts] == ["Kop", "Lijst"]


def test_a_section_that_fits_nowhere_is_cut_where_it_is_full() -> None:
    """A long list does not leave the part before it half empty for nothing."""
    opening = Paragraph("Kop\n" + "zin " * 20, begins_section=True)
    section = [Paragraph(f"• punt {number} " + "is zo " * 8, is_next_item=number > 0) for number in range(5)]
    long = (opening, Paragraph("Lijst\n" + section[0].text, begins_section=True), *section[1:])

    parts = parts_of(long, names_of(long), most_words=60)

    assert [len(part.text.split()) for part in parts] == [60, 57]


@pytest.mark.parametrize("typed", ["2", "mens", "<page_human>"])
def test_from_every_part_a_human_is_one_word_away(typed: str) -> None:
    """By its number, by the word that always works, by the words on the button."""
    assert reader().says("1", typed).node == "mens.start"


@pytest.mark.parametrize("typed", ["3", "<page_back>"])
def test_back_leaves_the_page(typed: str) -> None:
    """The rest is not shown."""
    person = reader().says(typed)

    assert person.node == "start.menu"
    assert len(person.told) == 1


def test_what_is_not_understood_loses_no_place() -> None:
    """The same part comes again, and in the end the way to a human."""
    person = reader().says("1")
    shown = person.told[0]

    assert person.says("blub").told == ["<not_understood>", shown]
    assert person.says("blub").told == ["<lost>", shown]
    person.sends_a_photo()
    assert person.told == ["<unsupported>", shown]


def test_the_button_of_an_earlier_part_shows_the_present_one() -> None:
    """A second tap skips nothing."""
    person = reader()
    first = person.bubbles[-1]
    person.taps("read_on", first)
    second = person.told[0]

    assert person.taps("read_on", first).told == ["<stale>", second]


def test_a_change_of_language_goes_on_at_the_same_paragraph() -> None:
    """In the other language."""
    person = reader().says("1", "english")

    assert person.told[0].startswith("En b zin 0.")


def test_a_digression_comes_back_to_the_page() -> None:
    """An explanation in between does not end it."""
    person = reader().says("1", "hulp", "goed")

    assert person.node == "tips.tip"
    assert [option.id for option in person.bubbles[-1].options] == ["read_on", "human", "back"]


def test_a_new_paragraph_in_a_new_bundle_skips_nothing() -> None:
    """The place is the name of a paragraph, not its number."""
    person = reader().says("1")
    longer = {name: f"Nieuw woord.\n\n{text}" for name, text in PAGES.items()}
    person.bundle = compiled(longer)

    person.says("blub")
    assert person.told[1].startswith("Nl b zin 0.")
    person.says("1")
    assert person.told[0].startswith("Nl c zin 0.")


def test_a_paragraph_that_is_gone_begins_the_page_again() -> None:
    """Somebody reads something twice; nobody misses anything."""
    person = reader().says("1")
    person.bundle = compiled({name: text.replace(" b zin", " q zin") for name, text in PAGES.items()})

    assert person.says("blub").told[1].startswith("Kop nl")


def test_a_page_that_became_short_is_read_to_its_end() -> None:
    """What waited for the rest goes on."""
    person = reader().says("1")
    person.bundle = compiled(dict.fromkeys(PAGES, "Kort."))

    assert person.says("blub").told[1].startswith("Kort.")
    assert person.node == "start.menu"


def test_a_short_page_is_said_and_asks_nothing() -> None:
    """One part has no buttons."""
    person = reader(
        compiled(
            dict.fromkeys(PAGES, "Kort."),
            MAIN.replace("\n        lines: [nood]\n        next: klaar", "\n        next: klaar"),
        )
    )

    assert person.told[0] == "Kort."
    assert person.node == "start.menu"


def test_a_page_can_be_read_while_waiting_for_a_human() -> None:
    """Asking for a human again says that they still wait, and the page stays."""
    person = Person(compiled()).waits()
    person.says("1", "1")
    assert person.node == "tips.tip"

    person.taps("human")

    assert person.told[0] == "<still_waiting>"
    assert person.node == "tips.tip"


PAGE_FAULTS = [
    ("zie [hier](http://a.b)", "E507", "a link"),
    ("een <http://a.b> daar", "E507", "a link"),
    ("zie ![hier](a.png)", "E507", "a picture"),
    ("een `woord` daar", "E507", "code"),
    ("een <b>woord</b> daar", "E507", "HTML"),
    ("dag {naam}", "E309", '"{naam}" would be shown'),
]


@pytest.mark.parametrize(("line", "code", "what"), PAGE_FAULTS)
def test_what_is_not_shown_is_told_at_its_place(line: str, code: str, what: str) -> None:
    """Links, pictures, code and HTML, each where it begins."""
    column = line.index(next(sign for sign in ("![", "[", "<", "`", "{") if sign in line)) + 1
    found = faults({**PAGES, "pages/geld.nl.md": page("nl").replace("\n\n- *een*", f" Woord\n{line}\n\n- *een*")})

    assert found
    assert found[0].startswith(f"pages/geld.nl.md:4:{column}: {code} {what}")


@pytest.mark.parametrize(
    ("block", "what"),
    [
        ("```\ncode\n```", "code"),
        ("    code", "code; a line"),
        ("> citaat", "a quotation"),
        ("***", "a ruler"),
        ("<div>\nx\n</div>", "HTML"),
        ("[naam]: http://a.b", "a link"),
    ],
)
def test_a_block_that_is_not_shown_is_told_at_its_line(block: str, what: str) -> None:
    """Also a definition that Markdown itself would hide."""
    found = faults({**PAGES, "pages/geld.nl.md": f"Een\n\n{block}\n"})

    assert any(line.startswith("pages/geld.nl.md:3:") and f"E507 {what}" in line for line in found)


def without(name: str) -> dict[str, str]:
    """Return the pages but one."""
    return {known: text for known, text in PAGES.items() if known != name}


def test_a_page_is_there_in_every_language_and_in_as_many_paragraphs() -> None:
    """A language that lacks it, one too many, and one that lacks a paragraph."""
    assert faults(without("pages/geld.fr.md")) == ['pages/geld.en.md:1:1: E402 there is no "fr" text; write geld.fr.md']
    assert faults({**PAGES, "pages/geld.de.md": page("de")}) == [
        'pages/geld.de.md:1:1: E401 "de" is none of the languages of this bundle: nl, en, fr'
    ]
    assert faults({**PAGES, "pages/geld.nl.md": "# Geld\n\nKort."}) == [
        'pages/geld.nl.md:1:1: E406 paragraphs and list items: 1 here, 6 in "en"; write as many'
    ]


def test_a_heading_that_lost_its_mark_is_told_as_that() -> None:
    """Without it the heading is one paragraph more, which nobody would look for."""
    name = "pages/geld.nl.md"

    assert faults({**PAGES, name: PAGES[name].replace("# ", "", 1)}) == [
        'pages/geld.nl.md:1:1: E406 headings: 0 here, 1 in "en"; write as many, each with "# " before it'
    ]


def test_every_page_is_shown_and_every_shown_page_is_there() -> None:
    """Names that are close are offered."""
    more = {name.replace("geld", "huis"): text for name, text in PAGES.items()}

    assert [line.partition(": ")[2] for line in faults({**PAGES, **more})] == [
        'E008 this file is not used; no node has "page: huis"'
    ] * 3
    assert faults(PAGES, MAIN.replace("page: geld", "page: gled"))[0].endswith(
        'E008 page: "gled" is no page: there is no pages/gled.nl.md; did you mean "geld"?'
    )
    assert faults({**PAGES, "pages/geld.md": "x"}) == [
        "pages/geld.md:1:1: E008 this file is not used; a page is called like telephone.nl.md: an id, the language, md"
    ]
    assert faults({**PAGES, "pages/geld.nl.md": "  \n"}) == ["pages/geld.nl.md:1:1: E007 the page is empty"]


def test_a_changed_page_is_another_bundle() -> None:
    """Its words are part of the meaning."""
    assert (
        compiled({**PAGES, "pages/geld.nl.md": PAGES["pages/geld.nl.md"].replace("een", "1")}).hash != compiled().hash
    )


WORDS = st.lists(st.sampled_from(["woord", "lang", "Zin.", "Vraag?", "112", "(ja)"]), min_size=1, max_size=80)


@given(st.lists(WORDS, min_size=1, max_size=8), st.integers(1, 60))
def test_no_word_of_a_page_is_lost_and_no_part_is_too_long(texts: list[list[str]], most: int) -> None:
    """For any page and any size of a bubble; every place leads back to its own part."""
    paragraphs = [Paragraph(" ".join(words)) for words in texts]

    parts = parts_of(paragraphs, names_of(paragraphs), most_words=most)

    assert " ".join(part.text for part in parts).split() == [word for words in texts for word in words]
    assert all(len(part.text.split()) <= most for part in parts)
    assert [number_at(parts, part.place) for part in parts] == list(range(len(parts)))


def test_a_sentence_is_cut_only_when_it_alone_is_too_long() -> None:
    """Parts end where sentences end."""
    sentences = ["Een twee drie vier.", "Vijf zes zeven.", "Acht negen tien elf twaalf dertien.", "Klaar."]
    paragraphs = [Paragraph(" ".join(sentences))]

    parts = parts_of(paragraphs, names_of(paragraphs), most_words=5)

    assert [part.text for part in parts] == [
        "Een twee drie vier.", "Vijf zes zeven.", "Acht negen tien elf twaalf", "dertien. Klaar.",
    ]  # fmt: skip


def test_a_page_is_left_when_the_person_leaves() -> None:
    """Stop wipes here as everywhere."""
    person = reader().says("1", "stop")

    assert person.is_wiped()


def test_the_words_under_a_page_are_no_words_that_act_everywhere() -> None:
    """But those that lead to a human."""
    wording = SOURCES["wording.yaml"].replace('nl: "<page_back>"', "nl: Wis").replace('nl: "<page_human>"', "nl: Mens")

    with pytest.raises(FaultyContent) as caught:
        compile_bundle({**SOURCES, "wording.yaml": wording})

    assert [finding.what for finding in caught.value.findings] == [
        'nl: "Wis" typed as an answer is the word for "stop"; call it something else'
    ]
