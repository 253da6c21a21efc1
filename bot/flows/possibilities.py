"""The values that make a difference to a condition, so that what holds for all of them is proven, not sampled."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain, combinations, product
from math import prod

from bot.flows.expressions import Kind, VarType
from bot.flows.tokens import tokens_of
from bot.flows.values.canonical import EXPECTED
from bot.model import Value

_ENDS: Mapping[Kind, tuple[str, str]] = {
    "date": ("0001-01-01", "9999-12-31"),
    "time": ("00:00", "23:59"),
    "phone": ("+310000000", "+999999999"),
    "place": ("Aa", "Zz"),
}
"""Values that are none of those that a condition is likely to name."""
MOST_CASES = 20_000
"""Of one proof; with more of them nothing is proven."""


def cases_of(
    texts: Iterable[str], types: Mapping[str, VarType], *, most: int = MOST_CASES
) -> Iterator[Mapping[str, Value]] | None:
    """Return every case that some sound conditions can tell apart.

    Args:
        texts: The conditions.
        types: What may vary; in the first case nothing has a value but what always has one.
        most: With more cases than this nothing is proven.

    Returns:
        Values of the variables that occur; None when there are too many cases to look at.
    """
    tokens = [token for text in texts for token in tokens_of(text)]
    names = [name for name in dict.fromkeys(token.text for token in tokens if token.kind == "name") if name in types]
    literals: list[Value] = [token.text[1:-1] for token in tokens if token.kind == "text"]
    literals += [int(token.text) for token in tokens if token.kind == "int"]
    choices = [[*([] if types[name].is_given else [None]), *_values_of(types[name], literals)] for name in names]
    if prod(map(len, choices)) > most:
        return None
    return (
        {name: value for name, value in zip(names, case, strict=True) if value is not None}
        for case in product(*choices)
    )


def _values_of(kind: VarType, literals: Iterable[Value]) -> list[Value]:
    """Return values of a type such that any other behaves like one of them."""
    if kind.kind == "bool":
        return [False, True]
    if kind.kind == "int":
        numbers = [literal for literal in literals if isinstance(literal, int)]
        near = {number + step for number in numbers for step in (-1, 0, 1)}
        near |= {number for number in (kind.low, kind.high) if number is not None} or {0}
        return [number for number in sorted(near) if kind.refuses(number) is None]
    if kind.kind == "set":
        mentioned = [value for value in kind.values if value in literals]
        subsets = chain.from_iterable(combinations(mentioned, size) for size in range(len(mentioned) + 1))
        return [",".join(subset) for subset in subsets]
    if kind.kind in EXPECTED:
        return _around(kind, [literal for literal in literals if isinstance(literal, str)])
    return list(kind.values) or ["", *dict.fromkeys(literal for literal in literals if isinstance(literal, str))]


def _around(kind: VarType, literals: Iterable[str]) -> list[Value]:
    """Return the values of a kind that are named, what lies just before and after each, and the first and the last."""
    named = {literal for literal in literals if kind.refuses(literal) is None}
    near = {beside for literal in named for beside in _beside(kind.kind, literal)}
    return sorted({*_ENDS[kind.kind], *named, *near})


def _beside(kind: Kind, literal: str) -> Iterator[str]:
    """Yield the day or the minute before and after one."""
    for step in (-1, 1):
        if kind == "date" and literal not in _ENDS[kind]:
            yield (date.fromisoformat(literal) + timedelta(days=step)).isoformat()
        elif kind == "time" and literal not in _ENDS[kind]:
            moment = datetime.combine(date.min, time.fromisoformat(literal)) + timedelta(minutes=step)
            yield moment.time().isoformat("minutes")
