"""How long is waited for an answer: a length of time, and one after which something may still be said."""

from datetime import timedelta

from bot.flows.checks.values import nodes_in
from bot.flows.durations import duration_of
from bot.flows.format.node_schema import HandoverNode, Patient
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet

REPLY_WINDOW = timedelta(minutes=10)
"""After a sign of life something may be said this long; `bot.safe_contact` keeps it, the check only foresees it."""
LONGEST_WAIT = timedelta(hours=1)
"""In the queue somebody may agree to be written to for this long."""


def check_timeouts(sheet: Sheet[FlowsFile]) -> None:
    """Check the length of every timeout."""
    for path, _, node in nodes_in(sheet.content):
        if not isinstance(node, Patient) or node.timeout is None:
            continue
        where = (*path, "timeout", "after")
        after = duration_of(node.timeout.after)
        if after is None:
            sheet.at_value(where, "E801", what=f'"{node.timeout.after}" is no length of time; write 30s, 5m or 1h')
        elif isinstance(node, HandoverNode):
            if after > LONGEST_WAIT:
                sheet.at_value(where, "E801", what="nobody can agree to be written to for longer than 1h")
        elif after >= REPLY_WINDOW:
            sheet.at_value(where, "E801", what="it must be shorter than 10m: after that nothing may be said any more")
