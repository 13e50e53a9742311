"""JSONata as Step Functions has it, by the emulator's own engine, at the bank's own time."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonata import jsonata
from ministack.services import stepfunctions

from chalicelib.kernel import clock

MISTAKE = "States.QueryEvaluationError"
# Said at once, or the engine looks for who listens in every frame at each of its steps.
_NOBODY_LISTENS = {"__evaluate_entry": None, "__evaluate_exit": None}


class Mistake(Exception):
    """An expression that has no value."""


def fill(template: Any, names: Mapping[str, Any]) -> Any:
    """A template with its `{% … %}` replaced by what they mean. Raises Mistake."""
    if isinstance(template, str):
        written = template.startswith("{%") and template.endswith("%}")
        return _evaluate(template[2:-2].strip(), names) if written else template
    if isinstance(template, dict):
        return {name: fill(value, names) for name, value in template.items()}
    if isinstance(template, list):
        return [fill(value, names) for value in template]
    return template


def _evaluate(text: str, names: Mapping[str, Any]) -> Any:
    bound = {name: jsonata.utils.Utils.NULL_VALUE if value is None else value for name, value in names.items()} | _NOBODY_LISTENS
    try:
        value = _parsed(text).evaluate(None, bound)
        # The engine answers None for null and for nothing at all.
        defined = value is not None or _parsed(f"$exists(({text}))").evaluate(None, bound)
    except Exception as error:  # whatever a port of another language's engine raises
        raise Mistake(f"{getattr(error, 'error', None) or type(error).__name__}: {error}") from error
    if not defined:
        raise Mistake(f"JSONata expression did not return a result: {text}")
    return value


@cache
def _parsed(text: str) -> Any:
    """Parsing takes longer than all the rest. What machines draw at random comes from `os` and `random`, as elsewhere."""
    expression = jsonata.Jsonata.jsonata(text)
    stepfunctions._register_sfn_jsonata_functions(expression)
    expression.register_lambda("now", lambda: clock.to_text(clock.now()))
    expression.register_lambda("millis", lambda: int(clock.now().timestamp() * 1000))
    return expression
