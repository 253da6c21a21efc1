"""The words that a condition is written with, and the fault of one that can't be read; their meaning is elsewhere."""

import re
from typing import NamedTuple

MOST_CHARACTERS = 300
"""Of one expression; also keeps its nesting shallow enough for the parser's recursion."""

RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "answered"})
"""Words of the language; no variable may be called so."""


_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<int>-?[0-9]+)|(?P<name>[a-z_][a-z0-9_]*)"""
    r"""|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,))"""
)
_MEANT = {
    "=": 'is equal to is "=="',
    "&": 'use "and"',
    "|": 'use "or"',
    "!": 'use "not" or "!="',
    ".": "numbers are whole, and nothing has a dot",
    '"': "the quote is not closed",
    "'": "the quote is not closed",
}
"""What to write instead of a sign that is none."""
_SPACE = re.compile(r"\s*")
_DOTTED = re.compile(r"\w+(?:\s*\.\s*\w*)+")


class ExpressionFault(Exception):
    """An expression can't be used.

    Attributes:
        code: E301 unknown variable, E302 not of this language, E303 kinds that do not fit, E310 more than a plain name.
        offset: Where in the expression, from 0.
        word: The unknown word, so that a close one can be offered; empty for other faults.
    """

    def __init__(self, code: str, offset: int, what: str, *, word: str = "") -> None:
        """Keep the parts; a finding is made of them."""
        super().__init__(what)
        self.code = code
        self.offset = offset
        self.word = word


class Token(NamedTuple):
    """One word.

    Attributes:
        kind: text, int, name, sign or end.
        offset: Where in the expression, from 0.
    """

    kind: str
    text: str
    offset: int


def tokens_of(text: str) -> list[Token]:
    """Return the words of an expression; the last one is its end.

    Raises:
        ExpressionFault: something in it is no word of the language.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionFault("E302", 0, f"an expression has at most {MOST_CHARACTERS} characters")
    tokens: list[Token] = []
    place = 0
    while (space := _SPACE.match(text, place)) and space.end() < len(text):
        found = _TOKEN.match(text, place)
        if text[space.end()] == "." and tokens and tokens[-1].kind == "name":
            raise _dotted(text, tokens[-1])
        if found is None:
            wrong = text[space.end()]
            raise ExpressionFault("E302", space.end(), f'"{wrong}": {_MEANT.get(wrong, "it has no meaning here")}')
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found.group(kind), found.start(kind)))
        place = found.end()
    return [*tokens, Token("end", "", len(text))]


def _dotted(text: str, first: Token) -> ExpressionFault:
    """Return the fault of a name with dots in it: a variable has none, and there is nothing inside it."""
    whole = _DOTTED.match(text, first.offset)
    shown = whole.group() if whole else first.text
    what = f'"{shown}" has a dot in it; a condition knows variables by their plain names, and nothing is inside one'
    return ExpressionFault("E310", first.offset, what, word=shown.rpartition(".")[2].strip())
