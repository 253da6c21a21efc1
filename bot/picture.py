"""A drawing as SVG, by the Graphviz that is installed; the only place that knows there is one."""

import shutil
import subprocess
import sys
from pathlib import Path

from bot.errors import BotError
from bot.flows.draw import Drawing, dot

PROGRAMS = ("graphviz-pure", "dot")
LONGEST_S = 60.0


def picture_of(drawing: Drawing) -> str:
    """Return a drawing as SVG.

    Raises:
        BotError: there is no Graphviz, or it gives up; says what to do.
    """
    program = _program()
    try:
        done = subprocess.run(  # noqa: S603 - our own program, our own text, no shell
            [program, "-Tsvg"], input=dot(drawing).encode(), capture_output=True, timeout=LONGEST_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise BotError("Graphviz gave up.", where=program, fix="Draw fewer flows with --flow.") from fault
    return done.stdout.decode()


def _program() -> str:
    beside = Path(sys.executable).parent
    for name in PROGRAMS:
        found = shutil.which(name, path=str(beside)) or shutil.which(name)
        if found is not None:
            return found
    raise BotError(
        "There is no Graphviz.", where="ajar flows draw --svg", fix='Install it, so that "dot" can be found.'
    )
