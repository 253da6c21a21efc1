"""No small count can be worked out of what is shown, and no more is taken away than that needs."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.small_numbers import ON_THE_BOARD, PUBLISHED, Rule, Shown, Sum, protected


def seen(cells: Mapping[str, int], *sums: Sum, rule: Rule = PUBLISHED) -> str:
    """Return the cells as a reader sees them."""
    shown = protected(cells, sums, rule=rule)
    return " ".join(
        f"{name}:{'<' if cell.is_small else '-' if cell.count is None else cell.count}" for name, cell in shown.items()
    )


def test_what_is_large_is_shown_in_fives() -> None:
    """Twelve is ten, thirteen is fifteen, and nought is nought."""
    assert seen({"a": 10, "b": 12, "c": 13, "d": 0}) == "a:10 b:10 c:15 d:0"


def test_a_small_one_is_not_shown() -> None:
    """From one to nine, by itself."""
    assert seen({"a": 1, "b": 9, "c": 10}) == "a:- b:- c:10"


def test_a_small_one_is_not_what_is_left_over() -> None:
    """All less the large one is at most four: the one of least worth goes with it."""
    assert seen({"all": 102, "nl": 100, "fr": 2}, Sum("all", ("nl", "fr"))) == "all:100 nl:- fr:-"


def test_rounding_alone_can_be_enough() -> None:
    """All less the large one is anything from one to nine: so nothing else has to go."""
    assert seen({"all": 105, "nl": 100, "fr": 5}, Sum("all", ("nl", "fr"))) == "all:105 nl:100 fr:-"


def test_the_total_goes_if_it_is_of_least_worth() -> None:
    """What is kept is what comes first."""
    assert seen({"nl": 100, "fr": 2, "all": 102}, Sum("all", ("nl", "fr"))) == "nl:100 fr:- all:-"


def test_two_small_ones_hide_each_other_if_there_are_enough_of_them() -> None:
    """Eight and seven: each can be anything from one to nine, so nothing large is taken away."""
    assert seen({"all": 65, "a": 50, "b": 8, "c": 7}, Sum("all", ("a", "b", "c"))) == "all:65 a:50 b:- c:-"


def test_two_very_small_ones_do_not_hide_each_other() -> None:
    """One and one are two at most: that each is under three would be told."""
    assert seen({"all": 52, "a": 50, "b": 1, "c": 1}, Sum("all", ("a", "b", "c"))) == "all:50 a:- b:- c:-"


def test_of_a_small_total_nothing_is_told_not_even_the_noughts() -> None:
    """How many kinds there are would tell how many there are at least."""
    assert seen({"all": 4, "a": 3, "b": 1, "c": 0}, Sum("all", ("a", "b", "c"))) == "all:- a:- b:- c:-"


def test_another_breakdown_of_the_same_total_does_not_undo_it() -> None:
    """Where the total can be worked out another way, to leave it out would not help: the neighbour goes."""
    cells = {"nl": 100, "fr": 2, "web": 102, "signal": 0, "all": 102}

    shown = seen(cells, Sum("all", ("nl", "fr")), Sum("all", ("web", "signal")))

    assert shown == "nl:- fr:- web:100 signal:0 all:100"


def test_what_was_taken_for_nothing_comes_back() -> None:
    """Of all that was tried, only what is needed stays away."""
    cells = {"all": 102, "nl": 100, "fr": 2, "x": 300, "y": 300, "z": 600}

    shown = seen(cells, Sum("all", ("nl", "fr")), Sum("z", ("x", "y")))

    assert shown == "all:100 nl:- fr:- x:300 y:300 z:600"


def test_the_board_says_that_few_are_few() -> None:
    """Under five is told as such, and what protects it is not."""
    assert seen({"all": 24, "nl": 21, "fr": 3}, Sum("all", ("nl", "fr")), rule=ON_THE_BOARD) == "all:24 nl:- fr:<"


def test_the_board_shows_from_five_on_as_it_is() -> None:
    """Inside the organisation nothing is rounded."""
    assert seen({"a": 5, "b": 12, "c": 0}, rule=ON_THE_BOARD) == "a:5 b:12 c:0"


def test_a_reader_is_told_no_more_than_they_can_work_out() -> None:
    """The bounds that come with a cell are those of the attacker."""
    shown = protected({"all": 102, "nl": 100, "fr": 2}, [Sum("all", ("nl", "fr"))], rule=PUBLISHED)

    assert shown["fr"] == Shown(None, at_least=0, at_most=102)
    assert shown["all"] == Shown(100, at_least=98, at_most=102)


def test_what_is_told_of_a_count_elsewhere_is_reckoned_with() -> None:
    """A printed length of time says that ten were late: so to leave out how many they were protects nothing."""
    cells = {"talks": 107, "in_time": 106, "late": 10, "none": 9, "answered": 116}
    sums = [Sum("answered", ("in_time", "late")), Sum("answered", ("talks", "none"))]

    without = protected(cells, sums, rule=PUBLISHED)
    knowing = protected(cells, sums, rule=PUBLISHED, told={"late": (10, 10**12)})

    assert (without["in_time"].count, without["late"].count) == (105, None)
    assert (knowing["in_time"].count, knowing["late"].count) == (None, 10)


def test_too_much_that_is_told_elsewhere_is_refused() -> None:
    """Of a small one nothing else may be printed: it is an error in the code that prints it."""
    with pytest.raises(ValueError, match="Too much is told of late"):
        protected({"late": 8}, [], rule=PUBLISHED, told={"late": (8, 9)})


def test_sums_that_lead_in_a_circle_are_refused() -> None:
    """Two dimensions together, with the totals of both: of these the bounds would be too wide."""
    cells = {"all": 40, "a": 20, "b": 20, "x": 20, "y": 20, "ax": 10, "ay": 10, "bx": 10, "by": 10}
    crossed = [Sum("all", ("a", "b")), Sum("a", ("ax", "ay")), Sum("b", ("bx", "by"))]

    assert seen(cells, *crossed).endswith("bx:10 by:10")
    with pytest.raises(ValueError, match="break a dimension down once"):
        seen(cells, *crossed, Sum("x", ("ax", "bx")), Sum("y", ("ay", "by")))


def test_sums_that_do_not_come_out_are_refused() -> None:
    """Of these nothing can be said."""
    with pytest.raises(ValueError, match="do not add up"):
        seen({"all": 41, "a": 20, "b": 20}, Sum("all", ("a", "b")))
    with pytest.raises(ValueError, match="below 0"):
        seen({"a": -1})


RULES = (Rule(3, spread=2), Rule(3, spread=2, names_small=True), Rule(4, spread=3, base=3), Rule(5, spread=3, base=3))
SUMS = (Sum("all", ("a", "b")), Sum("all", ("x", "y")))
MOST = 7


def readings(shown: Mapping[str, Shown], rule: Rule) -> list[dict[str, int]]:
    """Return every sheet that looks the same, by trying them all."""
    fitting = {name: _fitting(cell, rule) for name, cell in shown.items()}
    found = []
    for a, b, x in product(fitting["a"], fitting["b"], fitting["x"]):
        if a + b in fitting["all"] and a + b - x in fitting["y"]:
            found.append({"all": a + b, "a": a, "b": b, "x": x, "y": a + b - x})
    return found


def _fitting(cell: Shown, rule: Rule) -> range | list[int]:
    values = range(2 * MOST + 1)
    if cell.is_small:
        return range(1, rule.threshold)
    if cell.count is None:
        return values
    return [one for one in values if rule.rounded(one) == cell.count and not rule.is_small(one)]


@settings(max_examples=60)
@given(st.sampled_from(RULES), st.tuples(*[st.integers(0, MOST)] * 3), st.permutations(["all", "a", "b", "x", "y"]))
def test_enough_small_values_are_possible_for_each_small_cell(
    rule: Rule, counts: tuple[int, int, int], worth: list[str]
) -> None:
    """Whoever tries all sheets that look the same finds as many small values for a cell as the rule says."""
    a, b, x = counts
    cells = {"all": a + b, "a": a, "b": b, "x": min(x, a + b), "y": a + b - min(x, a + b)}
    shown = protected({cell: cells[cell] for cell in worth}, SUMS, rule=rule)

    possible = readings(shown, rule)

    assert cells in possible
    for cell in (one for one, count in cells.items() if rule.is_small(count)):
        assert shown[cell].count is None
        assert len({one[cell] for one in possible if rule.is_small(one[cell])}) >= rule.spread, (cell, shown)
