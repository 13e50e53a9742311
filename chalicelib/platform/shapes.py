"""Wire shapes as JSON Schema for people and generators: sentences, named scalars, examples.

A shape's docstring tells about it, then about each field on a line of its own: `field: sentence`. A sentence that ends in
"such as X" gives the field's example. A scalar type with a title is a component by that name.
"""

import inspect
import json
import re
import typing
from collections.abc import Iterator

import msgspec

from chalicelib.platform.schemas import Body, Reply

REFERENCE = "#/components/schemas/"
_FIELD = re.compile(r"(\w+): (.+)")
_SUCH_AS = re.compile(r"such as (.+?)[.)]*$")


def told(subject: object) -> tuple[str, dict[str, str]]:
    """What the docstring of a shape or handler says, and its sentence for each field."""
    summary: list[str] = []
    fields: dict[str, str] = {}
    for paragraph in inspect.cleandoc(getattr(subject, "__doc__", "") or "").split("\n\n"):
        lines = re.sub(r"\n\s+", " ", paragraph).splitlines()  # a line that goes on is indented
        found = [match for match in map(_FIELD.match, lines) if match]
        if lines and len(found) == len(lines):
            fields |= {match[1]: match[2] for match in found}
        else:
            summary.append(" ".join(lines))
    return "\n\n".join(summary), fields


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


class Components:
    """The schemas of a description: each shape, everything it is made of, each named scalar."""

    def __init__(self) -> None:
        self.schemas: dict[str, dict[str, typing.Any]] = {}
        self._shapes: dict[str, type] = {}

    def add(self, shape: type) -> str:
        """Puts a shape in and returns the reference to it."""
        for each in _made_of(shape):
            if self._shapes.setdefault(each.__name__, each) is not each:
                raise AssertionError(f"two shapes have the name {each.__name__}")
            self.schemas[each.__name__] = _plain(_component(each), self.schemas)
        return REFERENCE + shape.__name__

    def members(self, shape: type) -> tuple[dict[str, dict[str, typing.Any]], list[str]]:
        """The properties of a shape that is no component itself (a query, say), and which of them are required."""
        for each in list(_made_of(shape))[1:]:
            self.add(each)
        schema = _plain(_component(shape), self.schemas)
        return schema["properties"], schema.get("required", [])

    def example(self, schema: dict[str, typing.Any]) -> typing.Any:
        """A value that the schema allows, from the examples of its parts."""
        if "examples" in schema:
            return schema["examples"][0]
        if "$ref" in schema:
            return self.example(self.schemas[schema["$ref"].removeprefix(REFERENCE)])
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self.example(schema["anyOf"][0])
        kind = schema.get("type", "")
        if kind == "object":
            return {name: self.example(each) for name, each in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.example(schema["items"])]
        return {"boolean": False, "integer": schema.get("minimum", 1)}.get(kind, "text")


def _made_of(shape: type) -> Iterator[type]:
    """The shape and every shape inside it."""
    yield shape
    waiting = list(typing.get_type_hints(shape).values())
    while waiting:
        hint = waiting.pop()
        waiting += typing.get_args(hint)
        if isinstance(hint, type) and (issubclass(hint, msgspec.Struct) or typing.is_typeddict(hint)):
            yield from _made_of(hint)


def _component(shape: type) -> dict[str, typing.Any]:
    """The schema of a shape with what its docstrings say."""
    schema = msgspec.json.schema_components([shape], ref_template=REFERENCE + "{name}")[1][shape.__name__]
    about = {key: value for key, value in schema.items() if key not in ("title", "description")}
    summary, sentences = told(shape)
    for ancestor in shape.__mro__[1:]:
        sentences = told(ancestor)[1] | sentences
    spellings = {name: f" (older spelling: `{alias}`)" for alias, name in getattr(shape, "ALIASES", {}).items()}
    properties = {}
    for name, member in schema.get("properties", {}).items():
        properties[name] = _told(dict(member), sentences.get(_field_of(shape, name), "") + spellings.get(name, ""))
    if properties:
        about["properties"] = properties
    if summary:
        about = {"description": summary} | about
    if issubclass(shape, Reply):  # whatever has a value is sent
        about["required"] = [each.encode_name for each in msgspec.structs.fields(shape) if each.default is not msgspec.UNSET]
    if issubclass(shape, Body):
        about |= shape.JSON_SCHEMA
    return about


def _field_of(shape: type, name: str) -> str:
    """The Python name of a field by its name on the wire."""
    if not issubclass(shape, msgspec.Struct):
        return name
    return next(each.name for each in msgspec.structs.fields(shape) if each.encode_name == name)


def _told(member: dict[str, typing.Any], sentence: str) -> dict[str, typing.Any]:
    """A property with its sentence; the default goes into it, since generators demand what has a default."""
    default = member.pop("default", None)
    if default is not None and default != []:
        sentence += f" (`{json.dumps(default)}` unless given)".replace('"', "")
    if sentence:
        member["told"] = capitalised(sentence)
    if match := _SUCH_AS.search(sentence):
        kind = next(iter(member.get("anyOf", ())), member).get("type")
        member["such as"] = json.loads(match[1]) if kind in ("integer", "boolean") else match[1]
    return member


def _plain(schema: object, named: dict[str, dict[str, typing.Any]]) -> typing.Any:
    """The schema as OpenAPI wants it: scalars by reference, enums typed, patterns that every engine reads."""
    if isinstance(schema, list):
        return [_plain(each, named) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = dict(schema)
    sentence, example = schema.pop("told", None), schema.pop("such as", None)
    title = schema.pop("title", None)
    result = {key: _plain(value, named) for key, value in schema.items() if key != "properties"}
    if "properties" in schema:
        result["properties"] = {name: _plain(each, named) for name, each in schema["properties"].items()}
    if "enum" in result:
        result = {"type": "string"} | result
    if str(result.get("pattern", "")).endswith(r"\Z"):
        result["pattern"] = result["pattern"].removesuffix(r"\Z") + "$"
    if title and result.get("type") == "string":
        named[title] = result
        result = {"$ref": REFERENCE + title}
    if sentence:
        result["description"] = sentence
    if example is not None:
        result["examples"] = [example]
    return result
