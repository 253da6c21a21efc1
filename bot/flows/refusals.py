"""Why a bundle can't be published now: whom it would leave without a place, and who has to agree. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.flows.bundle import Bundle
from bot.flows.comparison import Change
from bot.flows.graph import flow_of
from bot.flows.weighing import list_of
from bot.model import IN_USE

_VARS = "vars."


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, with what to do.

    Attributes:
        count: How many conversations it is about; 0 where that does not matter.
    """

    code: str
    place: str
    what: str
    count: int = 0

    def __str__(self) -> str:
        """Return it on one line."""
        count = f" ({self.count} conversations now)" if self.count else ""
        return f"{self.place}: {self.code} {self.what}{count}"


def refusals(
    bundle: Bundle, changes: Sequence[Change], standing: Mapping[str, int], *, is_approved: bool
) -> tuple[Refusal, ...]:
    """Return every reason against publishing.

    Args:
        bundle: What is to be published.
        changes: Against what is live.
        standing: How many living conversations stand on each node, or hold each variable.
        is_approved: Another person than the publisher agreed.
    """
    found = [*_lost(bundle, changes, standing), *_by_kind(changes, standing)]
    if not is_approved:
        found += [
            Refusal(
                "E612", change.place, "is locked and changed; publish with --approved-by and a second person's name"
            )
            for change in changes
            if change.locked
        ]
    return tuple(dict.fromkeys(found))


def _lost(bundle: Bundle, changes: Sequence[Change], standing: Mapping[str, int]) -> Iterator[Refusal]:
    """Tell of nodes with somebody on them that are not there any more and have no heir."""
    covered = {change.gone for change in changes if change.covered}
    lists = {list_of(node_id) for node_id in bundle.nodes}
    known = {*bundle.nodes, *lists, *bundle.renamed, *bundle.removed, *covered}
    for place, count in standing.items():
        if not place.startswith((_VARS, IN_USE)) and place not in known and flow_of(place) not in bundle.recovering:
            cure = 'is gone; name its heir with "renamed_from", "on_removed" or "recover"'
            yield Refusal("E901", place, cure, count)


def _by_kind(changes: Sequence[Change], standing: Mapping[str, int]) -> Iterator[Refusal]:
    for change in changes:
        count = change.stood_on(standing)
        if change.code == "E902" and count:
            cure = "holds answers and has another type now; give the new variable another name"
            yield Refusal("E902", change.place, cure, count)
        elif change.code == "E705" or (change.code in {"E107", "E903"} and count):
            yield Refusal(change.code, change.place, change.what, count)
