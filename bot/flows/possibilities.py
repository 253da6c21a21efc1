"""The values that make a difference to a condition, so that what holds for all of them is proven, not sampled."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, product
from math import prod

from bot.flows.expressions import VarType
from bot.flows.tokens import tokens_of
from bot.model import Value

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
    return list(kind.values) or ["", *dict.fromkeys(literal for literal in literals if isinstance(literal, str))]
