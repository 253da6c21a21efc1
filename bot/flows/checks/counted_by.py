"""By what talks are told apart in the figures is a word of a short list, and nothing that somebody wrote."""

from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.model.event_log import LONGEST_VALUE

_CODE = "E618"


def counted_by(content: FlowsFile) -> dict[str, str]:
    """Return the variables by which talks are told apart, by what each says."""
    return {} if content.counted_by is None else content.counted_by.model_dump(exclude_none=True)


def check_counted_by(sheet: Sheet[FlowsFile]) -> None:
    """Check that each is a choice that nobody could be known by."""
    for what, name in counted_by(sheet.content).items():
        place: Path = ("counted_by", what)
        variable = sheet.content.vars.get(name)
        if variable is None:
            guess, hint = sheet.meant(name, [*sheet.content.vars])
            sheet.at_value(place, _CODE, what=f'there is no variable "{name}"{hint if guess else ""}')
        elif variable.type != "choice":
            sheet.at_value(place, _CODE, what=f'"{name}" has to be of the type choice')
        elif variable.sensitive:
            sheet.at_value(place, _CODE, what=f'"{name}" is sensitive, and is in no figure')
        elif any(len(value) > LONGEST_VALUE for value in variable.values or ()):
            sheet.at_value(place, _CODE, what=f'"{name}" has a value of more than {LONGEST_VALUE} characters')
