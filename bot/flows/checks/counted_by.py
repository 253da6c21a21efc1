"""By what talks are told apart in the figures is a word of a short list, and nothing that somebody wrote.

And where it is counted how people go on, that tells neither an answer nor that somebody was in need.
"""

from bot.flows.checks.values import nodes_in
from bot.flows.format.node_schema import AskNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.model.event_log import LONGEST_VALUE

_CODE = "E618"


def counted_by(content: FlowsFile) -> dict[str, str]:
    """Return the variables by which talks are told apart, by what each says."""
    return {} if content.counted_by is None else content.counted_by.model_dump(exclude_none=True)


def check_counted_by(sheet: Sheet[FlowsFile]) -> None:
    """Check that each is a choice that nobody could be known by, and that no answer and no need is counted."""
    _check_ways(sheet)
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


def _check_ways(sheet: Sheet[FlowsFile]) -> None:
    flows = sheet.content.flows
    for name in _of_need(sheet.content):
        if name in flows and flows[name].counted:
            sheet.at_value(("flows", name, "counted"), _CODE, what=f'who comes to "{name}" is in need, and not counted')
    for place, node_id, node in nodes_in(sheet.content):
        if not isinstance(node, AskNode) or not node.count_ways:
            continue
        if node.save is not None:
            what = "an answer that is remembered is about whoever gives it, and is in no figure"
            sheet.at_value((*place, "count_ways"), _CODE, what=what)
        elif not flows[node_id.partition(".")[0]].counted:
            sheet.at_value((*place, "count_ways"), _CODE, what="its flow is not counted")


def _of_need(content: FlowsFile) -> set[str]:
    """Return the flows to which a phrase of need leads."""
    wanted = (one.goto or one.call for one in content.interrupts.values() if one.words_file or one.hunch)
    return {name.partition(".")[0] for name in wanted if name is not None}
