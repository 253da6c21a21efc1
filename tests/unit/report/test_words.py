"""The words of the sheet: in every language, and a definition is the docstring of its figure."""

from bot.figures import definitions, rates
from bot.ops.report.contents import DEFINED, SECTIONS
from bot.ops.report.words import Words, read


def test_a_printed_definition_is_that_of_the_figure() -> None:
    """Whoever changes a docstring finds the two translations beside the English one."""
    for name in DEFINED.values():
        figure = getattr(definitions, name, None) or getattr(rates, name)
        assert read()[f"define.{name}"].en == " ".join((figure.__doc__ or "").split()), name


def test_every_definition_in_the_file_is_printed() -> None:
    """None is left over."""
    assert {key.removeprefix("define.") for key in read() if key.startswith("define.")} == set(DEFINED.values())


def test_every_figure_has_a_name_in_every_language() -> None:
    """And nothing has an empty one."""
    for text in read().values():
        assert text.nl
        assert text.en
        assert text.fr
    for section in SECTIONS.values():
        assert [figure for figure in section if f"name.{figure.rstrip('.')}" not in read()] == []


def test_numbers_are_written_as_the_language_does() -> None:
    """Thousands, decimals and percents."""
    nl, en = Words("nl", str), Words("en", str)

    assert (nl.count(12500), en.count(12500), nl.count(None)) == ("12.500", "12,500", "*")
    assert (nl.number(1.44), en.number(1.44), nl.number(None)) == ("1,4", "1.4", "geen")
    assert [nl.length(seconds) for seconds in (45, 90, 3700, None)] == ["45 s", "1:30 min", "1:01:40 h", "*"]
