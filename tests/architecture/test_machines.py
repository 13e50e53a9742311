"""Every state machine keeps the rules: it ends, it tries again sensibly, it writes down what failed, it counts no money.

That definitions name only what is declared, and that roles reach it, is in test_terraform.py.
"""

import json
import re
from collections.abc import Iterator

import pytest

from chalicelib.platform.error_log import TABLES
from release.declaration import MACHINES, load

DECLARATION = load()
DEFINITIONS = {path.name.removesuffix(".asl.json"): json.loads(path.read_text()) for path in MACHINES.glob("*.asl.json")}
NAMES = sorted(DEFINITIONS)
SYNCHRONOUS = sorted(name for name in NAMES if DECLARATION.machines[name]["type"] == "EXPRESS")
SYNCHRONOUS_SECONDS = 25
# A new machine may do something new: its verb is added here.
VERBS = {
    "Accrue", "Ask", "Build", "Cancel", "Capture", "Check", "Compare", "Compensate", "Complete", "Contribute", "Decide", "Execute", "Expire",
    "Issue", "Judge", "Mail", "Mark", "Notify", "Open", "Post", "Process", "Publish", "Record", "Refund", "Release", "Remind", "Request",
    "Reserve", "Screen", "Seal", "Send", "Start", "Store", "Submit", "Sweep", "Tell", "Verify", "Void", "Wait",
}  # fmt: skip
# The one who failed wrote the entry already.
WRITTEN_ELSEWHERE = {("cards_registration", "CardRequestFailed")}
# The money had moved, so the flow tells its true outcome though something after it failed.
TRUE_OUTCOMES = {("cards_purchase", "NotifyCustomer"): "TellOutcome"}
ENTRY = {"uuid", "createdAt", "status", "source", "error", "cause", "input", "executionArn", "retry"}
EXPRESSION = re.compile(r"{%(.*?)%}", re.DOTALL)
MONEY = r"(?:amount|balance|used|limit|price|fee|minor|total|available)"
ARITHMETIC = re.compile(
    rf"\$(?:number|sum|round|abs|floor|ceil|average|max|min|power)\(|{MONEY}\w*\s*[-+*/%]|[-+*/%]\s*[$\w.]*{MONEY}", re.IGNORECASE
)


def regions(definition: dict) -> Iterator[dict]:
    """The machine and each branch or item processor inside it: whatever has StartAt and States."""
    yield definition
    for state in definition["States"].values():
        inner = [*state.get("Branches", ()), *filter(None, [state.get("ItemProcessor")])]
        for each in inner:
            yield from regions(each)


def states(name: str, *types: str) -> list[tuple[str, dict, dict]]:
    """(state's name, state, the states beside it) of a machine."""
    return [
        (title, state, region["States"])
        for region in regions(DEFINITIONS[name])
        for title, state in region["States"].items()
        if not types or state["Type"] in types
    ]


def following(state: dict) -> list[str]:
    ways = [state, *state.get("Choices", ()), *state.get("Catch", ())]
    return [*(way["Next"] for way in ways if "Next" in way), *filter(None, [state.get("Default")])]


def ends(title: str, beside: dict, seen: frozenset[str] = frozenset()) -> set[str]:
    """The states in which every way on from `title` ends."""
    if title in seen:
        return set()
    onward = following(beside[title])
    return {end for each in onward for end in ends(each, beside, seen | {title})} if onward else {title}


def seconds(state: dict) -> int:
    """The longest a state can take: each try to its timeout, each pause at its longest."""
    taken = state.get("TimeoutSeconds", 0) + state.get("Seconds", 0)
    for retry in state.get("Retry", ()):
        for attempt in range(retry["MaxAttempts"]):
            pause = min(retry["IntervalSeconds"] * retry["BackoffRate"] ** attempt, retry["MaxDelaySeconds"])
            taken += pause + state["TimeoutSeconds"]
    return taken


def longest(title: str, beside: dict) -> int:
    return seconds(beside[title]) + max((longest(each, beside) for each in following(beside[title])), default=0)


def expressions(value: object) -> Iterator[str]:
    """Every JSONata expression inside, without its string literals."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from expressions(each)
    elif isinstance(value, str):
        yield from (re.sub(r"'[^']*'", "''", each) for each in EXPRESSION.findall(value))


@pytest.mark.parametrize("name", NAMES)
class TestEveryMachine:
    def test_speaks_jsonata_ends_by_itself_and_says_what_it_does(self, name):
        definition = DEFINITIONS[name]
        assert definition["QueryLanguage"] == "JSONata"
        assert definition["TimeoutSeconds"] > 0
        assert definition["Comment"]
        paths = {"InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector"}
        assert not [title for title, state, _ in states(name) if paths & set(state) or "QueryLanguage" in state]

    def test_reaches_every_state_it_has(self, name):
        for region in regions(DEFINITIONS[name]):
            reached, waiting = set(), [region["StartAt"]]
            while waiting:
                title = waiting.pop()
                if title not in reached:
                    reached.add(title)
                    waiting += following(region["States"][title])
            assert reached == set(region["States"])

    def test_assigns_no_variable_of_an_outer_scope_inside_a_branch(self, name):
        """Step Functions refuses such a machine when it is made; the emulator takes it."""

        def assigned(region: dict) -> set[str]:
            ways = [
                way for state in region["States"].values() for way in (state, *state.get("Choices", ()), *state.get("Catch", ()))
            ]
            return {variable for way in ways for variable in way.get("Assign", ())}

        def check(region: dict, outer: set[str]) -> None:
            own = assigned(region)
            assert not own & outer
            for state in region["States"].values():
                for inner in [*state.get("Branches", ()), *filter(None, [state.get("ItemProcessor")])]:
                    check(inner, outer | own)

        check(DEFINITIONS[name], set())

    def test_catches_by_keeping_the_error_and_the_name_of_the_state(self, name):
        """The recording state builds the entry from it, so that a Catch reads like the arrow in the drawing."""
        caught = [each for _, state, _ in states(name) for each in state.get("Catch", ())]
        assert {kept for each in caught for kept in each.get("Assign", {}).values()} == {
            "{% $merge([$states.errorOutput, {'State': $states.context.State.Name}]) %}"
        }

    def test_never_lets_a_missing_cause_swallow_its_entry(self, name):
        """`$string` of nothing is nothing, and a key without a value vanishes; nothing joined to a text is that text."""
        said = json.dumps(DEFINITIONS[name])
        assert not re.search(r"\$string\(\$\w*[fF]ailure", said)
        assert said.count("ailure.Cause") == said.count("ailure.Cause & '', 0, 2000)")

    def test_names_its_states_by_verb_and_noun(self, name):
        for title, state, _ in states(name):
            assert re.fullmatch(r"([A-Z][a-z]+){2,}", title), title
            if state["Type"] not in ("Fail", "Succeed", "Pass"):  # those say how it ended
                assert re.match(r"[A-Z][a-z]+", title)[0] in VERBS, title

    def test_gives_every_task_a_timeout_and_catches_everything(self, name):
        for title, state, _ in states(name, "Task"):
            assert 0 < state["TimeoutSeconds"] < DEFINITIONS[name]["TimeoutSeconds"], title
            assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], title
            if state["Resource"].endswith("sqs:sendMessage.waitForTaskToken"):  # a person gives no sign of life: waits.py looks
                assert state["HeartbeatSeconds"] <= state["TimeoutSeconds"], title

    def test_tries_again_later_and_later_and_never_in_step_with_others(self, name):
        for title, state, _ in states(name, "Task"):
            assert any(retry["MaxAttempts"] > 0 for retry in state["Retry"]), title
            for retry in state["Retry"]:
                assert retry["BackoffRate"] > 1, title
                assert retry["JitterStrategy"] == "FULL", title
                assert retry["MaxDelaySeconds"] >= retry["IntervalSeconds"] >= 1, title
                assert "States.ALL" not in retry["ErrorEquals"], f"{title}: what cannot be mended is not tried again"

    def test_writes_down_what_it_catches(self, name):
        for title, state, beside in states(name):
            if writes_entry(state):
                continue
            for caught in state.get("Catch", ()):
                if len(caught["ErrorEquals"]) == 1 and (name, caught["ErrorEquals"][0]) in WRITTEN_ELSEWHERE:
                    continue
                record = beside[caught["Next"]]
                assert writes_entry(record) or is_entered_by_writers(title, caught["Next"], beside), f"{title}: {caught['Next']}"

    def test_ends_in_a_named_failure_or_the_true_outcome_once_something_failed(self, name):
        for title, state, beside in states(name):
            for caught in state.get("Catch", ()):
                found = ends(caught["Next"], beside)
                if found != {TRUE_OUTCOMES.get((name, title))} and not is_after(name, title, found, beside):
                    assert {beside[end]["Type"] for end in found} == {"Fail"}, title
                    assert all(re.fullmatch(r"[A-Z]\w+", beside[end]["Error"]) for end in found), title
                    assert all(beside[end]["Cause"] for end in found), title

    def test_makes_entries_that_a_person_can_read_and_retry(self, name):
        for title, state, _ in states(name, "Task"):
            if not writes_entry(state):
                continue
            item = state["Arguments"]["Item"]
            assert set(item) == ENTRY, title
            assert item["status"] == {"S": "OPEN"}
            assert f"'{name}." in item["source"]["S"], title
            assert "$states.context.Execution.Id" in item["executionArn"]["S"], title
            assert "$states.context.Execution.Input" in item["input"]["S"], title
            retry = {key: value["S"] for key, value in item["retry"]["M"].items()}
            if retry["kind"] == "execution":
                assert retry["machine"] == name, title
                assert "$states.context.Execution.Name" in retry["name"], title
            else:
                assert retry["kind"] == "queue" and retry["queue"] in DECLARATION.queues, title

    def test_counts_no_money(self, name):
        assert [each for each in expressions(DEFINITIONS[name]) if ARITHMETIC.search(each)] == []


def writes_entry(state: dict) -> bool:
    if not state.get("Resource", "").endswith("dynamodb:putItem"):
        return False
    return state["Arguments"]["TableName"] in {f"${{tables.{table}}}" for table in TABLES}


def is_entered_by_writers(title: str, target: str, beside: dict) -> bool:
    """Whether `title` itself is a step after an entry was written, such as marking the report as failed."""
    before = [state for state in beside.values() if title in following(state)]
    return bool(before) and all(writes_entry(state) for state in before) and target in ends(target, beside)


def is_after(name: str, title: str, found: set[str], beside: dict) -> bool:
    """Whether `title` is the entry written on the way to a true outcome."""
    return any(
        writes_entry(beside[title]) and machine == name and {outcome} == found
        and any(caught["Next"] == title for caught in beside[failed]["Catch"])
        for (machine, failed), outcome in TRUE_OUTCOMES.items()
        if failed in beside
    )  # fmt: skip


class TestSynchronousMachines:
    @pytest.mark.parametrize("name", SYNCHRONOUS)
    def test_answer_in_time_even_when_everything_is_slow(self, name):
        definition = DEFINITIONS[name]
        assert longest(definition["StartAt"], definition["States"]) < SYNCHRONOUS_SECONDS
        assert definition["TimeoutSeconds"] < SYNCHRONOUS_SECONDS

    def test_there_is_one(self):
        assert "cards_purchase" in SYNCHRONOUS


class TestTheRules:
    @pytest.mark.parametrize(
        "expression", ["$purchase.amount - 1", "1 + $x.balance", "$number($a)", "$sum($items.x)", "$a * $input.limitMinor"]
    )
    def test_see_arithmetic_on_money(self, expression):
        assert ARITHMETIC.search(expression)

    @pytest.mark.parametrize("expression", ["$pad($formatBase($at, 16), -12, '')", "{'': $input.amount}", "$millis()"])
    def test_leave_other_expressions_alone(self, expression):
        assert not ARITHMETIC.search(expression)

    def test_count_every_try_and_pause(self):
        retry = {"IntervalSeconds": 1, "BackoffRate": 2, "MaxDelaySeconds": 3, "MaxAttempts": 3}
        assert seconds({"TimeoutSeconds": 5, "Retry": [retry]}) == 4 * 5 + 1 + 2 + 3
