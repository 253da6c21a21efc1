"""Typed words: the same for all that mean the same, and found as whole words only."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.alike import Alike
from bot.flows.phrases import PhraseBook
from bot.flows.replies import Labels, chosen, number_in
from bot.flows.words import spellings

BOOK = PhraseBook(
    ["zelfmoord", "ik wil dood", "dood", "en finir", "can't go on", "self-harm", "\U0001f52b"],
    ["dood moe", "doodgewoon"],
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("STOP!!!", ("stop",)),
        ("  stop\n", ("stop",)),
        ("“Stop.”", ("stop",)),
        ("stöp", ("stop",)),
        ("Straße", ("strasse",)),
        ("ﬁn", ("fin",)),
        ("\uff12\uff0e", ("2",)),
        ("2\ufe0f\u20e3", ("2",)),
        ("can’t", ("can t", "cant")),
        ("zelf-moord", ("zelf moord", "zelfmoord")),
        ("zelf\u200bmoord", ("zelfmoord",)),
        ("-stop-", ("stop",)),
        ("ja\U0001f44d\U0001f3fd", ("ja \U0001f44d",)),
        ("❤️", ("❤",)),
        ("?", ("?",)),
        ("? ?", ("??",)),
        ("", ("",)),
        ("   ", ("",)),
    ],
)
def test_spelling_does_not_matter(typed: str, plain: tuple[str, ...]) -> None:
    """Capitals, accents, quotes, widths and variants of an emoji are all the same."""
    assert spellings(typed) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Zelfmoord",
        "ik WIL dóód!",
        "het woord zelf-moord",
        "j'veux en finir",
        "d’en finir",
        "i cant go on",
        "I can’t go on",
        "selfharm",
        "self harm",
        "🔫️",
        "x🔫x",
        "dood moe, maar ook ik wil dood",
    ],
)
def test_a_phrase_is_found(text: str) -> None:
    """However it is written."""
    assert BOOK.found_in(spellings(text))


@pytest.mark.parametrize(
    "text", ["doodgewoon", "ik ben dood moe", "ik wil doodgraag", "zelfmoordenaarslied", "mooi", "?", "", "ik wil"]
)
def test_only_whole_words_are_found(text: str) -> None:
    """A harmless phrase is none, and a part of a word is none."""
    assert not BOOK.found_in(spellings(text))


def test_what_stood_around_a_harmless_phrase_does_not_meet() -> None:
    """Taking words out makes no new phrase."""
    assert not PhraseBook(["ik wil"], ["nu niet"]).found_in(spellings("ik nu niet wil"))


@pytest.mark.parametrize(
    "text",
    [
        "het is mooi weer en ik ga naar de winkel " * 500,
        "é " * 10000,
        "a" + "̖̀" * 10000,
        "ik wil " * 3000,
        "ik " * 7000,
        "😰" * 20000,
        "can't " * 3300,
        "dood moe " * 2200,
    ],
)
def test_a_long_text_is_searched_in_no_time(text: str) -> None:
    """Twenty thousand characters of anything, in no time: it takes some milliseconds."""
    begun = time.process_time()
    found = BOOK.found_in(spellings(text[:20_000]))

    assert not found
    assert time.process_time() - begun < 1


@given(st.text(max_size=200))
def test_plain_words_stay_as_they_are(text: str) -> None:
    """Looking twice finds nothing new, and any text has a spelling."""
    for spelling in spellings(text):
        assert spelling == " ".join(spelling.split())
        assert spelling in spellings(spelling) or not spelling.isascii() or not any(map(str.isalnum, spelling))


LABELS = Labels(
    {
        "m15": "Ja, 15 minuten",
        "m30": "Ja, 30 minuten",
        "nee": "Nee, niet",
        "weet": "Weet ik niet",
        "tuin": "De tuin",
        "ding": "Zo'n ding",
    }
)
SHOWN = ("m15", "m30", "nee", "weet", "tuin", "ding")


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("1", "m15"),
        ("6", "ding"),
        ("optie 2", "m30"),
        ("De optie 2", "m30"),
        ("nr. 3", "nee"),
        ("n° 3", "nee"),
        ("3 graag", "nee"),
        ("15", "m15"),
        ("30 minuten", "m30"),
        ("ja, 15 minuten", "m15"),
        ("Nee", "nee"),
        ("nee hoor", "nee"),
        ("nee niet s'il vous plaît", "nee"),
        ("wee", "weet"),
        ("weet ik", "weet"),
        ("tuin", "tuin"),
        ("het tuin", "tuin"),
        ("zo n ding", "ding"),
        ("zon ding", "ding"),
        ("zo", "ding"),
        ("we", None),
        ("ja", None),
        ("minuten", None),
        ("0", None),
        ("7", None),
        ("999", None),
        ("1 2", None),
        ("-", None),
        ("", None),
        ("iets anders", None),
    ],
)
def test_an_answer_is_a_number_or_the_beginning_of_one_label(typed: str, option: str | None) -> None:
    """What could mean two options means none."""
    assert chosen(spellings(typed), LABELS, SHOWN) == option


ALIKE = Alike(
    {
        "ja": ["ja", "jawel", "yes", "sure", "dat klopt"],
        "nee": ["nee", "nope"],
        "weet_niet": ["weet ik niet", "kweenie", "aucune idée", "🤷"],
        "sla_over": ["sla over", "sla maar over", "passer"],
    },
    fillers=["euh", "tja", "hoor"],
)
YES_NO = {"ja": "Ja, graag", "nee": "Nee", "weet": "Weet ik niet"}


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("yes", "ja"),
        ("jawel, sure", "ja"),
        ("dat klopt", "ja"),
        ("neeeee", "nee"),
        ("tja, nope", "nee"),
        ("euh… Kweenie!", "weet"),
        ("aucune idée", "weet"),
        ("🤷‍♀️", None),
        ("🤷", "weet"),
        ("sla maar over", "weet"),
        ("ja nee", None),
        ("euh", None),
        ("ja maar", None),
    ],
)
def test_words_that_mean_the_same_choose_the_same(typed: str, option: str | None) -> None:
    """In any language, drawn out, and with words around them that mean nothing; half of a text is no answer."""
    assert chosen(spellings(typed), Labels(YES_NO, ALIKE), tuple(YES_NO)) == option


def test_to_skip_and_not_to_know_stand_in_for_each_other() -> None:
    """Both are a way past a question; where both are offered each is itself."""
    skips = Labels({"be": "België", "over": "Sla over"}, ALIKE)
    both = Labels({"weet": "Weet ik niet", "over": "Sla over"}, ALIKE)

    assert skips.match(spellings("kweenie")) == "over"
    assert both.match(spellings("kweenie")) == "weet"
    assert both.match(spellings("passer")) == "over"


def test_what_could_be_two_options_is_neither() -> None:
    """A "yes" beside "Ja, 15 minuten" and "Ja, 30 minuten" does not say which."""
    assert Labels({"a": "Ja, 15 minuten", "b": "Ja, 30 minuten"}, ALIKE).match(spellings("yes")) is None


@pytest.mark.parametrize("typed", ["aune tuin", "sla tuin", "bathe tuin"])
def test_an_article_is_a_word_of_its_own(typed: str) -> None:
    """The end of another word is none."""
    assert chosen(spellings(typed), LABELS, SHOWN) is None


def test_a_whole_label_wins_over_the_beginning_of_another() -> None:
    """A "Ja" is "Ja", also beside "Ja, graag"."""
    labels = Labels({"ja": "Ja", "graag": "Ja, heel graag"})

    assert chosen(spellings("ja"), labels, ("ja", "graag")) == "ja"
    assert chosen(spellings("ja heel"), labels, ("ja", "graag")) == "graag"


def test_what_was_not_shown_is_not_chosen() -> None:
    """An option that came later belongs to a later list."""
    assert chosen(spellings("de tuin"), LABELS, ("m15",)) is None


def test_a_number_is_read_with_or_without_a_word() -> None:
    """Only a text that is nothing but a number."""
    assert number_in(("keuze 12",)) == 12
    assert number_in(("12 keer",)) is None
