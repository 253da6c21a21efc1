"""The statements about the lines of talks; how a line lies in its row is told in `talk_lines`."""

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.model import LineFrom
from bot.storage.tables import handover_case, relay

_C, _L = handover_case.c, relay.c
_OF_CASE = _L.case_id == bindparam("of_case")

NEXT_NUMBER = select(func.coalesce(func.max(_L.number), 0) + 1).where(_L.case_id == bindparam("case_id"))
LINES = (
    select(relay, _C.conv_id.label("owner"))
    .join(handover_case, (_C.id == bindparam("case_id")) & (_C.id == _L.case_id))
    .where(_L.number > bindparam("after"))
    .order_by(_L.number)
)
SAME_CLIENT = select(relay).where(_L.case_id == bindparam("case_id"), _L.client == bindparam("client"))
ADD_LINE = insert(relay)
MOVE_LINE = (
    update(relay)
    .where(_OF_CASE, _L.number == bindparam("which"))
    .values(conv_id=bindparam("owner"), payload=bindparam("sealed"))
)
DROP_LINES = delete(relay).where(_OF_CASE, _L.number < bindparam("first"))
"""Of a case, all before one."""
DROP_NOTES = DROP_LINES.where(_L.author == LineFrom.NOTE.value)
"""Of those, only what was written beside the talk."""
