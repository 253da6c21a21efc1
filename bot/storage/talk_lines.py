"""How a line of a talk lies in its row: sealed for its case, its number and its kind; knows no statement."""

import hashlib
from typing import Any

from sqlalchemy import Row

from bot.errors import Unreadable
from bot.model import CaseId, Line, LineFrom, LineState, StaffId
from bot.storage.codec import LINES
from bot.storage.vault import FieldKey, Place, pad, unpad

_LINE, _NOTE = Place("relay", "payload"), Place("relay", "note")
_CLIENT_BYTES = 16
_AUTHORS = {author.value: author for author in LineFrom}
_FATES = {fate.value: fate for fate in LineState}


def sealed_line(key: FieldKey, case_id: CaseId, line: Line) -> bytes:
    """Return what is kept of a line that has its number."""
    body = LINES.write((line.text, line.client_id, line.by or ""))
    return key.seal(_place_of(line.author), _line_id(case_id, line.number), pad(body))


def opened_line(key: FieldKey, row: Row[Any]) -> Line:
    """Return the line of a row; one that was altered is lost, and may not hide the whole talk."""
    author, state = _AUTHORS.get(row.author), _FATES.get(row.state, LineState.UNKNOWN)
    lost = Line(row.number, author or LineFrom.SYSTEM, "", state=state, is_lost=True)
    if author is None:
        return lost
    try:
        sealed = key.open(_place_of(author), _line_id(row.case_id, row.number), row.payload)
        text, client_id, by = LINES.read(unpad(sealed))
    except Unreadable:
        return lost
    writer = StaffId(by) if by else None
    return Line(row.number, author, text, state=state, client_id=client_id, by=writer)


def digest_of(case_id: CaseId, client_id: str) -> bytes:
    """Return what stands in the clear for the desk's own id of a line."""
    return hashlib.sha256(case_id + client_id.encode()).digest()[:_CLIENT_BYTES]


def _place_of(author: LineFrom) -> Place:
    """Return where a line lies: what is written beside a talk can't be made a part of it."""
    return _NOTE if author is LineFrom.NOTE else _LINE


def _line_id(case_id: bytes, number: int) -> bytes:
    return case_id + number.to_bytes(4)
