"""With whom somebody wants to talk, as an editor writes it: what can't be kept, or would be seen, is refused."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from tests.unit.flows.small import SOURCES

VARS = """  eerder: {type: bool}
  weer: {type: bool}
  streek: {type: set, values: [oost, west]}
  wie: {type: text, sensitive: true}
"""
ALL = "with_whom: {talked: eerder, again: weer, regions: streek, names: wie}"
AWAY = (
    "on: {waiting: in_rij, no_staff: geen, closed: na}",
    "on: {waiting: in_rij, no_staff: geen, closed: na, away: geen}",
)


def findings(*changes: tuple[str, str]) -> list[str]:
    """Compile the small conversation with variables for all of it, changed like this; returns what is wrong by E616."""
    text = SOURCES["flows.yaml"].replace("interrupts:\n", f"{VARS}{ALL}\ninterrupts:\n", 1)
    for old, new in (AWAY, *changes):
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    try:
        compile_bundle({**SOURCES, "flows.yaml": text})
    except FaultyContent as faulty:
        return [one.what for one in faulty.findings if one.code == "E616"]
    return []


def test_all_of_it_together_is_no_fault() -> None:
    """What the other tests change is sound."""
    assert findings() == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("talked: eerder", "talked: eerde", 'talked: there is no variable "eerde"'),
        ("eerder: {type: bool}", "eerder: {type: int}", 'talked: "eerder" has to be of the type bool'),
        ("weer: {type: bool}", "weer: {type: bool, retain: handover}", 'again: "weer" would be forgotten'),
        ("wie: {type: text, sensitive: true}", "wie: {type: text}", 'names: "wie" holds the names of others'),
        ("card: [land, vrij]", "card: [land, streek]", '"streek" tells whom somebody avoids, or wants'),
        (", away: geen}", "}", 'again: no handover says under "on: {away: …}"'),
        ("again: weer, ", "", "away: nobody can ask for whom they talked with"),
        ("talked: eerder, ", "", '"talked" is missing'),
    ],
)
def test_what_could_not_be_kept_or_would_be_seen_is_refused(old: str, new: str, what: str) -> None:
    """Each with its place and its cure."""
    assert [one for one in findings((old, new)) if what in one]
