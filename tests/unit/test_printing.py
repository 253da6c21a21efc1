"""What commands print is what they were given, and whoever looks on is not shown the operator's log."""

import pytest

from bot.printing import err, out
from bot.process import level_of_log
from bot.settings import Settings


def test_the_place_of_a_finding_is_printed_as_it_is() -> None:
    """`:100:` is the name of a picture to the library that prints."""
    finding = 'flows/tips.yaml:100:20: E303 value: "x"'

    for console in (out, err):
        with console.capture() as printed:
            console.print(finding, markup=False)
        assert printed.get() == f"{finding}\n"


@pytest.mark.parametrize(
    ("given", "is_watched", "level"),
    [
        ({}, False, "INFO"),
        ({}, True, "WARNING"),
        ({"log_level": "INFO"}, True, "INFO"),
        ({"log_level": "ERROR"}, False, "ERROR"),
    ],
)
def test_whoever_looks_on_reads_only_what_goes_wrong(given: dict[str, str], is_watched: bool, level: str) -> None:
    """An operator's log begins as it always did, and a level that was set holds everywhere."""
    assert level_of_log(Settings.model_validate(given), is_watched=is_watched) == level
