"""What Step Functions makes of a definition, asked of the emulator and of the double alike."""

import json

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel import ids
from chalicelib.platform import dynamo, settings
from tests.support import functions
from tests.support.bottle import Bottle
from tests.support.machines import ROLE

ERRORS, QUEUE = "card-table-error", "schedule-failures-sqs"

# One function for every case: it fails as it is told to, and else gives back what it got.
FUNCTION = """
class NotYet(Exception):
    pass


class NeverEver(Exception):
    pass


def handle(event, context):
    if event.get("failsBelow", 0) > event.get("tries", 0):
        raise NotYet("come again")
    if event.get("fails"):
        raise NeverEver(event["fails"])
    return {"echo": event}
"""


@pytest.fixture
def function(aws, request) -> str:
    """The ARN of a function that runs FUNCTION."""
    name = f"echo-{ids.new_id()}"
    if isinstance(aws, Bottle):
        names = {}
        exec(FUNCTION, names)
        aws.functions[name] = names["handle"]
        return aws.place.arn(f"function/{name}")
    return functions.stand_in(request.getfixturevalue("emulator"), name, FUNCTION)


@pytest.fixture
def states(aws):
    return aws.client("stepfunctions")


@pytest.fixture
def start(aws, states):
    def start(machine: dict, input: object = None, **more) -> str:
        definition = json.dumps({"QueryLanguage": "JSONata", **machine, **more})
        name = f"{settings.queue_name('contract')}-{ids.new_id()}"
        made = states.create_state_machine(name=name, definition=definition, roleArn=ROLE)
        arn = made["stateMachineArn"]
        return states.start_execution(stateMachineArn=arn, name=ids.new_id(), input=json.dumps(input))["executionArn"]

    return start


@pytest.fixture
def finished(aws, states):
    def finished(execution: str) -> tuple[str, object]:
        """Its status, and its output, or its error."""
        found = aws.until(
            lambda: (it := states.describe_execution(executionArn=execution))["status"] != "RUNNING" and it, "the execution's end"
        )
        return found["status"], json.loads(found["output"]) if found["status"] == "SUCCEEDED" else found.get("error")

    return finished


@pytest.fixture
def run(start, finished):
    return lambda machine, input=None, **more: finished(start(machine, input, **more))


def steps(*named: tuple[str, dict]) -> dict:
    """A machine of these states, one after the other where they do not say otherwise."""
    made = {}
    for (name, state), after in zip(named, [*(name for name, _ in named[1:]), None], strict=True):
        leads = {"Next", "End", "Default"} & set(state) or state["Type"] in ("Fail", "Succeed")
        made[name] = state | ({} if leads else {"Next": after} if after else {"End": True})
    return {"StartAt": named[0][0], "States": made}


def given(output: object, **more) -> tuple[str, dict]:
    return "Give", {"Type": "Pass", "Output": output, **more}


class TestExpressions:
    @pytest.mark.parametrize(
        ("output", "expected"),
        [
            ("{% $states.input.a & 'b' %}", "ab"),
            ({"deep": ["{% $states.input.n + 1 %}", "as it is", 3]}, {"deep": [3, "as it is", 3]}),
            ("{% $merge([{'a': 1}, $states.input.n > 1 ? {'b': 2} : {}]) %}", {"a": 1, "b": 2}),
            ("{% $states.input.nothing %}", None),
            ("{% $string($states.input) %}", '{"a":"a","n":2,"nothing":null,"list":[1,2]}'),
            ("{% $pad($formatBase($toMillis('2026-01-01T00:00:00.000Z'), 16), -12, '0') %}", "019b76da-a800".replace("-", "")),
            ("{% $substring($hash('x', 'SHA-256'), 0, 6) %}", "2d7116"),
            ("{% $parse('{\"x\": [1]}') %}", {"x": [1]}),
            ("{% $length($uuid()) %}", 36),
            ("{% $random() < 1 %}", True),
            ("{% $millis() > 1700000000000 %}", True),
            ("{% $states.input.list[$ > 1] %}", 2),
            ("{% $fromMillis(0) %}", "1970-01-01T00:00:00.000Z"),
            ("{% $partition([1, 2, 3], 2) %}", [[1, 2], [3]]),
            ("{% $range(1, 5, 2) %}", [1, 3, 5]),
        ],
    )
    def test_give(self, run, output, expected):
        assert run(steps(given(output)), {"a": "a", "n": 2, "nothing": None, "list": [1, 2]}) == ("SUCCEEDED", expected)

    @pytest.mark.parametrize(
        "output", ["{% $states.input.unknown %}", "{% $unbound %}", "{% 1 + 'x' %}", "{% $toMillis('2026') %}"]
    )
    def test_without_a_value_fail(self, run, output):
        assert run(steps(given(output)), {}) == ("FAILED", "States.QueryEvaluationError")

    def test_see_the_context(self, run):
        output = "{% [$states.context.State.Name, $states.context.Execution.Input.x, $states.context.State.RetryCount] %}"
        assert run(steps(given(output)), {"x": 1}) == ("SUCCEEDED", ["Give", 1, 0])

    def test_see_what_was_assigned_before(self, run):
        machine = steps(
            ("Assign", {"Type": "Pass", "Output": 5, "Assign": {"a": "{% $states.result + 1 %}", "n": None}}),
            given({"a": "{% $a %}", "n": "{% $n %}", "in": "{% $states.input %}"}),
        )
        assert run(machine, 1) == ("SUCCEEDED", {"a": 6, "n": None, "in": 5})


class TestStates:
    @pytest.mark.parametrize(("n", "expected"), [(1, "one"), (2, "two"), (3, "other")])
    def test_choice_takes_the_first_that_holds(self, run, n, expected):
        choices = [
            {"Condition": "{% $states.input = 1 %}", "Output": "one", "Next": "Give", "Assign": {"seen": True}},
            {"Condition": "{% $states.input < 3 %}", "Output": "two", "Next": "Give"},
            {"Condition": "{% $states.input < 3 %}", "Output": "never", "Next": "Give"},
        ]
        other = "Other", {"Type": "Pass", "Output": "other", "Next": "Give"}
        choice = "Choose", {"Type": "Choice", "Choices": choices, "Default": "Other"}
        assert run(steps(choice, other, given("{% $states.input %}")), n) == ("SUCCEEDED", expected)

    def test_choice_without_a_way_fails(self, run):
        choice = "Choose", {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "Give"}], "Default": "Give"}
        machine = steps(choice, given(1))
        del machine["States"]["Choose"]["Default"]
        assert run(machine) == ("FAILED", "States.NoChoiceMatched")

    def test_wait_passes_on(self, run):
        assert run(steps(("Wait", {"Type": "Wait", "Seconds": "{% $states.input.s %}"})), {"s": 1}) == ("SUCCEEDED", {"s": 1})

    def test_wait_until_what_has_passed_is_short(self, run):
        wait = "Wait", {"Type": "Wait", "Timestamp": "{% '2020-01-01T00:00:00Z' %}", "Output": "waited"}
        assert run(steps(wait)) == ("SUCCEEDED", "waited")

    @pytest.mark.parametrize("seconds", ["{% -1 %}", "{% 1.5 %}", "{% 'x' %}"])
    def test_wait_is_for_whole_seconds(self, run, seconds):
        assert run(steps(("Wait", {"Type": "Wait", "Seconds": seconds}))) == ("FAILED", "States.QueryEvaluationError")

    def test_fail_says_what_it_is_told(self, run):
        assert run(steps(("No", {"Type": "Fail", "Error": "{% $states.input & '!' %}", "Cause": "c"})), "No") == ("FAILED", "No!")

    def test_succeed_ends_with_an_output(self, run):
        assert run(steps(("Yes", {"Type": "Succeed", "Output": {"n": "{% $states.input %}"}})), 3) == ("SUCCEEDED", {"n": 3})


def branch(output: object, **more) -> dict:
    return steps(("Inner", {"Type": "Pass", "Output": output, **more}))


class TestBranches:
    def test_of_parallel_give_a_list(self, run):
        parallel = {
            "Type": "Parallel",
            "Arguments": {"n": "{% $states.input * 2 %}"},
            "Branches": [branch("{% $states.input.n %}"), branch("{% $x %}")],
            "Output": {"both": "{% $states.result %}"},
            "Assign": {"first": "{% $states.result[0] %}"},
        }
        machine = steps(
            ("Set", {"Type": "Pass", "Assign": {"x": "kept"}}),
            ("Both", parallel),
            given({"in": "{% $states.input %}", "first": "{% $first %}"}),
        )
        assert run(machine, 2) == ("SUCCEEDED", {"in": {"both": [4, "kept"]}, "first": 4})

    def test_keep_their_variables(self, run):
        parallel = {"Type": "Parallel", "Branches": [branch(1, Assign={"x": "inner"}), branch(2)]}
        machine = steps(("Set", {"Type": "Pass", "Assign": {"x": "outer"}}), ("Both", parallel), given("{% $x %}"))
        assert run(machine) == ("SUCCEEDED", "outer")

    def test_that_fail_fail_the_state_which_may_catch(self, run):
        fails = steps(("No", {"Type": "Fail", "Error": "Inner", "Cause": "c"}))
        catch = [{"ErrorEquals": ["Inner"], "Output": "{% $states.errorOutput %}", "Next": "Give"}]
        parallel = {"Type": "Parallel", "Branches": [branch(1), fails], "Catch": catch, "End": True}
        machine = steps(("Both", parallel), given("{% $states.input %}"))
        assert run(machine) == ("SUCCEEDED", {"Error": "Inner", "Cause": "c"})

    def test_of_map_are_its_items(self, run):
        each = {
            "Item": "{% $states.context.Map.Item.Value %}",
            "at": "{% $states.context.Map.Item.Index %}",
            "of": "{% $states.input.of %}",
        }
        processor = {"ProcessorConfig": {"Mode": "INLINE"}, **branch("{% $states.input %}")}
        mapped = {"Type": "Map", "Items": "{% $states.input.items %}", "ItemSelector": each, "ItemProcessor": processor}
        expected = [{"Item": "a", "at": 0, "of": 2}, {"Item": "b", "at": 1, "of": 2}]
        assert run(steps(("Each", mapped)), {"items": ["a", "b"], "of": 2}) == ("SUCCEEDED", expected)

    @pytest.mark.parametrize("at_once", [0, 2])
    def test_of_map_come_in_the_items_order(self, run, at_once):
        mapped = {"Type": "Map", "ItemProcessor": branch("{% $states.input + 1 %}"), "MaxConcurrency": at_once}
        assert run(steps(("Each", mapped)), [1, 2, 3, 4, 5]) == ("SUCCEEDED", [2, 3, 4, 5, 6])
        assert run(steps(("Each", mapped)), []) == ("SUCCEEDED", [])


def retrier(*errors: str, attempts: int = 2) -> dict:
    return {"ErrorEquals": list(errors), "IntervalSeconds": 1, "MaxAttempts": attempts, "JitterStrategy": "FULL"}


def catcher(*errors: str) -> dict:
    return {"ErrorEquals": list(errors), "Assign": {"failure": "{% $states.errorOutput %}"}, "Next": "Caught"}


CAUGHT = "Caught", {"Type": "Pass", "Output": "{% $failure.Error %}"}


class TestTask:
    @pytest.fixture
    def task(self, function):
        def task(payload: object, **more) -> tuple[str, dict]:
            arguments = {"FunctionName": function, "Payload": payload}
            made = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": arguments, "TimeoutSeconds": 20}
            return "Invoke", made | more

        return task

    def test_has_a_result(self, run, task):
        machine = steps(
            task(
                {"x": "{% $states.input %}"},
                Output="{% $states.result.Payload.echo.x %}",
                Assign={"r": "{% $states.result.StatusCode %}"},
            ),
            given(["{% $states.input %}", "{% $r %}"]),
        )
        assert run(machine, 3) == ("SUCCEEDED", [3, 200])

    def test_fails_by_the_name_of_the_exception(self, run, task):
        assert run(steps(task({"fails": "x"}))) == ("FAILED", "NeverEver")

    def test_is_tried_again(self, run, task):
        payload = {"failsBelow": 2, "tries": "{% $states.context.State.RetryCount %}"}
        machine = steps(task(payload, Retry=[retrier("NotYet")], Output="{% $states.result.Payload.echo.tries %}"))
        assert run(machine) == ("SUCCEEDED", 2)

    @pytest.mark.parametrize(
        ("retriers", "tries"),
        [
            ([retrier("NotYet", attempts=0), retrier("States.ALL")], 0),
            ([retrier("Else"), retrier("States.TaskFailed", attempts=1)], 1),
            ([], 0),
        ],
    )
    def test_is_tried_as_often_as_the_first_retrier_says(self, run, task, retriers, tries):
        payload = {"failsBelow": 9, "tries": "{% $states.context.State.RetryCount %}"}
        catch = [catcher("States.Timeout"), {**catcher("States.ALL"), "Output": "{% $states.context.State.RetryCount %}"}]
        machine = steps(task(payload, Retry=retriers, Catch=catch, End=True), ("Caught", {"Type": "Pass"}))
        assert run(machine) == ("SUCCEEDED", tries)

    def test_is_caught_by_the_first_catcher_that_names_it(self, run, task):
        catch = [catcher("NotYet"), catcher("NeverEver"), catcher("States.ALL")]
        catch[2] = {**catch[2], "Assign": {"failure": {"Error": "another"}}}
        assert run(steps(task({"fails": "x"}, Catch=catch, End=True), CAUGHT)) == ("SUCCEEDED", "NeverEver")

    def test_has_a_cause_to_read(self, run, task):
        catch = [
            {"ErrorEquals": ["States.ALL"], "Output": "{% $parse($states.errorOutput.Cause).errorMessage %}", "Next": "Caught"}
        ]
        assert run(steps(task({"fails": "why"}, Catch=catch, End=True), ("Caught", {"Type": "Pass"}))) == ("SUCCEEDED", "why")

    def test_without_a_value_for_an_argument_fails(self, run, task):
        assert run(steps(task({"x": "{% $states.input.no %}"})), {}) == ("FAILED", "States.QueryEvaluationError")

    def test_writes_an_item(self, run):
        key = {"uuid": ids.new_id(), "createdAt": "now"}
        item = {"uuid": {"S": key["uuid"]}, "createdAt": {"S": "now"}, "what": {"S": "{% $states.input %}"}}
        put = (
            "Put",
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::dynamodb:putItem",
                "Arguments": {"TableName": settings.table_name(ERRORS), "Item": item},
                "Output": "done",
            },
        )
        update = (
            "Update",
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::dynamodb:updateItem",
                "Arguments": {
                    "TableName": settings.table_name(ERRORS),
                    "Key": {name: {"S": value} for name, value in key.items()},
                    "UpdateExpression": "SET #status = :ready",
                    "ConditionExpression": "attribute_exists(what) AND #status <> :ready",
                    "ExpressionAttributeNames": {"#status": "status"},
                    "ExpressionAttributeValues": {":ready": {"S": "READY"}},
                },
                "Retry": [retrier("DynamoDB.ConditionalCheckFailedException", attempts=0)],
                "Output": "done",
            },
        )
        assert run(steps(put), "x") == ("SUCCEEDED", "done")
        assert [run(steps(update))[1] for _ in range(2)] == ["done", "DynamoDB.ConditionalCheckFailedException"]
        assert dynamo.get(ERRORS, key) == {**key, "what": "x", "status": "READY"}


class TestTokens:
    @pytest.fixture
    def url(self, aws) -> str:
        return aws.place.queue_url(QUEUE, aws.endpoint)

    @pytest.fixture
    def wait(self, url):
        def wait(**more) -> dict:
            body = {"token": "{% $states.context.Task.Token %}", "about": "{% $states.input %}"}
            task = {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Arguments": {"QueueUrl": url, "MessageBody": body},
                "TimeoutSeconds": 20,
            }
            return steps(("Wait", task | more))

        return wait

    @pytest.fixture
    def token(self, aws, url):
        def token(about: str) -> str:
            """The token that came in a message about this."""
            sqs = aws.client("sqs")

            def received() -> str | None:
                for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ()):
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                    if about in message["Body"]:  # another test's may be no JSON
                        return json.loads(message["Body"])["token"]
                return None

            return aws.until(received, "a message")

        return token

    def test_carry_the_result(self, start, finished, wait, token, states):
        execution = start(wait(Output="{% $states.result.n + 1 %}"), about := ids.new_id())
        states.send_task_success(taskToken=token(about), output='{"n": 4}')
        assert finished(execution) == ("SUCCEEDED", 5)

    def test_carry_a_failure(self, start, finished, wait, token, states):
        execution = start(wait(), about := ids.new_id())
        states.send_task_failure(taskToken=token(about), error="Refused", cause="c")
        assert finished(execution) == ("FAILED", "Refused")

    def test_are_answered_once(self, start, finished, wait, token, states):
        execution = start(wait(), about := ids.new_id())
        states.send_task_success(taskToken=(it := token(about)), output="1")
        assert finished(execution) == ("SUCCEEDED", 1)
        for answer in (
            lambda: states.send_task_success(taskToken=it, output="2"),
            lambda: states.send_task_failure(taskToken=it),
        ):
            with pytest.raises(ClientError) as refused:
                answer()
            assert refused.value.response["Error"]["Code"] == "TaskDoesNotExist"

    def test_run_out(self, run, wait):
        assert run(wait(TimeoutSeconds=1), ids.new_id()) == ("FAILED", "States.Timeout")

    def test_want_heartbeats(self, run, wait):
        assert run(wait(HeartbeatSeconds=1), ids.new_id()) == ("FAILED", "States.HeartbeatTimeout")

    def test_that_are_taken_by_a_function_that_fails_fail(self, run, function):
        task = {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Arguments": {"FunctionName": function, "Payload": {"token": "{% $states.context.Task.Token %}", "fails": "x"}},
            "TimeoutSeconds": 20,
        }
        assert run(steps(("Wait", task))) == ("FAILED", "NeverEver")


class TestExecutions:
    def test_run_out_of_their_time(self, run):
        assert run(steps(("Wait", {"Type": "Wait", "Seconds": 300})), TimeoutSeconds=1) == ("TIMED_OUT", "States.Timeout")

    def test_are_started_once_by_name(self, aws, states):
        arn = settings.machine_arn("platform_wait_sweep")
        for refused in (False, True):
            try:
                states.start_execution(stateMachineArn=arn, name="the-only-one", input="{}")
            except states.exceptions.ExecutionAlreadyExists:
                assert refused

    def test_of_nothing_are_refused(self, states):
        with pytest.raises(states.exceptions.StateMachineDoesNotExist):
            states.start_execution(stateMachineArn=settings.machine_arn("no_such"), name="x", input="{}")
        with pytest.raises(states.exceptions.ExecutionDoesNotExist):
            states.describe_execution(executionArn=settings.execution_arn("loans_interest", ids.new_id()))

    def test_are_listed_newest_first_and_page_by_page(self, aws, states, start, finished):
        arn = states.create_state_machine(
            name=f"{settings.queue_name('listed')}-{ids.new_id()}",
            definition=json.dumps({"QueryLanguage": "JSONata", **steps(given(1))}),
            roleArn=ROLE,
        )["stateMachineArn"]
        names = []
        for _ in range(3):
            names.append(ids.new_id())
            execution = states.start_execution(stateMachineArn=arn, name=names[-1], input="{}")["executionArn"]
            finished(execution)
            if isinstance(aws, Bottle):
                aws.world.sleep(1)
        first = states.list_executions(stateMachineArn=arn, maxResults=2, statusFilter="SUCCEEDED")
        rest = states.list_executions(stateMachineArn=arn, maxResults=2, statusFilter="SUCCEEDED", nextToken=first["nextToken"])
        assert [each["name"] for each in first["executions"] + rest["executions"]] == names[::-1]
        assert "nextToken" not in rest
        assert states.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"] == []

    def test_are_told_step_by_step(self, states, start, finished):
        fails = steps(("Inner", {"Type": "Pass"}), ("No", {"Type": "Fail", "Error": "E"}))
        parallel = {"Type": "Parallel", "Branches": [fails], "Catch": [{"ErrorEquals": ["E"], "Next": "Give"}], "End": True}
        execution = start(steps(("Both", parallel), given(2)), 1)
        finished(execution)
        events = states.get_execution_history(executionArn=execution, maxResults=1000)["events"]
        entered = [
            (each["type"], each["stateEnteredEventDetails"]["name"]) for each in events if "stateEnteredEventDetails" in each
        ]
        expected = [("ParallelStateEntered", "Both"), ("PassStateEntered", "Inner"), ("PassStateEntered", "Give")]
        assert [each for each in entered if each[1] != "No"] == expected
        assert (events[0]["type"], events[-1]["type"]) == ("ExecutionStarted", "ExecutionSucceeded")
        assert json.loads(events[1]["stateEnteredEventDetails"]["input"]) == 1

    def test_of_an_express_machine_are_waited_for(self, aws, states):
        definition = json.dumps({"QueryLanguage": "JSONata", **steps(given({"n": "{% $states.input.n %}"}))})
        made = states.create_state_machine(
            name=f"{settings.queue_name('express')}-{ids.new_id()}", definition=definition, roleArn=ROLE, type="EXPRESS"
        )
        answer = aws.blocking(
            lambda: states.start_sync_execution(stateMachineArn=made["stateMachineArn"], name="x", input='{"n": 1}')
        )
        assert (answer["status"], json.loads(answer["output"])) == ("SUCCEEDED", {"n": 1})

    def test_that_fail_tell_whoever_waits(self, aws, states):
        definition = json.dumps({"QueryLanguage": "JSONata", **steps(("No", {"Type": "Fail", "Error": "E", "Cause": "C"}))})
        made = states.create_state_machine(
            name=f"{settings.queue_name('express')}-{ids.new_id()}", definition=definition, roleArn=ROLE, type="EXPRESS"
        )
        answer = aws.blocking(lambda: states.start_sync_execution(stateMachineArn=made["stateMachineArn"], name="x", input="{}"))
        assert (answer["status"], answer["error"], answer["cause"]) == ("FAILED", "E", "C")

    def test_can_be_read(self, states):
        definition = json.dumps({"QueryLanguage": "JSONata", **steps(given(1))})
        name = f"{settings.queue_name('read')}-{ids.new_id()}"
        arn = states.create_state_machine(name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]
        assert json.loads(states.describe_state_machine(stateMachineArn=arn)["definition"])["StartAt"] == "Give"
