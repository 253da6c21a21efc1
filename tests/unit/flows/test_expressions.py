"""The conditions: a tiny language that can only compare what was declared."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.expressions import VarType, compile_expression
from bot.flows.tokens import MOST_CHARACTERS, ExpressionFault
from bot.model import Value

DECLARED = {
    "land": VarType("text", ("nl", "be")),
    "minuten": VarType("int", low=0, high=60),
    "vrij": VarType("bool"),
    "naam": VarType("text"),
    "ander": VarType("bool"),
}
NOTHING: Mapping[str, Value] = {}
MIA: Mapping[str, Value] = {"land": "be", "minuten": 20, "vrij": False, "naam": "Mia"}


@pytest.mark.parametrize(
    ("text", "for_nobody", "for_mia"),
    [
        ('land == "be"', False, True),
        ("land == 'be' and not vrij", False, True),
        ('land != "be"', True, False),
        ('land in ["nl", "be"]', False, True),
        ("minuten >= 20", False, True),
        ("minuten > 20 or minuten < 20", False, False),
        ("minuten <= 20 and minuten == 20", False, True),
        ("20 < minuten", False, False),
        ("minuten in [15, 20]", False, True),
        ("minuten > -1", False, True),
        ("answered(naam)", False, True),
        ("not answered(naam)", True, False),
        ("vrij", False, False),
        ("not vrij", True, True),
        ("vrij == false", False, True),
        ("vrij == ander", False, False),
        ("vrij != ander", True, True),
        ("not vrij or vrij and ander", True, True),
        ("not (vrij or answered(land))", True, False),
        ("not not answered(land)", False, True),
        ('naam == "Mia" and (land == "nl" or land == "be")', False, True),
        ("true", True, True),
        ("false or true and false", False, False),
        ('naam == "and or not"', False, False),
    ],
)
def test_a_condition_holds_or_not(text: str, for_nobody: bool, for_mia: bool) -> None:
    """Without an answer nothing equals, nothing is more or less, and nothing is true."""
    condition = compile_expression(text, DECLARED)

    assert condition(NOTHING) is for_nobody
    assert condition(MIA) is for_mia


DOTTED = "has a dot in it; a condition knows variables by their plain names, and nothing is inside one"
CALLED = 'calls something, and a condition calls nothing; only "answered(…)" has brackets'
INSIDE = 'looks inside a variable, and nothing is inside one; several values: "x" in name'


@pytest.mark.parametrize(
    ("text", "code", "offset", "words"),
    [
        ("", "E302", 0, "expected a value, found the end"),
        ("vrij and", "E302", 8, "expected a value, found the end"),
        ("vrij vrij", "E302", 5, 'expected nothing more, found "vrij"'),
        ("(vrij", "E302", 5, 'expected ")", found the end'),
        ("vrij)", "E302", 4, 'expected nothing more, found ")"'),
        ('vrij "a"', "E302", 5, 'expected nothing more, found "a"'),
        ("minuten = 3", "E302", 8, '"=": is equal to is "=="'),
        ("vrij & ander", "E302", 5, '"&": use "and"'),
        ("vrij | ander", "E302", 5, '"|": use "or"'),
        ("!vrij", "E302", 0, '"!": use "not" or "!="'),
        ("os.getpid", "E310", 0, f'"os.getpid" {DOTTED}'),
        ("vrij and land.x", "E310", 9, f'"land.x" {DOTTED}'),
        ("land .x", "E310", 0, f'"land .x" {DOTTED}'),
        ("minuten == 1.5", "E302", 12, '".": numbers are whole, and nothing has a dot'),
        ("land == #", "E302", 8, '"#": it has no meaning here'),
        ('naam == "x', "E302", 8, '""": the quote is not closed'),
        ("answered naam", "E302", 9, 'expected "(", found "naam"'),
        ('answered("naam")', "E302", 9, 'expected the name of a variable, found "naam"'),
        ("answered(in)", "E301", 9, '"in" is not declared in vars'),
        ("answered(naam", "E302", 13, 'expected ")", found the end'),
        ("exec(naam)", "E310", 0, f'"exec(…)" {CALLED}'),
        ("vrij and len (naam) > 1", "E310", 9, f'"len(…)" {CALLED}'),
        ("naam[0] == 'a'", "E310", 0, f'"naam[…]" {INSIDE}'),
        ("1 < minuten < 3", "E302", 12, 'compare two things at a time; join them with "and"'),
        ("land in naam", "E302", 8, 'expected a list such as ["a", "b"], found "naam"'),
        ("land in []", "E302", 9, 'expected a value, found "]"'),
        ('land in ["nl" "be"]', "E302", 14, 'expected "]", found "be"'),
        ("minuten", "E303", 0, "a condition is true or false; this is a whole number"),
        ("vrij and naam", "E303", 9, 'what follows "and" is true or false; this is a text'),
        ("naam or vrij", "E303", 0, 'what stands before "or" is true or false; this is a text'),
        ("not minuten", "E303", 4, 'what follows "not" is true or false; this is a whole number'),
        ("minuten == true", "E303", 11, "a whole number is compared with true or false"),
        ("naam < 'x'", "E303", 0, '"<" compares whole numbers, dates or times; this is a text'),
        ("land == 'de'", "E303", 8, '"land" is never "de"; it is one of nl, be'),
        ("'de' == land", "E303", 0, '"land" is never "de"; it is one of nl, be'),
        ("land in ['nl', 'de']", "E303", 15, '"land" is never "de"; it is one of nl, be'),
        ("minuten in [1, 'a']", "E303", 15, "a whole number is compared with a text"),
    ],
)
def test_what_is_not_of_the_language_is_told_with_its_character(text: str, code: str, offset: int, words: str) -> None:
    """The editor is led to the very letter."""
    with pytest.raises(ExpressionFault) as caught:
        compile_expression(text, DECLARED)

    assert (caught.value.code, caught.value.offset, str(caught.value)) == (code, offset, words)


def test_an_endless_expression_is_refused_before_it_is_parsed() -> None:
    """Its nesting could be as deep as it is long."""
    with pytest.raises(ExpressionFault, match="at most 300 characters"):
        compile_expression("(" * (MOST_CHARACTERS + 1), DECLARED)


def test_the_deepest_expression_is_parsed() -> None:
    """What is allowed in length fits on the parser's stack."""
    half = MOST_CHARACTERS // 2 - 2

    assert compile_expression("(" * half + "vrij" + ")" * half, DECLARED)(NOTHING) is False


@given(st.dictionaries(st.sampled_from(sorted(DECLARED)), st.one_of(st.text(), st.integers(), st.booleans())))
def test_values_of_another_kind_than_declared_never_raise(values: dict[str, Value]) -> None:
    """A conversation may carry values of an older bundle."""
    for text in ('land == "be"', "minuten >= 3", "vrij", "not vrij and minuten in [1, 2]", "vrij == ander"):
        assert compile_expression(text, DECLARED)(values) in {True, False}


@given(st.text(max_size=60))
def test_any_text_is_compiled_or_refused(text: str) -> None:
    """There is no text that raises anything else."""
    refused: ExpressionFault | None = None
    try:
        condition = compile_expression(text, DECLARED)
    except ExpressionFault as fault:
        refused = fault
    else:
        assert condition(MIA) in {True, False}

    assert refused is None or 0 <= refused.offset <= len(text)


def test_a_type_says_why_a_value_does_not_fit() -> None:
    """The reasons end a sentence."""
    assert VarType("int", low=0).refuses(-1) == "it is at least 0"
    assert VarType("int", high=9).refuses(10) == "it is at most 9"
    assert VarType("int").refuses(True) == "it holds a whole number"
    assert VarType("text").refuses(None) == "it holds a text"
    assert VarType("text", ("a", "b")).refuses("c") == "it is one of a, b"
    assert VarType("bool").refuses(True) is None
    assert VarType("int", low=0, high=9).refuses(5) is None
