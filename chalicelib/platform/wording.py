"""What is wrong with a field, in words for people: the validator's own messages name Python's types and regular expressions."""

import re
from typing import Any

import msgspec

_AT = re.compile(r" - at `\$\.?(.*?)`$")
_MEMBER = re.compile(r"(missing required|unknown) field `(.*?)`")
_BOUND = re.compile(r"Expected `(\w+)[^`]*` (of length )?(>=|<=|>|<|==) (\S+)")
_KIND = re.compile(r"Expected `([^`]*)`")
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a JSON object",
    "null": "null",
    "date": "a date such as 2026-01-31",
}
_BOUNDS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "==": "exactly"}


def field_and_message(text: str, shape: type) -> tuple[str, str]:
    """The validator's "Expected `str`, got `int` - at `$.name`" about `shape` as ("name", "must be text")."""
    at, member = _AT.search(text), _MEMBER.search(text)
    path = at[1] if at else ""
    if member:
        message = "is required" if member[1] == "missing required" else "is not known here"
        return ".".join(filter(None, (path, member[2]))), message
    return path or "body", "must " + _rule(_AT.sub("", text), path, shape)


def _rule(text: str, path: str, shape: type) -> str:
    described = _described(shape, path)
    if "enum" in described:
        return "be one of " + ", ".join(map(str, described["enum"]))
    if " matching regex " in text and described.get("description"):
        sentence = described["description"]
        return f"be {sentence[0].lower()}{sentence[1:]}"
    if bound := _BOUND.match(text):
        kind, is_length, sign, limit = bound.groups()
        if not is_length:
            return f"be {_BOUNDS[sign]} {limit}"
        what = ("character" if kind == "str" else "entry") if limit == "1" else ("characters" if kind == "str" else "entries")
        return f"have {_BOUNDS[sign]} {limit} {what}"
    named = _KIND.match(text)
    if kinds := [_KINDS[kind] for kind in named[1].split(" | ") if kind in _KINDS] if named else []:
        return "be " + " or ".join(kinds)
    return f"be {_KINDS['date']}" if described.get("format") == "date" else "be written as it is described"


def _described(shape: type, path: str) -> dict[str, Any]:
    """The JSON schema of the field at `path`, as far as it can be followed."""
    (schema,), components = msgspec.json.schema_components([shape], ref_template="{name}")
    for step in ["", *re.findall(r"[^.\[\]]+", path)]:
        if step.isdigit() or step == "...":
            schema = schema.get("items", {})
        elif step:
            schema = schema.get("properties", {}).get(step, {})
        schema = next((each for each in schema.get("anyOf", ()) if each != {"type": "null"}), schema)
        schema = components.get(schema.get("$ref", ""), schema)
    return schema
