"""Days to mark on the sheet, such as those of a campaign or of a broadcast: a small file of the operator's.

[[mark]]
from = 2026-03-02
to = 2026-03-08
nl = "Campagne in de tram"
en = "Campaign on the tram"
fr = "Campagne dans le tram"
"""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from bot.errors import SettingsError
from bot.figures.marks import Mark
from bot.figures.periods import Period

MARKS = "marks.toml"
"""Where in the home they stand."""
EXAMPLE = 'Write [[mark]], and under it from = 2026-03-02, to = 2026-03-08 and a name as nl = "…", en = "…", fr = "…".'


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    first: date = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to", default=None)
    nl: str = ""
    en: str = ""
    fr: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    mark: list[_Written] = []


def read_marks(file: Path, period: Period) -> Sequence[Mark]:
    """Return the marks that touch a period, in order; none if there is no file.

    Raises:
        SettingsError: it can't be read as it is.
    """
    try:
        found = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File).mark
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, msgspec.ValidationError) as fault:
        raise SettingsError(f"The marked days can't be read: {fault}.", where=str(file), fix=EXAMPLE) from fault
    marks = [_mark(one, file) for one in found]
    return sorted((mark for mark in marks if mark.is_in(period)), key=lambda mark: (mark.first, mark.last))


def _mark(written: _Written, file: Path) -> Mark:
    what = {language: text for language in ("nl", "en", "fr") if (text := getattr(written, language).strip())}
    last = written.last or written.first
    if not what or last < written.first:
        raise SettingsError(
            f"The mark of {written.first} has no name, or ends before it begins.", where=str(file), fix=EXAMPLE
        )
    return Mark(written.first, last, what)
