"""Which help lines somebody has to look at, and in which order."""

from datetime import date, timedelta

from bot.content.catalogue import HelpLine
from bot.content.due import NOTICE, Due, Reason, due_lines

TODAY = date(2026, 11, 26)
FAR = TODAY + NOTICE + timedelta(days=1)


def _line(until: date, *, verified: bool = True, fallback: str = "", always: bool = False) -> HelpLine:
    return HelpLine({"nl": "Lijn"}, frozenset({"nl"}), until, fallback, always=always, verified=verified)


def test_a_line_that_was_checked_and_is_good_for_a_while_is_not_listed() -> None:
    """Nobody learns to read past a list that is always full."""
    assert due_lines({"goed": _line(FAR)}, TODAY) == ()


def test_a_line_is_announced_before_its_last_day() -> None:
    """From thirty days before up to the day itself it is due soon; the day after it is past."""
    lines = {"dertig": _line(TODAY + NOTICE), "vandaag": _line(TODAY), "gisteren": _line(TODAY - timedelta(days=1))}

    reasons = {one.line: one.reasons for one in due_lines(lines, TODAY)}

    assert reasons == {"dertig": (Reason.SOON,), "vandaag": (Reason.SOON,), "gisteren": (Reason.PAST,)}


def test_a_line_that_nobody_verified_is_listed_whatever_its_day() -> None:
    """Hearsay does not become true by being far from its day."""
    [due] = due_lines({"gehoord": _line(FAR, verified=False, fallback="nood")}, TODAY)

    assert due == Due("gehoord", FAR, (Reason.UNVERIFIED,), "nood")


def test_what_is_past_comes_first_and_then_what_ends_first() -> None:
    """An operator reads from the top."""
    past, soon = TODAY - timedelta(days=3), TODAY + timedelta(days=5)
    lines = {
        "gehoord": _line(FAR, verified=False),
        "straks": _line(soon, verified=False),
        "nu": _line(TODAY),
        "voorbij": _line(past),
    }

    assert [one.line for one in due_lines(lines, TODAY)] == ["voorbij", "nu", "straks", "gehoord"]


def test_a_line_that_is_always_shown_still_falls_due() -> None:
    """The emergency number stays on the screen, and somebody still has to look at it."""
    [due] = due_lines({"nood": _line(TODAY - timedelta(days=1), always=True)}, TODAY)

    assert due.reasons == (Reason.PAST,)
