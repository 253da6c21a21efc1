"""The conditions of a flow: a tiny typed language, parsed here and compiled to closures; never Python's own `eval`.

    land == "be" and not vrij      wachten >= 15 or answered(naam)      land in ["nl", "be"]      "geld" in nodig

A variable without a value equals nothing, is neither more nor less than anything, and as a condition does not hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.flows.tokens import RESERVED, ExpressionFault, Token, tokens_of
from bot.flows.values.canonical import EXPECTED, is_canonical
from bot.model import Value

Kind = Literal["text", "int", "bool", "set", "date", "time", "phone", "place"]
Evaluate = Callable[[Mapping[str, Value]], "Value | None"]
_SHOWN: Mapping[str, str] = {
    "text": "a text",
    "int": "a whole number",
    "bool": "true or false",
    "set": "several values",
    **EXPECTED,
}
_ORDERED = frozenset({"int", "date", "time"})
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_BINDING = {"or": 1, "and": 2, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "in": 4}
_BINDING_OF_NOT = 3


@dataclass(frozen=True, slots=True)
class VarType:
    """What a variable can hold.

    Attributes:
        values: All values of a choice; empty for any text.
        low, high: The limits of a whole number; None for none.
        is_given: It always has a value, such as the channel.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    is_given: bool = False

    def refuses(self, value: object) -> str | None:
        """Return why a value does not fit, as the end of a sentence; None if it does."""
        if self.kind == "set" and isinstance(value, str):
            strangers = [part for part in value.split(",") if value and part not in self.values]
            return f"each is one of {', '.join(self.values)}" if strangers else None
        if not self._is_of_its_kind(value):
            return f"it holds {_SHOWN[self.kind]}"
        if self.values and value not in self.values:
            return f"it is one of {', '.join(self.values)}"
        if isinstance(value, int) and not isinstance(value, bool):
            if self.low is not None and value < self.low:
                return f"it is at least {self.low}"
            if self.high is not None and value > self.high:
                return f"it is at most {self.high}"
        return None

    def _is_of_its_kind(self, value: object) -> bool:
        if self.kind in EXPECTED:
            return isinstance(value, str) and is_canonical(self.kind, value)
        return kind_of_value(value) == self.kind


def kind_of_value(value: object) -> Kind | None:
    """Return the kind of a value; None for what no variable can hold."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    return "text" if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece that was understood: what it is, and how it is computed."""

    kind: Kind
    evaluate: Evaluate
    offset: int
    type: VarType | None = None
    literal: Value | None = None


def compile_expression(text: str, variables: Mapping[str, VarType]) -> Callable[[Mapping[str, Value]], bool]:
    """Compile a condition.

    Args:
        text: As it stands in the file.
        variables: What is declared; using anything else is a fault.

    Raises:
        ExpressionFault: report it at its offset.
    """
    parser = _Parser(tokens_of(text), variables)
    part = parser.expression(0)
    parser.expect("end", "nothing more")
    _require(part, "bool", "a condition")
    evaluate = part.evaluate
    return lambda values: evaluate(values) is True


class _Parser:
    """A Pratt parser: each word knows how tightly it binds what stands to its left."""

    def __init__(self, tokens: list[Token], variables: Mapping[str, VarType]) -> None:
        self._tokens = tokens
        self._variables = variables
        self._next = 0

    def expression(self, binding: int) -> _Part:
        """Read as much as binds tighter than `binding`."""
        left = self._beginning(self._take())
        while (tightness := _BINDING.get(self._tokens[self._next].text, 0)) > binding:
            word = self._take()
            if tightness == _BINDING["=="]:
                left = self._comparison(left, word)
            else:
                left = _joined(left, word.text, self.expression(tightness))
        return left

    def expect(self, text: str, wanted: str) -> Token:
        """Take the next word, which has to be this one."""
        token = self._take()
        if text not in {token.text, token.kind} or token.kind == "text":
            raise ExpressionFault("E302", token.offset, f"expected {wanted}, found {_quoted(token)}")
        return token

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _beginning(self, token: Token) -> _Part:
        if token.text == "not" and token.kind == "name":
            inner = self.expression(_BINDING_OF_NOT)
            _require(inner, "bool", 'what follows "not"')
            evaluate = inner.evaluate
            return _Part("bool", lambda values: evaluate(values) is not True, token.offset)
        if token.text == "(" and token.kind == "sign":
            inner = self.expression(0)
            self.expect(")", '")"')
            return inner
        if token.text == "answered" and token.kind == "name":
            return self._answered(token)
        if token.kind == "name" and token.text not in RESERVED:
            self._refuse_more_than_a_name(token)
            return self._variable(token)
        return self._literal(token)

    def _refuse_more_than_a_name(self, name: Token) -> None:
        """Refuse what other languages do with a name: calling it, or looking inside it."""
        sign = self._tokens[self._next]
        if sign.text == "(" and sign.kind == "sign":
            what = f'"{name.text}(…)" calls something, and a condition calls nothing; only "answered(…)" has brackets'
            raise ExpressionFault("E310", name.offset, what, word=name.text)
        if sign.text == "[" and sign.kind == "sign":
            what = f'"{name.text}[…]" looks inside a variable, and nothing is inside one; several values: "x" in name'
            raise ExpressionFault("E310", name.offset, what)

    def _answered(self, token: Token) -> _Part:
        self.expect("(", '"("')
        name = self._variable(self.expect("name", "the name of a variable")).literal
        self.expect(")", '")"')
        return _Part("bool", lambda values: name in values, token.offset)

    def _variable(self, token: Token) -> _Part:
        name = token.text
        declared = self._variables.get(name)
        if declared is None:
            raise ExpressionFault("E301", token.offset, f'"{name}" is not declared in vars', word=name)
        return _Part(declared.kind, lambda values: values.get(name), token.offset, declared, name)

    def _literal(self, token: Token) -> _Part:
        value: Value
        if token.kind == "text":
            value = token.text[1:-1]
        elif token.kind == "int":
            value = int(token.text)
        elif token.kind == "name" and token.text in {"true", "false"}:
            value = token.text == "true"
        else:
            raise ExpressionFault("E302", token.offset, f"expected a value, found {_quoted(token)}")
        return _Part(kind_of_value(value) or "text", lambda _: value, token.offset, literal=value)

    def _comparison(self, left: _Part, word: Token) -> _Part:
        if word.text == "in":
            part = self._one_of(left, word)
        else:
            right = self.expression(_BINDING["=="])
            _require_same(left, right)
            part = _compared(left, word.text, right) if word.text in {"==", "!="} else _ordered(left, word, right)
        following = self._tokens[self._next]
        if _BINDING.get(following.text) == _BINDING["=="]:
            raise ExpressionFault("E302", following.offset, 'compare two things at a time; join them with "and"')
        return part

    def _is_in(self, left: _Part, word: Token) -> _Part:
        """Read what follows "in" when it is a variable that holds several values."""
        among = self._beginning(self._take())
        _require(left, "text", 'what stands before "in"')
        _require(among, "set", 'what follows "in"')
        if among.type and isinstance(left.literal, str) and left.type is None and left.literal not in among.type.values:
            what = f'"{left.literal}" is never in "{among.literal}"; {among.type.refuses(left.literal)}'
            raise ExpressionFault("E303", left.offset, what, word=left.literal)
        one, several = left.evaluate, among.evaluate
        return _Part("bool", lambda values: one(values) in str(several(values) or "").split(","), word.offset)

    def _one_of(self, left: _Part, word: Token) -> _Part:
        among = self._variables.get(self._tokens[self._next].text)
        if among is not None and among.kind == "set":
            return self._is_in(left, word)
        self.expect("[", 'a list such as ["a", "b"]')
        values: list[Value] = []
        while not values or self._tokens[self._next].text == ",":
            if values:
                self._take()
            item = self._literal(self._take())
            _require_same(left, item)
            values.append(item.literal if item.literal is not None else "")
        self.expect("]", '"]"')
        known, evaluate = frozenset(values), left.evaluate
        return _Part("bool", lambda variables: evaluate(variables) in known, word.offset)


def _quoted(token: Token) -> str:
    if token.kind == "end":
        return "the end"
    return token.text if token.kind == "text" else f'"{token.text}"'


def _require(part: _Part, kind: Kind, role: str) -> None:
    if part.kind != kind:
        raise ExpressionFault("E303", part.offset, f"{role} is {_SHOWN[kind]}; this is {_SHOWN[part.kind]}")


def _require_same(left: _Part, right: _Part) -> None:
    if left.kind != right.kind and not (_spells(left, right) or _spells(right, left)):
        what = f"{_SHOWN[left.kind]} is compared with {_SHOWN[right.kind]}"
        raise ExpressionFault("E303", right.offset, what)
    for part, other in ((left, right), (right, left)):
        if part.type is not None and other.type is None and (part.type.values or part.kind in EXPECTED):
            reason = part.type.refuses(other.literal)
            if other.literal is not None and reason is not None:
                what = f'"{part.literal}" is never "{other.literal}"; {reason}'
                raise ExpressionFault("E303", other.offset, what, word=str(other.literal))


def _spells(text: _Part, other: _Part) -> bool:
    """Tell whether one is a text in quotes, and the other of a kind whose values are written so."""
    return text.type is None and text.kind == "text" and other.kind in EXPECTED


def _joined(left: _Part, word: str, right: _Part) -> _Part:
    _require(left, "bool", f'what stands before "{word}"')
    _require(right, "bool", f'what follows "{word}"')
    one, other = left.evaluate, right.evaluate
    if word == "and":
        return _Part("bool", lambda values: one(values) is True and other(values) is True, left.offset)
    return _Part("bool", lambda values: one(values) is True or other(values) is True, left.offset)


def _compared(left: _Part, word: str, right: _Part) -> _Part:
    one, other = left.evaluate, right.evaluate
    if word == "==":
        return _Part("bool", lambda values: _equal(one(values), other(values)), left.offset)
    return _Part("bool", lambda values: not _equal(one(values), other(values)), left.offset)


def _equal(left: Value | None, right: Value | None) -> bool:
    return left is not None and left == right and isinstance(left, bool) == isinstance(right, bool)


def _ordered(left: _Part, word: Token, right: _Part) -> _Part:
    if not _ORDERED & {left.kind, right.kind}:
        what = f'"{word.text}" compares whole numbers, dates or times; this is {_SHOWN[left.kind]}'
        raise ExpressionFault("E303", left.offset, what)
    one, other, holds = left.evaluate, right.evaluate, _ORDERS[word.text]
    kind = int if left.kind == "int" else str

    def evaluate(values: Mapping[str, Value]) -> bool:
        low, high = one(values), other(values)
        return isinstance(low, kind) and isinstance(high, kind) and holds(low, high)

    return _Part("bool", evaluate, left.offset)
