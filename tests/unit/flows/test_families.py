"""Families of words: what a person wrote down as meaning alike, found again in what is typed."""

import pytest

from bot.flows.families import Families, read_families

FAMILIES = Families({"die": ("sterf*", "dood", "mourir", "dépérir"), "end": ("dood", "fini*")})


@pytest.mark.parametrize(
    ("word", "families"),
    [
        ("dood", {"die", "end"}),
        ("doooood", {"die", "end"}),
        ("sterft", {"die"}),
        ("sterf", {"die"}),
        ("ster", set()),
        ("doodgewoon", set()),
        ("finie", {"end"}),
        ("deperir", {"die"}),
    ],
)
def test_a_word_belongs_where_a_person_put_it(word: str, families: set[str]) -> None:
    """With an asterisk whatever follows belongs to it; without, the whole word and no other."""
    assert FAMILIES.of(word) == families


def test_a_file_has_a_family_on_each_line() -> None:
    """Comments and empty lines are for people."""
    assert read_families("# words\n\ndie: dood sterf*\n") == {"die": ("dood", "sterf*")}


@pytest.mark.parametrize("line", ["dood sterf*", "die:", "first: again"])
def test_a_line_that_is_no_family_is_named(line: str) -> None:
    """An editor reads which one it is; no family is written twice, as one of them would be lost."""
    with pytest.raises(ValueError, match="line 2"):
        read_families(f"first: word\n{line}\n")
