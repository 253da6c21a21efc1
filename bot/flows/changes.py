"""One difference between two versions of a conversation, and what it means for those who are in the middle of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a change means for those who are in the middle of a conversation; the gravest last."""

    TEXT = "text"
    """Other words. They read them the next time."""
    COMPATIBLE = "compatible"
    """A new node, option or way. Nobody stands where something is gone."""
    BREAKING = "breaking"
    """Something is gone on which somebody may stand, or answers mean something else."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        place: A `flow.node` id, `vars.name`, or the name of a file.
        gone: The node on which conversations may stand and that has no successor of its own; empty for others.
        covered: Where they go all the same: a node that `renamed_from`, `on_removed` or `recover` names.
        code: Of the finding that this is when people are in the middle of it; empty for none.
        locked: The node asks for a second pair of eyes.
        where: Where it is written now, as `file:line:column`; of what is gone, where its flow is; empty for files.
    """

    weight: Weight
    place: str
    what: str
    gone: str = ""
    covered: str = ""
    code: str = ""
    locked: bool = False
    where: str = ""

    def __str__(self) -> str:
        """Return it on one line."""
        then = f"; whoever stands there goes to {self.covered}" if self.covered else ""
        code = f" ({self.code})" if self.code and not self.covered else ""
        where = f" [{self.where}]" if self.where else ""
        return f"{self.weight.value:<10} {self.place}: {self.what}{code}{then}{where}"

    @property
    def loses_people(self) -> bool:
        """Whether somebody who is in the middle of it would be left without a place or a meaning."""
        return self.weight is Weight.BREAKING and not self.covered

    def stood_on(self, standing: Mapping[str, int]) -> int:
        """Return how many conversations it is about; `standing` counts them by place."""
        return standing.get(self.gone or self.place, 0)

    def as_map(self, standing: Mapping[str, int] | None) -> dict[str, str | int | bool | None]:
        """Return it for programs; keys may be added and none goes. `standing`: None where nobody was counted."""
        return {
            "weight": self.weight.value,
            "place": self.place,
            "where": self.where,
            "what": self.what,
            "code": self.code,
            "goes_to": self.covered,
            "locked": self.locked,
            "standing": None if standing is None else self.stood_on(standing),
        }
