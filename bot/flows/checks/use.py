"""Nothing is remembered that nobody needs, and nothing decided by what nobody could have said."""

from bot.flows.checks.calls import SET_BY_NODES, call_variables_of
from bot.flows.checks.counted_by import counted_by
from bot.flows.checks.early import names_in, read_by
from bot.flows.checks.ticking import ticked_in
from bot.flows.checks.values import nodes_in
from bot.flows.checks.with_whom import variables_of
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.saying import COUNTRY, ROLE
from bot.flows.settable import saved_by


def check_use(sheet: Sheet[FlowsFile]) -> None:
    """Warn of variables that are never saved, or never read."""
    kept: set[str] = set()
    read = {COUNTRY, ROLE}
    for _, _, node in nodes_in(sheet.content):
        kept.update(saved_by(node))
        read.update(name for _, _, name in read_by(node))
    for interrupt in sheet.content.interrupts.values():
        read.update(name for _, name in names_in(interrupt.unless))
        kept.update({interrupt.save} if interrupt.save else ())
        read.update({interrupt.own} if interrupt.own else ())
    read.update(ticked_in(sheet.content))
    read.update({sheet.content.vanish_after} if sheet.content.vanish_after else ())
    with_whom = variables_of(sheet.content)
    read.update(with_whom.values())
    kept.update({with_whom["talked"]} if "talked" in with_whom else ())
    read.update(counted_by(sheet.content).values())
    calls = call_variables_of(sheet.content)
    read.update(calls.values())
    kept.update(name for role, name in calls.items() if role in SET_BY_NODES)
    for name in sheet.content.vars:
        what = _complaint(is_kept=name in kept, is_read=name in read)
        if what and not sheet.reading.cut:
            sheet.at_key(("vars", name), "W306", what=what)


def _complaint(*, is_kept: bool, is_read: bool) -> str:
    if is_kept and is_read:
        return ""
    if is_kept:
        return "it is saved and never read; keep nothing that nobody needs"
    return "it is read, and nothing ever saves it" if is_read else "nothing uses it"
