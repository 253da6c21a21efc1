"""What of a talk its counsellor may read: what was written to them, and the rest with the help-seeker's yes; pure."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from bot.handover.claims import PASSED
from bot.model import NOT_READ_ON, READ_ON, Line, LineFrom, StaffId

CLAIM_OVER = "claim_over"
"""The line at the end of a claim after which somebody else may have the talk; `by` says who had it."""
UNANSWERED = "claim_unanswered"
"""The same, of a claim in which nobody answered: what was written in it is for whoever comes."""
PARTED = "parted"
"""The line behind it where the help-seeker wanted somebody else."""
_OPENS = frozenset({READ_ON, PASSED[0]})
_ENDS = frozenset({CLAIM_OVER, UNANSWERED})
_OPENINGS = frozenset({"quiet", "back"})
"""Behind these somebody else may hold the phone."""
_ANSWERS = frozenset({LineFrom.COUNSELLOR, LineFrom.GUEST})
_WORDS = frozenset({LineFrom.HELP_SEEKER, LineFrom.COUNSELLOR, LineFrom.GUEST})
_FOR_EVERYBODY = "emergency_"
"""What two people did to a talk is seen by whoever has it, whenever that was."""


def readable(lines: Iterable[Line], reader: StaffId) -> tuple[Line, ...]:
    """Return the lines that somebody may read who has the talk now.

    Each claim has a part of the talk. One's own parts are read in whole. Of the others nothing, until the help-seeker
    said in one's own part that one may; then what was said, and never a note: they have not read it themselves. What
    was written into a claim in which nobody answered was written to nobody yet, and is for whoever comes, unless the
    neutral opening lies between: then somebody else may hold the phone.

    Args:
        lines: The last ones of a talk, in order; from whichever number on, what is returned of them is the same.
        reader: Who has it now.
    """
    found: list[Line] = []
    end: Line | None = None
    border: Line | None = None
    holder: StaffId | None = reader
    is_opened = is_unanswered = is_behind_an_opening = False
    for line in reversed(tuple(lines)):
        if _ends_a_claim(line):
            holder, end, is_unanswered = line.by, line, line.text == UNANSWERED
            continue
        is_event, is_said = line.author is LineFrom.SYSTEM, line.author in _WORDS
        is_opened = is_opened or (is_event and line.text in _OPENS and holder == reader)
        is_behind_an_opening = is_behind_an_opening or (is_event and line.text in _OPENINGS)
        is_for_all = is_event and line.text.startswith(_FOR_EVERYBODY)
        is_for_whoever_comes = is_opened or (is_unanswered and not is_behind_an_opening)
        if holder == reader or is_for_all or (is_said and is_for_whoever_comes):
            found.append(line)
        elif is_said:
            border = border or end
    shown = found if border is None else [*found, replace(border, text=CLAIM_OVER)]
    return tuple(sorted(shown, key=lambda line: line.number))


def end_of(lines: Iterable[Line]) -> str:
    """Return what the line says at the end of the claim that goes on in a talk.

    Whoever said what its counsellor may read of before has chosen whom they write to, answered or not.
    """
    for line in reversed(tuple(lines)):
        if line.author in _ANSWERS or (line.author is LineFrom.SYSTEM and line.text in {READ_ON, NOT_READ_ON}):
            return CLAIM_OVER
        if _ends_a_claim(line):
            break
    return UNANSWERED


def have_parted(lines: Iterable[Line], one: StaffId) -> bool:
    """Tell whether a talk is somebody's no longer because its help-seeker wanted to go on with somebody else."""
    for before, line in pairwise(lines):
        if _ends_a_claim(before) and before.by == one and line.author is LineFrom.SYSTEM and line.text == PARTED:
            return True
    return False


def is_withheld(lines: Iterable[Line], reader: StaffId) -> bool:
    """Tell whether anything was said in the talk that whoever has it now may not read."""
    lines = tuple(lines)
    shown = {line.number for line in readable(lines, reader)}
    return any(line.author in _WORDS and line.number not in shown for line in lines)


def has_more(lines: Iterable[Line], reader: StaffId, *, than: int) -> bool:
    """Tell whether the other ones said something that whoever has the talk can read, behind this line."""
    others = _WORDS - {LineFrom.COUNSELLOR}
    return any(line.number > than and line.author in others for line in readable(lines, reader))


def is_to_be_asked(lines: Iterable[Line], reader: StaffId) -> bool:
    """Tell whether the help-seeker is to be asked if whoever has the talk may read it: once for each claim."""
    lines = tuple(lines)
    for line in reversed(lines):
        if _ends_a_claim(line):
            break
        if line.author is LineFrom.SYSTEM and line.text == NOT_READ_ON:
            return False
    return is_withheld(lines, reader)


def opens_more(lines: Iterable[Line]) -> bool:
    """Tell whether with these lines older ones can be read as well."""
    return any(line.author is LineFrom.SYSTEM and line.text in _OPENS for line in lines)


def _ends_a_claim(line: Line) -> bool:
    return line.author is LineFrom.SYSTEM and line.text in _ENDS
