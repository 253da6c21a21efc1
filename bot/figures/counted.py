"""The counts of one sheet by name, in order of worth, and which of them add up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.figures import definitions, rates
from bot.figures.sums import Sum
from bot.figures.tally import UNKNOWN, Tally
from bot.model import REFERRALS, CallbackOutcome, Outcome
from bot.model.event_log import Dimension, Happening

NOT_KNOWN = "unknown"
"""How a value that is not known is called in a name."""
BY = (Dimension.ROLE, Dimension.LANGUAGE, Dimension.COUNTRY, Dimension.URGENCY)
"""By what conversations are told apart, each by itself; never two of them together."""
KEPT, NOT_REACHED, MISSED, NOT_SAID = "kept", "not_reached", "missed", "unrecorded"
_ENDS_OF_CALLS = {
    KEPT: (CallbackOutcome.REACHED,),
    NOT_REACHED: (CallbackOutcome.NO_ANSWER, CallbackOutcome.WRONG_PERSON, CallbackOutcome.UNSAFE),
    MISSED: (CallbackOutcome.MISSED,),
    NOT_SAID: (CallbackOutcome.UNRECORDED,),
}
_LAPSED = (
    CallbackOutcome.MOVED,
    CallbackOutcome.WITHDRAWN,
    CallbackOutcome.DECLINED,
    CallbackOutcome.NOT_CONFIRMED,
)
_WORTH = (
    "conversations",
    "unique",
    "returning",
    "demand",
    "unmet",
    "groups",
    "role",
    "language",
    "country",
    "outcome",
    "callbacks_due",
    "callback",
    "referrals_proposed",
    "referrals_agreed",
    "in_time",
    "sessions",
    "part",
    "urgency",
    "channel",
    "offered",
)
"""What the funder asks for first comes first, and is the last that is taken away to protect another one."""


@dataclass
class Counted:
    """The cells of one sheet.

    Attributes:
        cells: Counts by name, those of most worth first.
        sums: Which add up.
        never_shown: Only there so that the sums are right.
        adds_up: The log did; else events are missing, and totals were raised to what their parts say.
    """

    cells: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    never_shown: set[str] = field(default_factory=set)
    adds_up: bool = True
    _rests: list[str] = field(default_factory=list)

    def put(self, name: str, count: int) -> None:
        """Add a count; what was taken back without having been counted is a fault of the log."""
        self.adds_up = self.adds_up and count >= 0
        self.cells[name] = max(0, count)

    def add_up(self, total: str, parts: Sequence[str], *, rest: str = "") -> None:
        """Note that parts add up to a total; `rest` is the name of what is left over, where something may be."""
        if rest:
            self.cells[rest] = 0
        self.sums.append(Sum(total, (*parts, *([rest] if rest else []))))
        self._rests.append(rest)

    def settle(self) -> None:
        """Let all sums come out: what is left over goes to the rests, and what the log has lost is made up for.

        A total that is less than its parts is raised to them: whoever was answered had asked.
        """
        gaps = True
        while gaps:
            gaps = False
            for place, one in enumerate(self.sums):
                left = self.cells[one.total] - sum(self.cells[part] for part in one.parts)
                gaps = gaps or left != 0
                if left < 0:
                    self.adds_up = False
                    self.cells[one.total] -= left
                elif left > 0:
                    self.cells[self._rest_of(place)] += left

    def _rest_of(self, place: int) -> str:
        """Return where what is left over of a sum goes; where nothing should be, it was lost."""
        if not self._rests[place]:
            self.adds_up = False
            one = self.sums[place]
            lost = self._rests[place] = f"{one.parts[0]}.lost"
            self.sums[place] = Sum(one.total, (*one.parts, lost))
            self.never_shown.add(lost)
            self.cells[lost] = 0
        return self._rests[place]

    def break_down(self, total: str, name: str, counts: Mapping[str, int]) -> None:
        """Note how a total divides into the values of one dimension."""
        named: Counter[str] = Counter()
        for value, count in counts.items():
            named[f"{name}.{NOT_KNOWN if value == UNKNOWN else value}"] += count
        for part in sorted(named):
            self.put(part, named[part])
        if named:
            self.add_up(total, sorted(named))

    def in_order_of_worth(self) -> dict[str, int]:
        """Return the cells with those of most worth first, by names alone: what is in them decides nothing."""
        places = {name: place for place, name in enumerate(_WORTH)}
        order = sorted(self.cells, key=lambda cell: places.get(cell, places.get(cell.split(".")[0], len(places))))
        return {cell: self.cells[cell] for cell in order}


def counted(tally: Tally) -> Counted:
    """Count all that stands on a sheet."""
    found = Counted()
    _answers(tally, found)
    _talks(tally, found)
    _outcomes(tally, found)
    _people(tally, found)
    _callbacks(tally, found)
    for name, count in (
        ("groups", definitions.groups),
        ("wipes", definitions.wipes),
        ("ways_back", definitions.ways_back),
    ):
        found.put(name, count(tally))
    found.settle()
    return found


def _answers(tally: Tally, found: Counted) -> None:
    found.put("abandoned_late", rates.abandoned_late(tally))
    found.put("abandoned", definitions.abandoned(tally))
    found.add_up("abandoned", ["abandoned_late"], rest="abandoned_soon")
    found.put("in_time", rates.answered_in_time(tally))
    found.put("answered", definitions.answered(tally))
    found.add_up("answered", ["in_time"], rest="answered_later")
    found.put("abandoned_short", definitions.abandoned_short(tally))
    found.put("offered", definitions.offered(tally))
    found.add_up("offered", ["answered", "abandoned", "abandoned_short"], rest="open")
    found.put("unmet", definitions.unmet(tally))
    found.put("demand", found.cells["offered"] + found.cells["unmet"])
    found.add_up("demand", ["offered", "unmet"])
    parts = definitions.demand_by_part(tally)
    found.break_down("demand", "part", {str(part): count for part, count in enumerate(parts)})


def _talks(tally: Tally, found: Counted) -> None:
    found.put("conversations", definitions.conversations(tally))
    for dimension in BY:
        found.break_down("conversations", dimension, tally.by(Happening.ENDED, dimension, "both_wrote"))
    found.put("answered_after_all", tally.count(Happening.ANSWERED) - definitions.answered(tally))
    found.put("all_answered", found.cells["answered"] + found.cells["answered_after_all"])
    found.never_shown.add("all_answered")
    found.add_up("all_answered", ["conversations"], rest="no_talk")
    found.add_up("all_answered", ["answered", "answered_after_all"])


def _outcomes(tally: Tally, found: Counted) -> None:
    """Each case has an outcome or more, and each yes to a partner is one: so they have a lowest number."""
    counts = definitions.outcomes(tally)
    referred = [f"outcome.{one}" for one in Outcome if one in REFERRALS]
    others = [f"outcome.{one}" for one in Outcome if one not in REFERRALS]
    for one in Outcome:
        found.put(f"outcome.{one}", counts.get(one, 0))
    found.put("referrals_agreed", definitions.referrals_agreed(tally))
    found.put("referrals_proposed", definitions.referrals_proposed(tally))
    found.add_up("referrals_proposed", ["referrals_agreed"], rest="referrals_declined")
    found.put("all_referred", sum(found.cells[one] for one in referred))
    found.add_up("all_referred", referred)
    found.put("all_outcomes", sum(found.cells[one] for one in [*others, "all_referred"]))
    found.add_up("all_outcomes", [*others, "all_referred"])
    found.never_shown |= {"all_referred", "all_outcomes"}
    for total, least in (("all_referred", "referrals_agreed"), ("all_outcomes", "all_answered")):
        if found.cells[total] >= found.cells[least]:
            found.add_up(total, [least], rest=f"{total}.beyond")
            found.never_shown.add(f"{total}.beyond")


def _people(tally: Tally, found: Counted) -> None:
    """Different people and those who returned stand by themselves: each is only the least that it can be."""
    found.put("returning", definitions.returning(tally))
    found.put("unique", definitions.unique(tally))
    found.put("checks_finished", tally.count(Happening.CHECK, "finished"))
    found.put("checks_begun", tally.count(Happening.CHECK, "begun"))
    found.add_up("checks_begun", ["checks_finished"], rest="checks_unfinished")
    found.put("sessions", definitions.sessions(tally))
    found.break_down("sessions", "channel", tally.by(Happening.STARTED, Dimension.CHANNEL))


def _callbacks(tally: Tally, found: Counted) -> None:
    for name, ends in _ENDS_OF_CALLS.items():
        found.put(f"callback.{name}", tally.count(Happening.CALLBACK, *ends))
    due = [f"callback.{name}" for name in _ENDS_OF_CALLS]
    found.put("callbacks_due", sum(found.cells[one] for one in due))
    found.add_up("callbacks_due", due)
    for end in _LAPSED:
        found.put(f"callback.{end}", tally.count(Happening.CALLBACK, end))
    lapsed = [f"callback.{end}" for end in _LAPSED]
    found.put("callbacks_lapsed", sum(found.cells[one] for one in lapsed))
    found.add_up("callbacks_lapsed", lapsed)
