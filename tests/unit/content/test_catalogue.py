"""Wording and help lines as they are shown on a given day."""

from datetime import date

import pytest

from bot.content.catalogue import CannedText, Catalogue, HelpLine

A_DAY = date(2026, 11, 23)
OLD, FRESH = date(2026, 11, 22), date(2026, 11, 23)
NL, BOTH = frozenset({"nl"}), frozenset({"nl", "be"})


def _catalogue(**lines: HelpLine) -> Catalogue:
    return Catalogue({"hoi": {"nl": "Hoi", "en": "Hi"}, "alleen": {"nl": "Alleen"}}, lines, "nl")


def _line(name: str, countries: frozenset[str] = BOTH, until: date = FRESH, **more: object) -> HelpLine:
    return HelpLine({"nl": name}, countries, until, str(more.get("fallback", "")), always=bool(more.get("always")))


def _shown(catalogue: Catalogue, *ids: str, country: object = None) -> list[str]:
    return [line.shown["nl"] for line in catalogue.good_lines(ids, country=country, today=A_DAY)]


def test_wording_falls_back_to_the_default_language() -> None:
    """A text in another language is better than none."""
    assert _catalogue().say("hoi", "en") == "Hi"
    assert _catalogue().say("alleen", "en") == "Alleen"
    with pytest.raises(KeyError):
        _catalogue().say("niets", "nl")


def test_a_line_is_shown_up_to_its_last_day() -> None:
    """The day after, it is gone; 112 stays."""
    catalogue = _catalogue(a=_line("A"), b=_line("B", until=OLD), c=_line("C", until=OLD, always=True))

    assert _shown(catalogue, "a", "b", "c") == ["A", "C"]


def test_a_line_past_its_day_is_replaced() -> None:
    """By its fallback, once, and never in a circle."""
    catalogue = _catalogue(
        a=_line("A", until=OLD, fallback="b"),
        b=_line("B", until=OLD, fallback="c"),
        c=_line("C"),
        x=_line("X", until=OLD, fallback="y"),
        y=_line("Y", until=OLD, fallback="x"),
    )

    assert _shown(catalogue, "a", "c") == ["C"]
    assert _shown(catalogue, "x") == []


def test_lines_of_another_country_are_left_out() -> None:
    """Unless the country is not known, or another one altogether."""
    catalogue = _catalogue(a=_line("A", NL, fallback="b"), b=_line("B", frozenset({"be"})))

    assert _shown(catalogue, "a", "b", country="nl") == ["A"]
    assert _shown(catalogue, "a", "b", country="be") == ["B"]
    assert _shown(catalogue, "a", country="be") == []
    assert _shown(catalogue, "a", "b", country="anders") == ["A", "B"]
    assert _shown(catalogue, "a", "b") == ["A", "B"]
    assert _shown(catalogue, "gone") == []


@pytest.mark.parametrize(("country", "read"), [("nl", "A"), ("be", "A"), ("anders", "A (NL)"), (None, "A (NL)")])
def test_a_line_says_its_country_to_whoever_may_be_in_another_one(country: str | None, read: str) -> None:
    """Who said where they are sees the lines of their country only, and needs no name for it."""
    assert HelpLine({"nl": "A"}, NL, FRESH, shown_abroad={"nl": "A (NL)"}).read_in("nl", country) == read
    assert HelpLine({"nl": "112"}, BOTH, FRESH).read_in("nl", country) == "112"


def test_lines_in_the_language_of_the_reader_come_first_where_the_bill_says_the_same() -> None:
    """Somebody who writes French finds a line that speaks French; a call that may be seen is still the last."""
    need = frozenset({"praten"})
    dutch, french = frozenset({"nl"}), frozenset({"fr"})
    lines = {
        "nl": HelpLine({"nl": "A"}, BOTH, FRESH, needs=need, languages=dutch),
        "fr": HelpLine({"nl": "B"}, BOTH, FRESH, needs=need, languages=french),
        "fr_seen": HelpLine({"nl": "C"}, BOTH, FRESH, needs=need, languages=french, on_bill="yes"),
        "nl_hidden": HelpLine({"nl": "D"}, BOTH, FRESH, needs=need, languages=dutch, on_bill="no"),
    }

    found = _catalogue(**lines).lines_for("praten", language="fr", country="be", role=None, today=A_DAY)

    assert [line.shown["nl"] for line in found] == ["D", "B", "A", "C"]


def test_ready_made_words_have_the_lines_of_a_country_that_are_good_today() -> None:
    """A line past its day gives way to its fallback; a country that is not known gets those of both."""
    lines = {
        "a": _line("A", NL, until=OLD, fallback="b"),
        "b": _line("B", NL),
        "c": _line("C", frozenset({"be"})),
    }
    words = {"bel": CannedText({"nl": "Bellen"}, {"nl": "Bel:", "en": "Call:"}, ("a", "c"))}
    catalogue = Catalogue({}, lines, "nl", words)

    assert catalogue.canned_words("bel", "nl", country="nl", today=A_DAY) == "Bel:\nB"
    assert catalogue.canned_words("bel", "nl", country="be", today=A_DAY) == "Bel:\nC"
    assert catalogue.canned_words("bel", "nl", country=None, today=A_DAY) == "Bel:\nB\nC"
