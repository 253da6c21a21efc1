"""A number that somebody says chooses one option at most."""

from itertools import combinations

from bot.flows.checks.values import choices_in
from bot.flows.format.option_schema import Numbers, OptionModel
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet


def check_numbers(sheet: Sheet[FlowsFile]) -> None:
    """Check that the numbers of each option are some, and no other option's of the same list."""
    for path, options in choices_in(sheet.content):
        said: list[tuple[int, str, Numbers]] = []
        for number, option in enumerate(options):
            if isinstance(option, OptionModel) and option.numbers is not None:
                _check_order(sheet, (*path, number, "numbers"), option.numbers)
                said.append((number, option.id, option.numbers))
        for (_, before, one), (number, _, other) in combinations(said, 2):
            if _meet(one, other):
                what = f'some of these numbers choose the option "{before}" already'
                sheet.at_key((*path, number, "numbers"), "E602", what=what)


def _check_order(sheet: Sheet[FlowsFile], path: Path, numbers: Numbers) -> None:
    if numbers.min is None and numbers.max is None:
        sheet.at_key(path, "E308", what='every number would choose it; give "min", "max" or both')
    elif numbers.min is not None and numbers.max is not None and numbers.min > numbers.max:
        sheet.at_value((*path, "min"), "E308", what=f"{numbers.min} is more than max, which is {numbers.max}")


def _meet(one: Numbers, other: Numbers) -> bool:
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: Numbers, other: Numbers) -> bool:
    return one.max is not None and other.min is not None and one.max < other.min
