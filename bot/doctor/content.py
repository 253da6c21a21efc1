"""Whether what is served is sound, and which help lines somebody has to look at."""

import asyncio
from collections.abc import Iterator, Sequence

from bot.content.due import Due, Reason, due_lines
from bot.content_files import compile_content
from bot.errors import ContentError
from bot.ops.findings import Finding, Gravity
from bot.ports import Clock
from bot.settings import Settings


async def check(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Compile the files, and read the directory of help lines as of today."""
    try:
        bundle = await asyncio.to_thread(compile_content, settings.flows, settings.content)
    except ContentError:
        what = "The conversation can't be served as it is written."
        return [Finding("content.faulty", what, "See what is wrong: ajar flows check", str(settings.flows))]
    due = due_lines(bundle.catalogue.lines, clock.now().date())
    dated = [_dated(one) for one in due if one.reasons[0] is not Reason.UNVERIFIED]
    return [*dated, *_unverified([one.line for one in due if Reason.UNVERIFIED in one.reasons])]


def _dated(due: Due) -> Finding:
    """Tell of a line that is past its day, or soon will be."""
    then = due.fallback or "nothing"
    fix = "Ring them, then set `last_checked` and `valid_until` in bot/content/helplines.yaml."
    if due.reasons[0] is Reason.PAST:
        what = f"It is past its day, {due.valid_until}, and {then} is shown instead."
        return Finding("content.line_past", what, fix, due.line)
    what = f"Its last day is near: {due.valid_until}; then {then} is shown instead."
    return Finding("content.line_soon", what, fix, due.line, Gravity.WARNING)


def _unverified(lines: Sequence[str]) -> Iterator[Finding]:
    """Tell of all lines together that nobody has verified: they are one afternoon's work."""
    if lines:
        what = f"{len(lines)} help lines were verified by nobody: {', '.join(lines)}."
        fix = "Ring them, then set `verified: true` in bot/content/helplines.yaml."
        yield Finding("content.lines_unverified", what, fix, gravity=Gravity.WARNING)
