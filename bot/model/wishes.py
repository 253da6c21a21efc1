"""With whom somebody wants to write, and who is not to know of them: compared by the server, read by nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model.ids import StaffId
from bot.model.names import may_be_alike, names_in
from bot.model.skills import ANYTHING, Skills


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Who is not to know of somebody.

    Attributes:
        staff: Counsellors whom they never want again.
        regions: Nobody from these regions either,
        names: and nobody who may be called so, as `names_in` writes it.
    """

    staff: frozenset[StaffId] = frozenset()
    regions: frozenset[str] = frozenset()
    names: frozenset[str] = field(default=frozenset(), repr=False)

    def __or__(self, other: "KeptOut") -> "KeptOut":
        return KeptOut(self.staff | other.staff, self.regions | other.regions, self.names | other.names)

    def __sub__(self, other: "KeptOut") -> "KeptOut":
        return KeptOut(self.staff - other.staff, self.regions - other.regions, self.names - other.names)

    def has(self, one: StaffId, skills: Skills) -> bool:
        """Tell whether one of ours is among them."""
        if one in self.staff or skills.region in self.regions:
            return True
        return bool(self.names) and may_be_alike(self.names, (*names_in(one), *skills.names))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants of whoever takes their case.

    Attributes:
        first: Who is asked first, because they talked before; None: nobody.
        first_until: Until when it is kept for them alone.
        not_staff: Counsellors who are not to know of it, as whoever is there says now,
        not_regions: nobody from these regions either,
        not_names: and nobody who may be called so, as `names_in` writes it.
        stays: Who else is not to know of it: said before the neutral opening, and taken back by nobody who came after.
    """

    first: StaffId | None = None
    first_until: datetime | None = None
    not_staff: frozenset[StaffId] = frozenset()
    not_regions: frozenset[str] = frozenset()
    not_names: frozenset[str] = field(default=frozenset(), repr=False)
    stays: KeptOut = KeptOut()

    def let_in(self, one: StaffId, skills: Mapping[StaffId, Skills]) -> bool:
        """Tell whether somebody of ours may know of the case at all: the one place that everybody asks.

        Args:
            one: Who of ours.
            skills: What they can do, and what they are called, of whom something was said.
        """
        able = skills.get(one, ANYTHING)
        return not (self.kept_out.has(one, able) or self.stays.has(one, able))

    def held_for(self, now: datetime) -> StaffId | None:
        """Return for whom alone the case is kept now; None: for nobody any more."""
        is_held = self.first_until is not None and now < self.first_until
        return self.first if is_held else None

    def said_anew(self, now: "Wishes") -> "Wishes":
        """Return the wishes of whoever waits and says anew who is not to know of them."""
        return self._keeping_out(now.kept_out)

    def with_more(self, now: "Wishes") -> "Wishes":
        """Return the wishes of whoever waits and asks once more: what is not said again may have been forgotten."""
        return self._keeping_out(self.kept_out | now.kept_out)

    def after_the_opening(self, now: "Wishes") -> "Wishes":
        """Return the wishes of whoever asks after the neutral opening, and may be somebody else: they only add."""
        return replace(now, stays=self.stays | self.kept_out)

    def proved(self, said: "Wishes") -> "Wishes":
        """Return the wishes of whoever proved that they said this before the opening: they may take it back."""
        return replace(self.said_anew(said), stays=(self.stays | self.kept_out) - said.kept_out)

    @property
    def kept_out(self) -> KeptOut:
        """Who is not to know of it, as whoever is there says now."""
        return KeptOut(self.not_staff, self.not_regions, self.not_names)

    def _keeping_out(self, said: KeptOut) -> "Wishes":
        return replace(self, not_staff=said.staff, not_regions=said.regions, not_names=said.names)


ANYBODY = Wishes()
"""Of whoever wants no one in particular, and keeps out nobody."""


@dataclass(frozen=True, slots=True)
class KeepFrom:
    """Effect: whoever waits says anew who is not to know of it. What somebody said before the opening stays."""

    now: Wishes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WantAnother:
    """Effect: whoever talks wants to go on with somebody else than who has their talk now.

    The desk's answer (`RETURNED` or `RETURNED_TO_NOBODY`) follows as the next event of the same transaction.
    """
