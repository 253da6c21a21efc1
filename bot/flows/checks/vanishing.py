"""The hours after which a chat is emptied by itself: nobody can choose what would betray or be impossible."""

from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.vanishing import MOST_HOURS


def check_vanishing(sheet: Sheet[FlowsFile]) -> None:
    """Check the variable that tells after how many hours a chat is emptied by itself."""
    name = sheet.content.vanish_after
    if name is None:
        return
    variable = sheet.content.vars.get(name)
    if (
        variable is None
        or variable.type != "int"
        or (variable.min or 0) < 1
        or (variable.max or MOST_HOURS + 1) > MOST_HOURS
    ):
        what = (
            f'"{name}" has to be a variable of the type int, in hours, with "min: 1" and "max: {MOST_HOURS}", or less'
        )
        sheet.at_value(("vanish_after",), "E607", what=what)
