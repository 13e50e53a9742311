"""DynamoDB's expressions, as far as the bank writes them; whatever else is refused, by NotKnown.

An expression is read once and kept as a function of an item and the request's names and values. Items are as on the wire.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from simulation.doubles.errors import NotKnown

Wire = dict[str, dict[str, Any]]
Condition = Callable[[Wire, Mapping[str, str], Wire], bool]
_TOKENS = re.compile(r"\s*(<>|<=|>=|[=<>(),]|[#:]?[A-Za-z_]\w*(?:\.#?\w+)*)")
_MISSING = object()
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: _alike(a, b) and a < b,
    "<=": lambda a, b: _alike(a, b) and a <= b,
    ">": lambda a, b: _alike(a, b) and a > b,
    ">=": lambda a, b: _alike(a, b) and a >= b,
}


def plain(value: Mapping[str, Any]) -> Any:
    """A value as on the wire, to compare and to order; numbers are int, as everywhere in the bank."""
    ((kind, content),) = value.items()
    if kind == "N":
        return int(content)
    if kind in ("S", "BOOL", "B"):
        return content
    if kind == "NULL":
        return None
    if kind == "L":
        return [plain(each) for each in content]
    if kind == "M":
        return {name: plain(each) for name, each in content.items()}
    raise NotKnown(f"an attribute of type {kind}")


def _alike(a: object, b: object) -> bool:
    return type(a) is type(b)


@cache
def condition(text: str) -> Condition:
    """A condition, or a key condition."""
    reader = _Reader(text)
    found = reader.any_of()
    reader.expect(None)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = _split(text)
        self._text = text

    def any_of(self) -> Condition:
        terms = [self._all_of()]
        while self._take("OR"):
            terms.append(self._all_of())
        return terms[0] if len(terms) == 1 else lambda *asked: any(term(*asked) for term in terms)

    def _all_of(self) -> Condition:
        terms = [self._term()]
        while self._take("AND"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda *asked: all(term(*asked) for term in terms)

    def _term(self) -> Condition:
        if self._take("NOT"):
            inner = self._term()
            return lambda *asked: not inner(*asked)
        if self._take("("):
            inner = self.any_of()
            self.expect(")")
            return inner
        name = self._next()
        if self._take("("):
            return self._function(name)
        left, operator = _operand(name), self._next()
        if operator in _COMPARE:
            compare, right = _COMPARE[operator], _operand(self._next())
            return lambda *asked: compare(left(*asked), right(*asked))
        if operator == "BETWEEN":
            low = _operand(self._next())
            self.expect("AND")
            high = _operand(self._next())
            least, most = _COMPARE["<="], _COMPARE[">="]
            return lambda *asked: least(low(*asked), left(*asked)) and most(high(*asked), left(*asked))
        if operator == "IN":
            self.expect("(")
            options = [_operand(self._next())]
            while self._take(","):
                options.append(_operand(self._next()))
            self.expect(")")
            return lambda *asked: any(left(*asked) == option(*asked) for option in options)
        raise NotKnown(self._text)

    def _function(self, name: str) -> Condition:
        first = _operand(self._next())
        if name in ("attribute_exists", "attribute_not_exists"):
            self.expect(")")
            wanted = name == "attribute_exists"
            return lambda *asked: (first(*asked) is not _MISSING) == wanted
        self.expect(",")
        second = _operand(self._next())
        self.expect(")")
        if name == "begins_with":
            return lambda *asked: isinstance(found := first(*asked), str) and found.startswith(second(*asked))
        if name == "contains":
            return lambda *asked: isinstance(found := first(*asked), str | list) and second(*asked) in found
        raise NotKnown(self._text)

    def expect(self, token: str | None) -> None:
        if (self._tokens[0] if self._tokens else None) != token:
            raise NotKnown(self._text)
        self._tokens = self._tokens[1:]

    def _take(self, token: str) -> bool:
        found = bool(self._tokens) and self._tokens[0] == token
        if found:
            self._tokens = self._tokens[1:]
        return found

    def _next(self) -> str:
        if not self._tokens:
            raise NotKnown(self._text)
        first, *self._tokens = self._tokens
        return first


def _split(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKENS.match(text, at)
        if not found:
            raise NotKnown(text)
        tokens.append(found[1])
        at = found.end()
    return tokens


def _operand(token: str) -> Callable[[Wire, Mapping[str, str], Wire], Any]:
    if token.startswith(":"):
        return lambda item, names, values: plain(values[token])

    first, *inner = token.split(".")

    def attribute(item: Wire, names: Mapping[str, str], values: Wire) -> Any:
        found = item.get(names[first] if first.startswith("#") else first)
        for name in inner:
            found = (found or {}).get("M", {}).get(names[name] if name.startswith("#") else name)
        return _MISSING if found is None else plain(found)

    return attribute


@cache
def _clauses(text: str) -> list[tuple[str, str, str]]:
    """(verb, attribute, value) of each change that an UpdateExpression makes."""
    found = []
    parts = re.split(r"\b(SET|REMOVE|ADD)\b", text)
    for verb, clause in zip(parts[1::2], parts[2::2], strict=True):
        for part in filter(None, map(str.strip, clause.split(","))):
            pattern = {"SET": r"(#?\w+) = (:\w+)", "REMOVE": r"(#?\w+)()", "ADD": r"(#?\w+) (:\w+)"}[verb]
            if not (match := re.fullmatch(pattern, part)):
                raise NotKnown(text)
            found.append((verb, match[1], match[2]))
    if parts[0].strip() or not found:
        raise NotKnown(text)
    return found


def updated(text: str, names: Mapping[str, str], values: Wire, item: Wire) -> Wire:
    """The item after an UpdateExpression."""
    after = dict(item)
    for verb, attribute, value in _clauses(text):
        name = names.get(attribute, attribute)
        if verb == "SET":
            after[name] = values[value]
        elif verb == "REMOVE":
            after.pop(name, None)
        else:
            after[name] = {"N": str(plain(after.get(name, {"N": "0"})) + plain(values[value]))}
    return after
