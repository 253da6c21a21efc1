"""The values that make a difference to a condition, so that what holds for all of them is proven, not sampled."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
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
    kinds = [types[name] for name in names]
    if any(kind.kind == "set" for kind in kinds):  # what a variable can hold may be looked for in it as well
        literals += [value for kind in kinds if kind.kind == "text" for value in kind.values]
    if any(2 ** len(_mentioned(kind, literals)) > most for kind in kinds if kind.kind == "set"):
        return None
    choices = [
        [
            *([] if kind.is_given else [None]),
            *_values_of(kind, literals, alike=[one.kind for one in kinds].count(kind.kind)),
        ]
        for kind in kinds
    ]
    if prod(map(len, choices)) > most:
        return None
    return (
        {name: value for name, value in zip(names, case, strict=True) if value is not None}
        for case in product(*choices)
    )


def _values_of(kind: VarType, literals: Iterable[Value], *, alike: int) -> list[Value]:
    """Return values of a type such that any other behaves like one of them.

    Args:
        kind: The type.
        literals: What it may be compared with.
        alike: So many variables of its kind may be compared with each other, each with another value.
    """
    if kind.kind == "bool":
        return [False, True]
    if kind.kind == "int":
        numbers = [literal for literal in literals if isinstance(literal, int)]
        numbers += [number for number in (kind.low, kind.high) if number is not None] or [0]
        near = {number + step for number in numbers for step in range(-alike, alike + 1)}
        return [number for number in sorted(near) if kind.refuses(number) is None]
    if kind.kind == "set":
        mentioned = _mentioned(kind, literals)
        subsets = chain.from_iterable(combinations(mentioned, size) for size in range(len(mentioned) + 1))
        return [",".join(subset) for subset in subsets]
    if kind.kind in EXPECTED:
        return _around(kind, [literal for literal in literals if isinstance(literal, str)], alike=alike)
    others = ["·" * number for number in range(alike)]
    return list(kind.values) or [*dict.fromkeys((*others, *(one for one in literals if isinstance(one, str))))]


def _mentioned(kind: VarType, literals: Iterable[Value]) -> list[str]:
    """Return the values of a set that are named."""
    named = set(literals)
    return [value for value in kind.values if value in named]


def _around(kind: VarType, literals: Iterable[str], *, alike: int) -> list[Value]:
    """Return the values of a kind that are named, what lies just before and after each, and the first and the last."""
    named = {*_ENDS[kind.kind], *(literal for literal in literals if kind.refuses(literal) is None)}
    steps = [step for step in range(-alike, alike + 1) if step]
    return sorted(named.union(*(_beside(kind.kind, literal, steps) for literal in named)))


def _beside(kind: Kind, literal: str, steps: Iterable[int]) -> Iterator[str]:
    """Yield the days or minutes just before and after one; of a kind without an order, others like it."""
    for step in steps:
        if kind == "date":
            day = date.fromisoformat(literal).toordinal() + step
            yield date.fromordinal(min(max(day, 1), date.max.toordinal())).isoformat()
        elif kind == "time":
            moment = time.fromisoformat(literal)
            minute = min(max(moment.hour * 60 + moment.minute + step, 0), 24 * 60 - 1)
            yield time(*divmod(minute, 60)).isoformat("minutes")
        elif step > 0:
            yield literal + literal[-1] * step
