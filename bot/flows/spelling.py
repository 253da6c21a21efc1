"""What an unquoted word in YAML becomes, by its spelling, and what is refused because YAML would silently change it."""

import re

MOST_DIGITS = 9
"""More digits are a telephone number, not a quantity."""

_TRUE, _FALSE, _NULL = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}, {"", "~", "null", "Null", "NULL"}
_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_FIRST_OF_A_NUMBER = frozenset("-+.0123456789")
"""With one of these begins everything that YAML would change and that is no switch."""
_WHOLE_NUMBER = re.compile(r"(?:0|-?[1-9][0-9]*)\Z")
_CLOCK = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+\Z")
_OTHER_NUMBER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*|0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}")
_CHANGED = (
    (_CLOCK, "a number of minutes or seconds"),
    (_LEADING_ZERO, "a number, without the zero in front or in base 8"),
    (_OTHER_NUMBER, "a number, and may spell it differently"),
    (_MOMENT, "a moment in time"),
)


def value_of(word: str) -> str | int | bool | None:
    """Return what an unquoted word stands for; a word that YAML would change stays as it is spelled."""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if word in _NULL:
        return None
    if len(word) <= MOST_DIGITS and _WHOLE_NUMBER.match(word):
        return int(word)
    return word


def what_yaml_does_to(word: str) -> str | None:
    """Return what YAML would silently make of an unquoted word, as the rest of "YAML reads it as"; None: nothing."""
    switched = _SWITCHES.get(word.lower())
    if switched is not None and word in {word.lower(), word.upper(), word.capitalize()}:
        return switched
    if word[:1] not in _FIRST_OF_A_NUMBER:
        return None
    if len(word) <= MOST_DIGITS and _WHOLE_NUMBER.match(word):
        return None
    return next((becomes for spelling, becomes in _CHANGED if spelling.match(word)), None)
