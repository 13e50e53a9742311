"""What AWS limits stays below it, with room to spare: a limit that is met breaks the deployment, and only there.

The figures are AWS's quotas, in the hardest stage and region: the longest names, the longest region, an account of twelve digits.
"""

import json
import re
from collections import Counter

import pytest

from app import app
from chalicelib.platform import html
from release import config
from release.declaration import APP, MACHINES, ROOT, STAGES, Place, load, merged
from release.package_terraform import parts
from tests.support.over import over

ROOM = 0.8
PLACE = Place("staging", "123456789012", "ap-northeast-1", mail_domain="staging.a-rather-long-name-of-a-bank.example")
DECLARATION = load()
LONGEST_STAGE = max(STAGES, key=len)
UUID = "019abcde-0000-7000-8000-000000000000"


def characters(document: object) -> int:
    """As IAM counts: without the blanks between."""
    return len(json.dumps(document, separators=(",", ":")))


def named(name: str) -> str:
    return f"{APP}-{LONGEST_STAGE}-{name}"


class TestPolicies:
    @over("name", sorted(DECLARATION.functions))
    def test_of_a_function_fit_its_role(self, name):
        """In the role itself, or beside it: ten policies of 6,144 characters each."""
        policy = config.policy(DECLARATION, name, PLACE)
        spread = [characters(each) for each in parts(policy)]
        assert characters(policy) <= ROOM * 10_240 or (len(spread) <= ROOM * 10 and max(spread) <= ROOM * 6_144)

    @over("name", sorted(DECLARATION.machines))
    def test_of_a_machine_fit_its_role(self, name):
        delivery = 700  # what terraform/machines.tf adds for logs and traces
        assert characters(PLACE.statements(DECLARATION.machines[name]["policy"])) + delivery <= ROOM * 10_240

    @over("name", sorted(DECLARATION.functions))
    def test_say_after_merging_what_is_declared(self, name):
        def rights(statements: list[dict]) -> set[tuple[str, str]]:
            return {(action, token) for each in statements for action in each["actions"] for token in each["resources"]}

        declared = DECLARATION.functions[name]["policy"]
        assert rights(merged(declared)) == rights(declared)

    def test_name_a_resource_once(self):
        for name, function in DECLARATION.functions.items():
            counted = Counter(token for each in merged(function["policy"]) for token in each["resources"])
            assert all(times == 1 for times in counted.values()), name

    def test_of_a_queue_fit(self):
        """One statement a topic that sends to it, beside what every queue has."""
        topics = Counter(each["queue"] for each in DECLARATION.subscriptions.values())
        assert all(times <= ROOM * 20 for times in topics.values()), "an SQS policy has 20 statements"


class TestNames:
    # An IAM role of Chalice is named after its function, one of ours after the machine.
    @pytest.mark.parametrize(
        ("names", "limit"),
        [
            ([named(name) for name in DECLARATION.functions], 64),
            ([named(name) + "-machine" for name in DECLARATION.machines], 64),
            ([named(name) for name in DECLARATION.machines], 80),
            ([named(name) for name in DECLARATION.queues], 80),
            ([named(name) for name in DECLARATION.topics], 256),
            ([named(name) for name in DECLARATION.tables], 255),
            ([PLACE.name("bucket", name) for name in DECLARATION.buckets], 63),
            ([f"loan-{UUID}-480-r365", f"goal-{UUID}-5200-r365", f"hold-{UUID}-r365"], 80),
            ([f"loan-{UUID}-480", f"goal-{UUID}-5200", f"hold-{UUID}"], 64),
        ],
        ids=["functions", "machine roles", "machines", "queues", "topics", "tables", "buckets", "executions", "schedules"],
    )
    def test_fit(self, names, limit):
        assert max(map(len, names)) <= limit, max(names, key=len)

    def test_of_alarms_fit(self):
        longest = max(map(len, [*DECLARATION.functions, *DECLARATION.queues, *DECLARATION.tables, *DECLARATION.machines]))
        assert len(named("function--ExecutionThrottled")) + longest <= ROOM * 255


class TestFunctions:
    def test_environments_fit(self):
        stages = json.loads((ROOT / config.CONFIG).read_text())["stages"]
        of_terraform = 600  # what release/package_terraform.py adds: names, addresses and limits of the stage
        assert all(characters(stage["environment_variables"]) + of_terraform <= ROOM * 4_096 for stage in stages.values())

    def test_triggers_stay_in_their_ranges(self):
        for name, function in DECLARATION.functions.items():
            trigger = function.get("trigger", {})
            if "queue" in trigger:
                assert trigger["batch_size"] <= 10 or trigger["window_seconds"], f"{name}: more wants a batching window"
                assert 2 <= trigger.get("maximum_concurrency", 2) <= 1_000, name
            if "stream" in trigger:
                assert trigger["batch_size"] <= 100, f"{name}: a report names each record that failed"


class TestMachines:
    @over("name", sorted(DECLARATION.machines))
    def test_definitions_fit(self, name):
        assert len(DECLARATION.machine_definition(name, PLACE).encode()) <= ROOM * 1_048_576

    def test_causes_fit(self):
        """An error entry keeps the first part of a cause: an item has 400 KB, a state's data 256 KB."""
        for path in MACHINES.glob("*.asl.json"):
            for length in re.findall(r"\$substring\(\$failure\.Cause & '', 0, (\d+)\)", path.read_text()):
                assert int(length) <= 32_768, path.name


class TestTopics:
    def test_filters_fit(self):
        for name, subscription in DECLARATION.subscriptions.items():
            values = [len(each) for each in subscription["filter"].values()]
            combinations = 1
            for each in values:
                combinations *= each
            assert len(values) <= 5 and combinations <= ROOM * 150, f"{name}: SNS takes 5 attributes and 150 combinations"

    def test_filtered_subscriptions_fit_an_account_of_three_stages(self):
        assert 3 * len(DECLARATION.subscriptions) <= ROOM * 200


class TestTables:
    def test_indexes_fit(self):
        assert all(len(table.get("indexes", {})) <= ROOM * 20 for table in DECLARATION.tables.values())

    def test_a_throttling_alarm_holds_its_metrics(self):
        """Two for the table and two an index; an alarm's expression takes ten."""
        assert all(2 + 2 * len(table.get("indexes", {})) <= 10 for table in DECLARATION.tables.values())


class TestApi:
    def test_resources_fit(self):
        """Each part of a path is a resource of API Gateway, which takes 300 an API."""
        parts = {tuple(path.split("/")[1 : depth + 1]) for path in app.routes for depth in range(1, path.count("/") + 1)}
        assert len(parts) <= ROOM * 300

    def test_answers_before_api_gateway_gives_up(self):
        assert DECLARATION.functions["api_handler"]["timeout_seconds"] < 29


class TestWeb:
    def test_the_function_at_the_door_fits(self):
        """CloudFront takes 10 KB, and no more than a millisecond's work."""
        assert len((ROOT / "terraform" / "web" / "pages.js").read_bytes()) <= ROOM * 10_240

    def test_the_policy_of_a_page_fits(self):
        """A value of a response headers policy has 1,783 characters in CloudFront."""
        origins = {
            use: " ".join(
                f"https://{PLACE.name('bucket', name)}.s3.{PLACE.region}.amazonaws.com"
                for name, bucket in DECLARATION.buckets.items()
                if bucket.get("browser") == use
            )
            for use in ("uploads", "pictures")
        }
        assert max(map(len, html.headers(**origins).values())) <= ROOM * 1_783


class TestDashboard:
    def test_metrics_fit(self):
        """A graph takes 500 metrics, a dashboard 2,500."""
        charts = [3, 2, len(DECLARATION.machines), 2 * len(DECLARATION.machines), len(DECLARATION.queues), len(DECLARATION.queues),
                  len(DECLARATION.functions), len(DECLARATION.functions), 2 * len(DECLARATION.tables), len(DECLARATION.functions)]  # fmt: skip
        assert max(charts) <= ROOM * 500 and sum(charts) <= ROOM * 2_500
