"""Every patch of the emulator at work, beside ministack as it comes.

A probe says whether an emulator behaves as AWS does. It must hold with our patches and fail without them: when it holds
without, ministack has learnt it and the patch can go.
"""

import base64
import inspect
import io
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ministack.core import lambda_runtime
from ministack.services import scheduler

from local import patches, snapshot
from local.emulator import Emulator
from local.package import with_runtime
from local.patches import functions
from local.processes import free_port, stop
from local.waiting import until
from ops.clients import Clients
from tests.support.machines import ended

# Waits and retry intervals take a fiftieth; so does nothing else.
SETTINGS = {
    "SFN_WAIT_SCALE": "0.02",
    "BANK_EXPRESS_KEPT": "20",
    "BANK_AUTOSAVE_SECONDS": "0.2",
    "BANK_ENDS_WITH": str(os.getpid()),
}
ROLE = "arn:aws:iam::000000000000:role/tests"


class Stock(Emulator):
    """ministack without our patches (and so without our own requests)."""

    def start(self) -> int:
        environment = self.environment()
        code = "import sys; sys.argv = ['ministack']; from ministack.app import main; main()"
        command = [sys.executable, "-c", code, str(self.folder)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def up() -> bool:
            assert process.poll() is None, "ministack did not start"
            return self.is_up()

        until(up, "ministack", 120)
        return process.pid

    def is_up(self) -> bool:
        import urllib.request

        try:
            return urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=1).status == 200
        except OSError:
            return False


def emulator_of(kind: type[Emulator], folder: Path) -> Emulator:
    return kind(free_port(), folder, enforce_iam=False, keep_state=True, settings=SETTINGS)


@pytest.fixture(scope="module")
def patched(tmp_path_factory) -> Iterator[Clients]:
    yield from _running(emulator_of(Emulator, tmp_path_factory.mktemp("patched")))


@pytest.fixture(scope="module")
def stock(tmp_path_factory) -> Iterator[Clients]:
    yield from _running(emulator_of(Stock, tmp_path_factory.mktemp("stock")))


def _running(emulator: Emulator) -> Iterator[Clients]:
    pid = emulator.start()
    yield Clients(emulator.url)
    stop(pid, str(emulator.folder))


def run(clients: Clients, states: dict, *, synchronous: bool = True, start_at: str = "First", **machine: object) -> dict:
    """One execution of a JSONata machine, and its history."""
    definition = {"QueryLanguage": "JSONata", "StartAt": start_at, "States": states, **machine}
    sfn = clients("stepfunctions")
    kind = "EXPRESS" if synchronous else "STANDARD"
    made = sfn.create_state_machine(name=f"m-{uuid.uuid4()}", definition=json.dumps(definition), roleArn=ROLE, type=kind)
    arn = made["stateMachineArn"]
    if synchronous:
        execution = sfn.start_sync_execution(stateMachineArn=arn, input="{}")
    else:
        started = sfn.start_execution(stateMachineArn=arn, input="{}")
        execution = ended(sfn, started["executionArn"])
    history = sfn.get_execution_history(executionArn=execution["executionArn"], maxResults=1000)["events"]
    return execution | {"history": history, "machine": arn}


def output_of(execution: dict) -> object:
    return json.loads(execution["output"]) if execution["status"] == "SUCCEEDED" else execution["status"]


def seconds_of(execution: dict) -> float:
    return (execution["stopDate"] - execution["startDate"]).total_seconds()


PASS = {"Type": "Pass", "End": True}
MISSING = "arn:aws:lambda:us-east-1:000000000000:function:missing"
FAILING = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": MISSING}, "End": True}


def starts_at_once(clients: Clients) -> bool:
    return any(seconds_of(run(clients, {"First": PASS})) < 0.15 for _ in range(20))


def keeps_branches_apart(clients: Clients) -> bool:
    """What one branch assigns is unknown in the other, which looks later."""
    assigns = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"seen": True}, "End": True}}}
    looks = {
        "StartAt": "W",
        "States": {
            "W": {"Type": "Wait", "Seconds": 10, "Next": "L"},
            "L": {"Type": "Pass", "Output": "{% $exists($seen) %}", "End": True},
        },
    }
    execution = run(clients, {"First": {"Type": "Parallel", "Branches": [assigns, looks], "End": True}})
    return output_of(execution)[1] is False


def heeds_arguments_and_output_of_parallel(clients: Clients) -> bool:
    branch = {"StartAt": "P", "States": {"P": PASS}}
    state = {
        "Type": "Parallel", "Branches": [branch], "Arguments": {"n": 1}, "Output": "{% $states.result[0].n + 1 %}",
        "Assign": {"kept": "{% $states.result[0].n %}"}, "Next": "Last",
    }  # fmt: skip
    last = {"Type": "Pass", "Output": "{% [$states.input, $kept] %}", "End": True}
    return output_of(run(clients, {"First": state, "Last": last})) == [2, 1]


def heeds_output_of_succeed(clients: Clients) -> bool:
    return output_of(run(clients, {"First": {"Type": "Succeed", "Output": {"done": True}}})) == {"done": True}


def heeds_timeouts_given_as_expressions(clients: Clients) -> bool:
    queue = clients("sqs").create_queue(QueueName=f"q-{uuid.uuid4()}")["QueueUrl"]
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": "{% 2 - 1 %}",
        "Arguments": {"QueueUrl": queue, "MessageBody": "{% $states.context.Task.Token %}"}, "End": True,
    }  # fmt: skip
    execution = run(clients, {"First": state}, synchronous=False)
    return (execution["status"], execution["error"]) == ("FAILED", "States.Timeout")


def heeds_heartbeats(clients: Clients) -> bool:
    queue = clients("sqs").create_queue(QueueName=f"q-{uuid.uuid4()}")["QueueUrl"]
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "HeartbeatSeconds": 1, "TimeoutSeconds": 2,
        "Arguments": {"QueueUrl": queue, "MessageBody": "{% $states.context.Task.Token %}"}, "End": True,
    }  # fmt: skip
    execution = run(clients, {"First": state}, synchronous=False)
    return (execution["status"], execution["error"]) == ("FAILED", "States.HeartbeatTimeout")


def heeds_limits_of_retries(clients: Clients) -> bool:
    """Five retries of 10 s each, a fiftieth of that here; without the limit four of them would be of 60 s."""
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "BackoffRate": 20, "MaxDelaySeconds": 10, "MaxAttempts": 5}
    return 0.9 < seconds_of(run(clients, {"First": FAILING | {"Retry": [retry]}})) < 4


def spreads_retries(clients: Clients) -> bool:
    """With full jitter one of eight executions waits for clearly less than the second that all would wait without."""
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 50, "BackoffRate": 1, "JitterStrategy": "FULL", "MaxAttempts": 1}
    shortest = min(seconds_of(run(clients, {"First": FAILING | {"Retry": [retry]}})) for _ in range(8))
    return shortest < 0.9


def heeds_the_machines_timeout(clients: Clients) -> bool:
    states = {"First": {"Type": "Wait", "Seconds": 100, "End": True}}
    return run(clients, states, synchronous=False, TimeoutSeconds=1)["status"] == "TIMED_OUT"


def fails_a_wait_with_its_function(clients: Clients) -> bool:
    state = FAILING | {"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 5}
    state["Arguments"] = {"FunctionName": MISSING, "Payload": {"token": "{% $states.context.Task.Token %}"}}
    execution = run(clients, {"First": state}, synchronous=False)
    return (execution["status"], execution["error"]) == ("FAILED", "Lambda.ResourceNotFoundException")


def forgets_the_tokens_of_what_was_stopped(clients: Clients) -> bool:
    sfn, sqs = clients("stepfunctions"), clients("sqs")
    queue = sqs.create_queue(QueueName=f"q-{uuid.uuid4()}")["QueueUrl"]
    state = {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True,
        "Arguments": {"QueueUrl": queue, "MessageBody": "{% $states.context.Task.Token %}"},
    }  # fmt: skip
    definition = {"QueryLanguage": "JSONata", "StartAt": "First", "States": {"First": state}}
    machine = sfn.create_state_machine(name=f"m-{uuid.uuid4()}", definition=json.dumps(definition), roleArn=ROLE)
    execution = sfn.start_execution(stateMachineArn=machine["stateMachineArn"], input="{}")["executionArn"]
    token = until(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"), "the token")[0]["Body"]
    sfn.stop_execution(executionArn=execution)
    try:
        sfn.send_task_success(taskToken=token, output="{}")
    except (sfn.exceptions.TaskDoesNotExist, sfn.exceptions.TaskTimedOut):
        return True
    return False


def calls_other_services(clients: Clients) -> bool:
    bucket = f"b-{uuid.uuid4()}"
    clients("s3").create_bucket(Bucket=bucket)
    arguments = {"Bucket": bucket, "Key": "k", "Body": {"a": 1}}
    execution = run(
        clients,
        {"First": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "Arguments": arguments, "End": True}},
    )
    if execution["status"] != "SUCCEEDED":
        return False
    return json.loads(clients("s3").get_object(Bucket=bucket, Key="k")["Body"].read()) == {"a": 1}


def tells_the_steps_inside_branches(clients: Clients) -> bool:
    branches = [{"StartAt": name, "States": {name: PASS}} for name in ("Left", "Right")]
    history = run(clients, {"First": {"Type": "Parallel", "Branches": branches, "End": True}})["history"]
    entered = {each["stateEnteredEventDetails"]["name"]: each for each in history if each["type"].endswith("StateEntered")}
    parents = {entered[name].get("previousEventId") for name in ("Left", "Right") if name in entered}
    return entered.keys() == {"First", "Left", "Right"} and parents == {entered["First"]["id"]}


def forgets_old_express_executions(clients: Clients) -> bool:
    sfn, execution = clients("stepfunctions"), run(clients, {"First": PASS})
    for _ in range(25):
        sfn.start_sync_execution(stateMachineArn=execution["machine"], input="{}")
    return len(sfn.list_executions(stateMachineArn=execution["machine"])["executions"]) <= 21


def refuses_arithmetic_in_conditions(clients: Clients) -> bool:
    dynamodb, table = clients("dynamodb"), f"t-{uuid.uuid4()}"
    _make_table(clients, table)
    values = {":x": {"N": "500"}}
    refused = 0
    for condition in ("posted - held >= :x", "posted + held >= :x", "posted * held >= :x"):
        try:
            dynamodb.update_item(
                TableName=table, Key={"id": {"S": "a"}}, UpdateExpression="SET spent = :x",
                ConditionExpression=condition, ExpressionAttributeValues=values,
            )  # fmt: skip
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        except dynamodb.exceptions.ClientError as error:
            refused += error.response["Error"]["Code"] == "ValidationException"
    return refused == 3 and "Item" not in dynamodb.get_item(TableName=table, Key={"id": {"S": "a"}})


def _make_table(clients: Clients, name: str, **more: object) -> None:
    clients("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )


PROBES: dict[str, Callable[[Clients], bool]] = {
    "start_without_a_nap": starts_at_once,
    "give_branches_their_own_context": keeps_branches_apart,
    "heed_arguments_and_output_of_parallel": heeds_arguments_and_output_of_parallel,
    "heed_output_of_succeed": heeds_output_of_succeed,
    "heed_timeouts_given_as_expressions": heeds_timeouts_given_as_expressions,
    "heed_heartbeats": heeds_heartbeats,
    "heed_limits_of_retries": heeds_limits_of_retries,
    "heed_limits_of_retries (jitter)": spreads_retries,
    "heed_the_machines_timeout": heeds_the_machines_timeout,
    "fail_a_wait_with_the_function_that_takes_its_token": fails_a_wait_with_its_function,
    "forget_the_tokens_of_what_was_stopped": forgets_the_tokens_of_what_was_stopped,
    "call_other_services_through_boto3": calls_other_services,
    "tell_the_steps_inside_branches": tells_the_steps_inside_branches,
    "forget_old_express_executions": forgets_old_express_executions,
    "refuse_arithmetic_in_conditions": refuses_arithmetic_in_conditions,
}


class TestPatch:
    @pytest.mark.parametrize("patch", PROBES)
    def test_makes_the_emulator_behave_as_aws(self, patched, patch):
        assert PROBES[patch](patched)

    @pytest.mark.parametrize("patch", PROBES)
    def test_is_still_needed(self, stock, patch):
        assert not PROBES[patch](stock), f"ministack behaves as AWS here by itself: drop {patch} from local/patches"

    def test_is_named_in_this_file(self):
        elsewhere = {
            "tick_every_second", "keep_streams_over_restarts", "end_logs_with_their_report", "fork_workers",
            "save_every_few_seconds", "keep_one_file_of_one_moment", "never_wait_for_a_position_ahead",
            "name_schedules_and_senders", "name_push_applications", "name_the_machine_of_a_token", "name_the_key_of_an_alias", "keep_sent_mails", "let_queues_follow_the_port",
            "forget_logs_with_the_process", "know_one_root_key", "check_the_roots_signature",
            "let_nobody_guess_a_functions_keys", "take_no_form_that_nobody_signed", "turn_strangers_away_from_workers", "remember_the_past_since_a_table_was_made",
        }  # fmt: skip
        assert {patch.__name__ for patch in patches.ALL} == {name.partition(" ")[0] for name in PROBES} | elsewhere


class TestTickEverySecond:
    def test_fires_a_schedule_within_seconds(self, patched):
        queue = patched("sqs").create_queue(QueueName=f"q-{uuid.uuid4()}")["QueueUrl"]
        arn = patched("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        at = datetime.now(UTC) + timedelta(seconds=1)
        patched("scheduler").create_schedule(
            Name=f"s-{uuid.uuid4()}",
            ScheduleExpression=f"at({at:%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": arn, "RoleArn": ROLE, "Input": "{}"},
        )
        received = patched("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=5)
        assert len(received["Messages"]) == 1

    def test_is_still_needed(self):
        assert scheduler._SCHEDULE_TICK_INTERVAL >= 10, "ministack looks at schedules often enough: drop tick_every_second"


CODE = """
import os, sys
def handle(event, context):
    print("a line of its own")
    if event.get("fail"):
        raise InsufficientFunds("nothing left")
    return {"pid": os.getpid(), "mine": os.environ.get("MINE"), "path": sys.path, "account": context.invoked_function_arn.split(":")[4]}
class InsufficientFunds(Exception):
    pass
"""


@pytest.fixture(scope="module")
def function(patched) -> str:
    """A function with our runtime."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("handler.py", CODE)
    patched("lambda").create_function(
        FunctionName="forked", Runtime="provided.al2023", Handler="handler.handle", Role=ROLE, Timeout=10,
        Code={"ZipFile": with_runtime(archive.getvalue())}, Environment={"Variables": {"MINE": "yes"}},
    )  # fmt: skip
    return "forked"


def invoke(clients: Clients, function: str, **event: object) -> dict:
    answer = clients("lambda").invoke(FunctionName=function, Payload=json.dumps(event), LogType="Tail")
    return answer | {"body": json.loads(answer["Payload"].read())}


class TestForkWorkers:
    def test_runs_the_packages_code_in_its_own_environment(self, patched, function):
        body = invoke(patched, function)["body"]
        assert (body["mine"], body["account"]) == ("yes", "000000000000")
        assert str(Path(patches.__file__).resolve().parents[2]) not in [os.path.realpath(path) for path in body["path"]]

    def test_reports_the_bare_class_and_lives_on(self, patched, function):
        before = invoke(patched, function)["body"]["pid"]
        failed = invoke(patched, function, fail=True)
        assert failed["FunctionError"]
        assert (failed["body"]["errorType"], failed["body"]["errorMessage"]) == ("InsufficientFunds", "nothing left")
        assert invoke(patched, function)["body"]["pid"] == before

    def test_survives_a_worker_that_is_killed(self, patched, function):
        os.kill(invoke(patched, function)["body"]["pid"], signal.SIGKILL)
        until(lambda: "pid" in invoke(patched, function)["body"], "another worker")

    def test_is_still_needed(self):
        assert "subprocess.Popen" in inspect.getsource(lambda_runtime.ProvidedWorker._spawn), (
            "ministack starts workers anew no more"
        )


class TestEndLogsWithTheirReport:
    def test_reads_what_was_printed_however_late_it_is_read(self, patched, function):
        for _ in range(5):
            log = base64.b64decode(invoke(patched, function)["LogResult"]).decode()
            assert "a line of its own" in log and "REPORT RequestId:" in log

    def test_waits_for_a_line_that_is_on_its_way(self, monkeypatch):
        monkeypatch.setattr(lambda_runtime.Worker, "_drain_stderr_bounded", lambda_runtime.Worker._drain_stderr_bounded)
        functions.end_logs_with_their_report()
        worker = lambda_runtime.Worker.__new__(lambda_runtime.Worker)
        worker._stderr_queue = queue.Queue()
        late = threading.Timer(0.3, lambda: [worker._stderr_queue.put(line) for line in ("answered", "REPORT RequestId: 1")])
        late.start()
        assert worker._drain_stderr_bounded() == "answered\nREPORT RequestId: 1"
        assert worker._stderr_queue.empty()

    def test_is_still_needed(self):
        stock = inspect.getsource(lambda_runtime.Worker._drain_stderr_bounded)
        assert "first_line_wait" in stock and "REPORT" not in stock, "ministack knows where a log ends: drop the patch"


class TestPermissions:
    """Which resource a request is judged by; that the judgement then counts is shown by the journeys under enforced IAM."""

    REQUESTS = (
        ("scheduler", "POST", "/schedules/hold-1", {"GroupName": "inferno-local"}, "schedule/inferno-local/hold-1"),
        (
            "ses",
            "POST",
            "/v2/email/outbound-emails",
            {"FromEmailAddress": "Bank <no-reply@inferno.example>"},
            "identity/inferno.example",
        ),
        ("states", "POST", "/", {"taskToken": "nobody-knows"}, "*"),
    )

    def judged(self, *, patched: bool) -> list[str]:
        """The resources of REQUESTS, in a process of its own."""
        code = (
            "import json, sys\n"
            "from local import patches\n"
            f"patches.apply() if {patched} else None\n"
            "from ministack.core.iam_actions import extract_resource_arn\n"
            "for service, method, path, body in json.loads(sys.argv[1]):\n"
            "    print(extract_resource_arn(service, method, path, {}, json.dumps(body).encode(), {}, 'us-east-1', '0' * 12))\n"
        )
        requests = json.dumps([request[:4] for request in self.REQUESTS])
        root = Path(patches.__file__).resolve().parents[2]
        return subprocess.run(
            [sys.executable, "-c", code, requests], cwd=root, capture_output=True, text=True, check=True
        ).stdout.split()

    def test_name_the_groups_schedule_and_the_senders_domain(self):
        judged = self.judged(patched=True)
        assert [arn.endswith(request[4]) for arn, request in zip(judged, self.REQUESTS, strict=True)] == [True] * 3

    @pytest.mark.parametrize("patched", [True, False])
    def test_name_the_key_of_an_alias_and_who_asked_by_it(self, patched):
        code = (
            "import json\n"
            "from local import patches\n"
            f"patches.apply() if {patched} else None\n"
            "from ministack.core import iam_actions\n"
            "from ministack.services import kms\n"
            "made = json.loads(kms._create_key({})[2])['KeyMetadata']\n"
            "kms._create_alias({'AliasName': 'alias/ours', 'TargetKeyId': made['KeyId']})\n"
            "body = json.dumps({'KeyId': 'alias/ours'}).encode()\n"
            "judged = iam_actions.extract_resource_arn('kms', 'POST', '/', {}, body, {}, 'us-east-1', '0' * 12)\n"
            "said = iam_actions.request_tag_context('kms', 'kms:Decrypt', body, {})\n"
            "print(judged == made['Arn'], said)\n"
        )
        root = Path(patches.__file__).resolve().parents[2]
        said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
        assert said == ("True {'kms:RequestAlias': 'alias/ours'}\n" if patched else "False {}\n")

    def test_are_still_needed(self):
        judged = self.judged(patched=False)
        assert not any(arn.endswith(request[4]) for arn, request in zip(judged[:2], self.REQUESTS, strict=False))


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


class TestStateOverRestarts:
    """Each test starts emulators of its own, ends them hard, and starts them again in the same folder."""

    def restarted(self, emulator: Emulator, pid: int, how: int) -> int:
        os.kill(pid, how)
        until(lambda: _gone(pid), "the emulator's end")
        return emulator.start()

    @pytest.mark.parametrize(("kind", "kept"), [(Emulator, True), (Stock, False)])
    def test_save_every_few_seconds_survives_a_kill(self, tmp_path, kind, kept):
        emulator = emulator_of(kind, tmp_path)
        pid = emulator.start()
        Clients(emulator.url)("sqs").create_queue(QueueName="kept")
        if kept:
            until(lambda: "kept" in _text(tmp_path / "state" / snapshot.NAME), "the save")
        pid = self.restarted(emulator, pid, signal.SIGKILL)
        urls = Clients(emulator.url)("sqs").list_queues().get("QueueUrls", [])
        stop(pid, str(tmp_path))
        assert bool(urls) is kept

    def test_save_every_few_seconds_never_holds_half_a_transaction(self, tmp_path):
        emulator = emulator_of(Emulator, tmp_path)
        pid = emulator.start()
        dynamodb = Clients(emulator.url)("dynamodb")
        _make_table(Clients(emulator.url), "ledger")
        for number in range(0, 1000, 25):
            rows = [{"PutRequest": {"Item": {"id": {"S": f"a-{each}"}}}} for each in range(number, number + 25)]
            dynamodb.batch_write_item(RequestItems={"ledger": rows})
        over = threading.Event()

        def pay() -> None:
            """Each transaction makes two rows, the first far from the second."""
            while not over.is_set():
                name = uuid.uuid4().hex
                rows = [{"Put": {"TableName": "ledger", "Item": {"id": {"S": f"{side}-{name}"}}}} for side in ("debit", "credit")]
                dynamodb.transact_write_items(TransactItems=rows)

        payer = threading.Thread(target=pay)
        payer.start()
        try:
            for _ in range(15):
                emulator.ask("save", timeout_seconds=30)
                saved = (tmp_path / "state" / snapshot.NAME).read_text()
                assert saved.count('"debit-') == saved.count('"credit-')
        finally:
            over.set()
            payer.join()
            stop(pid, str(tmp_path))
        assert saved.count('"debit-') > 0

    def test_save_every_few_seconds_rests_with_the_bank(self, tmp_path):
        emulator = emulator_of(Emulator, tmp_path)
        pid = emulator.start()
        saved = tmp_path / "state" / snapshot.NAME
        Clients(emulator.url)("sqs").create_queue(QueueName="first")
        time.sleep(2)
        at_rest = saved.stat().st_mtime_ns
        time.sleep(1)
        still = saved.stat().st_mtime_ns
        Clients(emulator.url)("sqs").create_queue(QueueName="second")
        until(lambda: "second" in _text(saved), "the next save")
        stop(pid, str(tmp_path))
        assert at_rest == still

    @pytest.mark.parametrize(("kind", "logs"), [(Emulator, False), (Stock, True)])
    def test_forget_logs_with_the_process_keeps_the_state_small(self, tmp_path, kind, logs):
        emulator = emulator_of(kind, tmp_path)
        pid = emulator.start()
        Clients(emulator.url)("logs").create_log_group(logGroupName="chatter")
        stop(pid, str(tmp_path))
        own = tmp_path / "state" / snapshot.NAME
        assert ("chatter" in _text(own if own.exists() else tmp_path / "state" / "cloudwatch_logs.json")) is logs

    @pytest.mark.parametrize(("kind", "kept"), [(Emulator, True), (Stock, False)])
    def test_keep_streams_over_restarts_loses_no_unread_record(self, tmp_path, kind, kept):
        emulator = emulator_of(kind, tmp_path)
        pid = emulator.start()
        arn = self.stream_with_a_stopped_reader(Clients(emulator.url))
        pid = self.restarted(emulator, pid, signal.SIGTERM)
        streams = Clients(emulator.url)("dynamodbstreams")
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        records = streams.get_records(ShardIterator=iterator)["Records"]
        stop(pid, str(tmp_path))
        assert [each["dynamodb"]["Keys"]["id"]["S"] for each in records] == (["0", "1", "2"] if kept else [])

    @pytest.mark.parametrize(("kind", "kept"), [(Emulator, True), (Stock, False)])
    def test_keep_sent_mails_and_let_queues_follow_the_port(self, tmp_path, kind, kept):
        """A clean stop, and a start on another port."""
        emulator = emulator_of(kind, tmp_path)
        pid = emulator.start()
        clients = Clients(emulator.url)
        clients("ses").verify_domain_identity(Domain="inferno.example")
        text = {"Data": "hello"}
        clients("ses").send_email(
            Source="a@inferno.example",
            Destination={"ToAddresses": ["b@example.com"]},
            Message={"Subject": text, "Body": {"Text": text}},
        )
        url = clients("sqs").create_queue(QueueName="kept")["QueueUrl"]
        clients("sqs").send_message(QueueUrl=url, MessageBody="still here")
        stop(pid, str(tmp_path))
        emulator = emulator_of(kind, tmp_path)
        pid = emulator.start()
        mails = [mail["Subject"] for mail in emulator.mails()]
        sqs = Clients(emulator.url)("sqs")
        url = sqs.create_queue(QueueName="kept")["QueueUrl"]
        messages = [each["Body"] for each in sqs.receive_message(QueueUrl=url).get("Messages", [])]
        stop(pid, str(tmp_path))
        assert (mails, messages) == ((["hello"], ["still here"]) if kept else ([], []))

    def test_never_wait_for_a_position_ahead_reads_on_at_the_end(self, tmp_path):
        emulator = emulator_of(Emulator, tmp_path)
        pid = emulator.start()
        self.stream_with_a_stopped_reader(Clients(emulator.url))
        stop(pid, str(tmp_path))
        kept = snapshot.read(emulator.state)
        state = json.loads(kept["lambda"])
        positions = state["payload"]["dynamodb_stream_positions"]["data"]
        assert list(positions.values()) == [0]
        positions.update(dict.fromkeys(positions, 999))
        snapshot.write(emulator.state, snapshot.head(emulator.state), kept | {"lambda": json.dumps(state)})
        pid = emulator.start()
        Clients(emulator.url)("dynamodb").put_item(TableName="table", Item={"id": {"S": "next"}})
        unread = emulator.ask("busy")["stream_records"]
        stop(pid, str(tmp_path))
        assert unread == 1

    def stream_with_a_stopped_reader(self, clients: Clients) -> str:
        """Three records that a consumer has not read."""
        _make_table(clients, "table", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
        arn = clients("dynamodb").describe_table(TableName="table")["Table"]["LatestStreamArn"]
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("handler.py", CODE)
        clients("lambda").create_function(
            FunctionName="reader", Runtime="python3.12", Handler="handler.handle", Role=ROLE, Code={"ZipFile": archive.getvalue()}
        )
        clients("lambda").create_event_source_mapping(
            EventSourceArn=arn, FunctionName="reader", StartingPosition="TRIM_HORIZON", Enabled=False
        )
        for number in range(3):
            clients("dynamodb").put_item(TableName="table", Item={"id": {"S": str(number)}})
        return arn


def _gone(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True
