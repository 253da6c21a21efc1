"""What the answers to a list of questions can come to, all of it: the bands are proven over every combination.

It is exact about the answers and takes the questions that are asked only sometimes as free: such a one may be left out
whatever else was answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.flows.weighing import Signs, Weighing
from bot.model import Value


class Outcome(NamedTuple):
    """What one question can come to; no score is a missing one."""

    score: int | None
    danger: bool


NOT_ASKED = Outcome(0, danger=False)
NOTHING = Signs(danger=False, touched=0, highest=0, missing=0)


def possible_signs(questions: Iterable[tuple[str, frozenset[Outcome]]]) -> set[Signs]:
    """Return everything that the answers can show, from the domain and the outcomes of each question."""
    domains: dict[str, list[frozenset[Outcome]]] = {}
    for domain, outcomes in questions:
        domains.setdefault(domain, []).append(outcomes)
    found = {NOTHING}
    for domain, members in domains.items():
        inside = {NOTHING}
        for outcomes in members:
            inside = {_with(signs, outcome, is_weighed=bool(domain)) for signs in inside for outcome in outcomes}
        found = {_together(one, other) for one in found for other in inside}
    return found


def _with(signs: Signs, outcome: Outcome, *, is_weighed: bool) -> Signs:
    """Return the signs of one domain with one more answer in it."""
    danger = signs.danger or outcome.danger
    if not is_weighed:
        return signs._replace(danger=danger)
    score = outcome.score or 0
    missing = signs.missing + (outcome.score is None)
    return Signs(danger, max(signs.touched, min(score, 1)), max(signs.highest, score), missing)


def _together(one: Signs, other: Signs) -> Signs:
    return Signs(
        one.danger or other.danger,
        one.touched + other.touched,
        max(one.highest, other.highest),
        one.missing + other.missing,
    )


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that does not hold.

    Attributes:
        band: The band that it is about; empty for the whole.
    """

    code: str
    what: str
    band: str = ""


def doubts(weighing: Weighing, signs: set[Signs], cases: Sequence[Mapping[str, Value]]) -> Iterator[Doubt]:
    """Yield what is wrong with the bands.

    Args:
        weighing: With the conditions.
        signs: Everything that the answers can show.
        cases: Every case of the variables that the conditions can tell apart, the one without values first.
    """
    bands = [{one: weighing.band_of(one, case) for one in signs} for case in cases]
    reached = {band for case in bands for band in case.values()}
    for band, _ in weighing.bands:
        if band not in reached:
            yield Doubt("E702", "no answers lead to this band", band)
    order = {band: place for place, (band, _) in enumerate(weighing.bands)}
    yield from _doubts_about_skipping(bands, order)
    yield from _doubts_about_danger(bands)


def _doubts_about_skipping(bands: Sequence[Mapping[Signs, str]], order: Mapping[str, int]) -> Iterator[Doubt]:
    """Hold a skipped question against one whose answer weighs nothing: it may not come to less."""
    lowered: dict[str, Doubt] = {}
    for case in bands:
        for signs, band in case.items():
            fewer = case.get(signs._replace(missing=signs.missing - 1), band)
            if order[band] > order[fewer]:
                what = f'with {signs.missing} questions skipped it is "{band}", with one fewer it is "{fewer}"'
                lowered.setdefault(band, Doubt("E703", f"skipping makes the band lower: {what}", band))
    yield from lowered.values()
    skipped = max((signs for signs in bands[0] if not signs.danger and not signs.touched), key=lambda one: one.missing)
    if skipped.missing and bands[0][skipped] == bands[0].get(NOTHING):
        yield Doubt("E703", f'whoever skips everything ends in "{bands[0][skipped]}"; give `missing` a band above it')


def _doubts_about_danger(bands: Sequence[Mapping[Signs, str]]) -> Iterator[Doubt]:
    dangerous = {band for case in bands for signs, band in case.items() if signs.danger}
    calm = {band for signs, band in bands[0].items() if not signs.danger and not signs.touched}
    for band in sorted(dangerous & calm):
        yield Doubt("E704", "an answer that means danger can end here, and so can answers without any sign", band)
    if len(dangerous) > 1:
        listed = ", ".join(sorted(dangerous))
        yield Doubt("E704", f"an answer that means danger ends in one band only; here it can end in {listed}")
