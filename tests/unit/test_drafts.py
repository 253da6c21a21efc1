"""Which draft is newer."""

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Draft

PAGES = st.sampled_from(["p1", "p2", "p3"])


def draft(number: int, page: str = "p1") -> Draft:
    """Return a draft."""
    return Draft("woorden", "", page, number)


def test_what_is_first_is_kept() -> None:
    """There is nothing to lose."""
    assert draft(1).may_replace(None, seen=0)


@given(kept=st.integers(1, 9), number=st.integers(1, 9), seen=st.integers(0, 9), page=PAGES)
def test_nothing_unseen_is_replaced(kept: int, number: int, seen: int, page: str) -> None:
    """Whatever a page sends: what it did not know, and did not write itself, stays; and so does what is newer."""
    may = draft(number, page).may_replace(draft(kept), seen=seen)

    assert may == (number > kept and (page == "p1" or seen >= kept))


@given(st.lists(st.tuples(PAGES, st.booleans()), max_size=12))
def test_pages_that_read_before_they_write_never_refuse_each_other(turns: list[tuple[str, bool]]) -> None:
    """Numbers only grow, and each replaces what it has seen; whoever did not look is refused, and loses nothing."""
    kept: Draft | None = None
    seen = dict.fromkeys(("p1", "p2", "p3"), 0)
    for page, looks in turns:
        number = 0 if kept is None else kept.number
        if looks:
            seen[page] = number
        knows = kept is None or kept.page == page or seen[page] == kept.number
        new = Draft("woorden", "", page, number + 1)

        assert new.may_replace(kept, seen=seen[page]) == knows
        kept = new if knows else kept


def test_no_draft_is_shown_by_accident() -> None:
    """What is printed of it, in a log or a fault, holds no word."""
    assert "woorden" not in repr(draft(1))
