"""What Lambda does with an invocation that is waited for, asked of the emulator and of the simulator alike."""

import json
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest

from release.config import function_name
from simulation import functions
from simulation.doubles.errors import FunctionError
from simulation.world import World
from tests.support.functions import remove, stand_in

NAME, SECONDS = "contract", 3
CODE = """
from chalicelib.kernel import clock

def handle(event, context):
    if event.get("waits"):
        clock.sleep(event["waits"])
    if event.get("raises"):
        raise ValueError("there is no such thing")
    if event.get("changes"):
        event["changes"] = "changed"
    return {"heard": event, "pair": (1, 2), "name": context.function_name}
"""
Invoke = Callable[[dict], object]


def on_the_emulator(emulator) -> Iterator[Invoke]:
    stand_in(emulator, NAME, CODE, timeout_seconds=SECONDS)
    functions = emulator.clients("lambda")

    def invoke(event: dict) -> object:
        answer = functions.invoke(FunctionName=function_name(emulator.place, NAME), Payload=json.dumps(event))
        told = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise FunctionError(told.get("errorType", ""), told.get("errorMessage", ""))
        return told

    yield invoke
    remove(emulator, NAME)


def in_the_simulator() -> Iterator[Invoke]:
    made: dict = {}
    exec(CODE, made)
    world = World(0)
    world.wire.weather.calm = True
    declared = patch.dict(world.declaration.functions, {NAME: {"timeout_seconds": SECONDS}})
    with world.entered(), declared, patch.object(functions, "handler", lambda name: made["handle"]):
        yield lambda event: world.call("a caller", lambda: world.invoke(NAME, event))


@pytest.fixture(params=["emulator", "simulator"])
def invoke(request) -> Iterator[Invoke]:
    yield from on_the_emulator(request.getfixturevalue("emulator")) if request.param == "emulator" else in_the_simulator()


def test_an_event_is_heard_and_answered_as_json(invoke):
    event = {"text": "é", "number": 1, "list": [None, True]}
    answer = invoke(event)
    assert (answer["heard"], answer["pair"]) == (event, [1, 2])
    assert answer["name"].endswith(NAME)


def test_what_a_function_does_to_its_event_nobody_else_sees(invoke):
    event = {"changes": "not"}
    assert (invoke(event)["heard"]["changes"], event["changes"]) == ("changed", "not")


def test_what_a_handler_raises_is_told_by_its_kind_and_words(invoke):
    with pytest.raises(FunctionError) as told:
        invoke({"raises": True})
    assert (told.value.type, told.value.message) == ("ValueError", "there is no such thing")


def test_who_runs_out_of_time_answers_nothing_of_their_own_and_is_called_again_as_ever(invoke):
    assert invoke({"waits": 0.1})["heard"]
    with pytest.raises(FunctionError) as told:
        invoke({"waits": SECONDS + 2, "raises": True})
    assert told.value.type != "ValueError"
    assert invoke({})["heard"] == {}
