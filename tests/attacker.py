"""Somebody who has every sheet that was published and an integer solver, and wants to know a small number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bot.figures.becoming import CHOICES, PART, Became, count_week
from bot.figures.beside_weeks import IN_A_SHEET
from bot.figures.by_week import show_every_way, show_week
from bot.figures.counted import counted
from bot.figures.periods import Quarter
from bot.figures.rates import IN_TIME_SECONDS
from bot.figures.sheet import Sheet, sheet
from bot.figures.small_numbers import ON_THE_BOARD, PUBLISHED
from bot.figures.sums import Sum
from bot.figures.tally import Tally
from bot.figures.ways import counts_of, ways_on
from bot.figures.weeks import week_of, weeks_of
from bot.model.event_log import LogEvent

MANY = 10**6
Row = Mapping[str, float]


@dataclass
class Attacker:
    """What they know: between what each count must lie, what adds up, and what is at least as much as what.

    All of it is read from what is printed, and nothing from how it was decided what to print.
    """

    windows: dict[str, tuple[float, float]] = field(default_factory=dict)
    rows: list[tuple[Row, float, float]] = field(default_factory=list)
    truth: dict[str, int] = field(default_factory=dict)
    """What they want to know; for the test alone."""
    weeks: list[str] = field(default_factory=list)
    """Which of it are counts of the board."""

    def read(self, log: Collection[LogEvent], quarter: Quarter) -> Sheet:
        """Publish a quarter, and let the attacker read it."""
        tally = Tally(log, quarter.period)
        found, printed = counted(tally), sheet(tally, quarter)
        for name, count in found.cells.items():
            self.truth[f"{quarter}.{name}"] = count
            self.windows[f"{quarter}.{name}"] = _window(name, printed, found.sums)
        for one in found.sums:
            self.note({f"{quarter}.{one.total}": -1, **{f"{quarter}.{part}": 1 for part in one.parts}}, most=0)
        self._read_lengths(printed, f"{quarter}.")
        return printed

    def read_weeks(self, log: Collection[LogEvent], quarter: Quarter) -> None:
        """Let the attacker see the whole weeks of a quarter on the board, and know all about the days beside them."""
        whole = {week for week in weeks_of(quarter) if week.period.until <= quarter.period.until}
        days = range(quarter.period.first.toordinal(), quarter.period.until.toordinal())
        weeks = {week_of(date.fromordinal(day)) for day in days}
        tallies = {week: Tally([one for one in log if one.day in days], week.period) for week in weeks}
        counts = {week: count_week(tally, week) for week, tally in tallies.items()}
        for kind, name in IN_A_SHEET.items():
            row = {f"{quarter}.{name}": 1.0}
            for week in whole:
                cell = f"{week}.{kind}"
                row[cell] = -1
                self.truth[cell] = counts[week].became[kind]
                seen = show_week(counts[week]).became[kind]
                self.windows[cell] = (seen.at_least, MANY if seen.at_most is None else seen.at_most)
                self.weeks.append(cell)
            beside = sum(counts[week].became[kind] for week in weeks - whole)
            self.note(row, least=beside, most=beside)

    def read_parts(self, log: Collection[LogEvent], quarter: Quarter) -> None:
        """Let them look at each part of the day of these weeks as well; after `read_weeks`."""
        days = range(quarter.period.first.toordinal(), quarter.period.until.toordinal())
        rows: dict[str, Row] = {part: {f"{quarter}.part.{part}": 1.0} for part in CHOICES[PART]}
        beside = dict.fromkeys(rows, 0)
        for week in {week_of(date.fromordinal(day)) for day in days}:
            counts = count_week(Tally([one for one in log if one.day in days], week.period), week)
            if week.period.until > quarter.period.until or week.period.first < quarter.period.first:
                for part in rows:
                    beside[part] += sum(counts.by[PART][part].values())
                continue
            seen = show_every_way(counts)
            for kind in Became:
                of_week = {f"{week}.{kind}.{part}": part for part in rows}
                for cell, part in of_week.items():
                    shown = seen[PART, part].became[kind]
                    self.truth[cell] = counts.by[PART][part].get(kind, 0)
                    is_told = shown.count is not None or shown.is_small
                    self.windows[cell] = (shown.at_least, shown.at_most or 0) if is_told else (0, MANY)
                    rows[part] = {**rows[part], cell: -1.0}
                self.note({f"{week}.{kind}": 1.0, **dict.fromkeys(of_week, -1.0)}, most=0)
                self.weeks += of_week
        for part, row in rows.items():
            if f"{quarter}.part.{part}" in self.truth:
                self.note(row, least=beside[part], most=beside[part])

    def derived_weeks(self) -> dict[str, int]:
        """Return every small count of the board of which the attacker learns how many it is."""
        known = {cell: self.possible(cell) for cell in self.weeks if ON_THE_BOARD.is_small(self.truth[cell])}
        return {cell: least for cell, (least, most) in known.items() if least == most}

    def read_ways(self, log: Collection[LogEvent], quarter: Quarter) -> None:
        """Read the drawing of the same quarter as well: what is left out there may be anything, also nobody."""
        tally = Tally(log, quarter.period)
        printed = ways_on(tally, quarter).places
        for place, ways in counts_of(tally).items():
            seen, total = printed.get(place), f"{quarter}.{place}"
            for name, count in {"": sum(ways.values()), **ways}.items():
                cell = f"{total}.{name}" if name else total
                shown = None if seen is None else seen.ways.get(name) if name else seen.came
                self.truth[cell] = count
                self.windows[cell] = _around(shown) if shown else (0, MANY)
            self.note({total: -1, **{f"{total}.{name}": 1 for name in ways}}, most=0)

    def note(self, row: Row, *, least: float = 0, most: float = float("inf")) -> None:
        """Take in that a weighted sum of counts lies between two bounds; where events are missing it may not be so."""
        if least <= sum(weight * self.truth[cell] for cell, weight in row.items()) <= most:
            self.rows.append((row, least, most))

    def _read_lengths(self, printed: Sheet, of: str) -> None:
        """Take in what a printed wait tells about how many were answered, and how many of them late."""
        for name, people in (("wait_median", 20), ("wait_p90", 100), ("wait_long", 20), ("reaction_median", 20)):
            if printed.seconds[name] is not None:
                self.note({f"{of}answered": 1}, least=people)
        for name, share in (("wait_median", 0.5), ("wait_p90", 0.9)):
            seconds = printed.seconds[name]
            if seconds is not None and seconds < IN_TIME_SECONDS:
                self.note({f"{of}in_time": 1, f"{of}answered": -share})
            if seconds is not None and seconds >= IN_TIME_SECONDS:
                self.note({f"{of}answered_later": 1, f"{of}answered": share - 1})
        if (seconds := printed.seconds["wait_long"]) is not None:
            is_late = seconds >= IN_TIME_SECONDS
            late = {f"{of}answered_later": 1.0}
            self.note(
                late, least=PUBLISHED.threshold if is_late else 0, most=MANY if is_late else PUBLISHED.threshold - 1
            )

    def possible(self, cell: str) -> tuple[int, int]:
        """Return the lowest and the highest value that a count can have, as an integer solver finds them."""
        names = list(self.windows)
        place = {name: number for number, name in enumerate(names)}
        entries = [
            (number, place[name], weight) for number, row in enumerate(self.rows) for name, weight in row[0].items()
        ]
        lines, columns, weights = zip(*entries, strict=True)
        matrix = csr_array((weights, (lines, columns)), shape=(len(self.rows), len(names)))
        constraints = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        lowest, highest = zip(*self.windows.values(), strict=True)
        ends = []
        for sign in (1, -1):
            aim = [sign * (name == cell) for name in names]
            found = milp(aim, integrality=[1] * len(names), bounds=Bounds(lowest, highest), constraints=constraints)
            assert found.success, found.message
            ends.append(round(found.x[place[cell]]))
        return ends[0], ends[1]

    def derived(self) -> dict[str, tuple[int, int]]:
        """Return every small count of which fewer small values are possible than of a count that is printed."""
        known = {cell: self.possible(cell) for cell, count in self.truth.items() if PUBLISHED.is_small(count)}
        return {cell: ends for cell, ends in known.items() if _small_values(ends) < PUBLISHED.spread}


def _small_values(ends: tuple[int, int]) -> int:
    return min(ends[1], PUBLISHED.threshold - 1) - max(ends[0], 1) + 1


def _window(name: str, printed: Sheet, sums: Sequence[Sum]) -> tuple[float, float]:
    if name not in printed.counts:
        return 0, MANY
    count = printed.counts[name]
    if count is not None:
        return _around(count) if count else (0, 0)
    above = [one.total for one in sums if name in one.parts]
    has_noughts = any(printed.counts.get(total) is None for total in above)
    return (0 if has_noughts else 1), MANY  # noughts are printed, but for those under a total that is not


def _around(count: int) -> tuple[float, float]:
    around = PUBLISHED.base // 2
    return max(PUBLISHED.threshold, count - around), count + around
