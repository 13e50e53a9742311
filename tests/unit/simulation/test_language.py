import json

import pytest

from benchmarks.machines import Walk
from release.declaration import Place, load
from simulation.doubles.errors import NotKnown
from simulation.doubles.language import Failed, Language

MACHINE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Ask",
    "States": {
        "Ask": {"Type": "Task", "Resource": "r", "Arguments": {"n": "{% $states.input.n %}"}, "Assign": {"got": "{% $states.result %}"}, "Next": "Judge"},
        "Judge": {"Type": "Choice", "Choices": [{"Condition": "{% $got > 10 %}", "Next": "TooMuch"}], "Default": "Done"},
        "TooMuch": {"Type": "Fail", "Error": "TooMuch"},
        "Done": {"Type": "Pass", "Output": {"got": "{% $got %}"}, "End": True},
    },
}  # fmt: skip


class TestWalk:
    def walk(self, answer: int) -> tuple[object, Walk]:
        walk = Walk(lambda resource, arguments: answer + arguments["n"])
        return Language(MACHINE).run({"n": 4}, {"Execution": {}}, walk), walk

    def test_enters_states_as_their_outcomes_say(self):
        output, walk = self.walk(3)
        assert output == {"got": 7}
        assert (walk.entered_states, walk.transitions) == (["Ask", "Judge", "Done"], 3)

    def test_ends_in_the_named_failure(self):
        with pytest.raises(Failed, match="TooMuch"):
            self.walk(8)


class TestRefuses:
    @pytest.mark.parametrize(
        "change",
        [
            {"InputPath": "$.n"},
            {"Type": "Task", "Resource": "r", "Credentials": {}},
            {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["States.ALL"], "Often": 3}]},
            {"Type": "Map", "ItemReader": {}},
            {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "Done", "States": {}}},
            {"Type": "Parallel", "Branches": [{"StartAt": "Odd", "States": {"Odd": {"Type": "Odd"}}}]},
        ],
    )
    def test_what_it_would_leave_out(self, change):
        states = {**MACHINE["States"], "Done": MACHINE["States"]["Done"] | change}
        with pytest.raises(NotKnown):
            Language({**MACHINE, "States": states})

    def test_another_language(self):
        with pytest.raises(NotKnown, match="JSONata"):
            Language({**MACHINE, "QueryLanguage": "JSONPath"})


@pytest.mark.parametrize("machine", sorted(load().machines))
def test_the_banks_own_machines_are_understood(machine):
    Language(json.loads(load().machine_definition(machine, Place("local"))))
