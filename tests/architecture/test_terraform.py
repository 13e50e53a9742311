"""The declaration, the application and the Terraform files say the same: read here, without AWS and without Terraform."""

import json
import re
from collections import Counter

from app import app
from chalicelib.platform import error_log, html
from release import config, layers
from release.declaration import APP, FOLDER, MACHINES, ROOT, SHARED, SMS, STAGES, Place, load
from tests.support.over import over

TERRAFORM = FOLDER.parent
DECLARATION = load()
PLACE = Place("prod", "123456789012", "eu-west-1")
FILES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
PLACEHOLDER = re.compile(r"\$\{(\w+)\.([\w-]+)\}")
DECLARED = {
    "table": DECLARATION.tables,
    "queue": DECLARATION.queues,
    "topic": DECLARATION.topics,
    "bucket": DECLARATION.buckets,
    "machine": DECLARATION.machines,
    "execution": DECLARATION.machines,
    "express": DECLARATION.machines,
    "function": DECLARATION.functions,
    "secret": DECLARATION.secrets,
    "key": DECLARATION.keys,
    "role": {"scheduler": {}},
}
DEAD_LETTERS = {queue["dead_letter"] for queue in DECLARATION.queues.values() if "dead_letter" in queue}
STREAM_FAILURES = {
    function["trigger"]["on_failure"]
    for function in DECLARATION.functions.values()
    if "on_failure" in function.get("trigger", {})
}
# Where the scheduler puts a start that nobody took.
LOST_STARTS = "schedule-failures-sqs"


def statements():
    """(owner, statement) of every declared policy."""
    owners = {**DECLARATION.functions, **{f"{name} (machine)": machine for name, machine in DECLARATION.machines.items()}}
    return [(name, statement) for name, owner in owners.items() for statement in owner.get("policy", [])]


def named(token: str) -> tuple[str, str]:
    """Kind and declared name of a resource token: `table/card-table/index/by-owner` names the table."""
    kind, _, rest = token.partition("/")
    if kind == "secret":
        return kind, rest.removesuffix("-*")
    return kind, re.split(r"[/:]", rest)[0]


def deployed_functions() -> set[str]:
    """What Chalice will deploy, by the name it gives each function; the API's function is `api_handler`."""
    others = (*app.pure_lambda_functions, *app.event_sources, *app.builtin_auth_handlers)
    return {"api_handler", *(each.name for each in others)}


def _action(integration: str) -> str:
    """The IAM action of a state's integration: `lambda:invoke`, `aws-sdk:dynamodb:putItem`."""
    service, call = integration.removeprefix("aws-sdk:").split(":")
    call = {"invoke": "InvokeFunction"}.get(call, call[0].upper() + call[1:])
    return f"{service}:{call}"


class TestFunctions:
    def test_every_declared_function_exists_in_the_application_and_the_reverse(self):
        assert set(DECLARATION.functions) == deployed_functions()

    @over("name", sorted(DECLARATION.functions))
    def test_have_memory_time_and_permissions(self, name):
        function = DECLARATION.functions[name]
        assert 128 <= function["memory_mb"] <= 10_240
        assert 1 <= function["timeout_seconds"] <= 900
        assert isinstance(function["policy"], list)

    def test_only_shared_functions_stand_in_several_files(self):
        counted = Counter(name for part in FILES.values() for name in part.get("functions", {}))
        assert {name for name, times in counted.items() if times > 1} <= SHARED


class TestTriggers:
    def test_are_what_the_application_subscribes_to(self):
        subscribed = {}
        for source in app.event_sources:
            if hasattr(source, "queue"):
                window = source.maximum_batching_window_in_seconds
                subscribed[source.name] = ("queue", source.queue, source.batch_size, window)
            else:
                subscribed[source.name] = ("stream", source.stream_arn.split("/")[1], source.batch_size, 0)
        prefix = f"{APP}-local-"
        declared = {}
        for name, function in DECLARATION.functions.items():
            for kind in ("queue", "stream"):
                if kind in function.get("trigger", {}):
                    trigger = function["trigger"]
                    window = trigger.get("window_seconds", 0)
                    declared[name] = (kind, prefix + trigger[kind], trigger["batch_size"], window)
        assert declared == subscribed

    def test_streams_exist_and_say_where_failures_go(self):
        for name, function in DECLARATION.functions.items():
            trigger = function.get("trigger", {})
            if "stream" in trigger:
                assert DECLARATION.tables[trigger["stream"]]["stream"] is True, name
                assert trigger["on_failure"] in DECLARATION.queues, name

    def test_a_stream_has_at_most_two_consumers(self):
        counted = Counter(
            function["trigger"]["stream"]
            for function in DECLARATION.functions.values()
            if "stream" in function.get("trigger", {})
        )
        assert all(times <= 2 for times in counted.values()), counted

    def test_a_message_stays_hidden_while_its_function_may_still_run(self):
        """Six times as long, as AWS advises: Lambda may be throttled before it starts. Projections wait for their
        predecessors by handing a message back, so theirs returns sooner."""
        times = {"query_events": 1}
        for name, function in DECLARATION.functions.items():
            queue = function.get("trigger", {}).get("queue")
            if queue:
                hidden = DECLARATION.queues[queue]["visibility_seconds"]
                assert hidden >= times.get(name, 6) * function["timeout_seconds"], name

    def test_a_layer_is_a_list_of_requirements_and_the_other_way_round(self):
        files = {path.stem.removeprefix("requirements-") for path in ROOT.glob("requirements-*.txt")} - {"dev"}
        assert set(layers.names(DECLARATION)) == files
        for name in files:
            assert f"-r requirements-{name}.in\n" in (ROOT / "requirements-dev.in").read_text()

    def test_a_function_has_no_more_memory_time_and_disk_than_lambda_gives(self):
        for name, function in DECLARATION.functions.items():
            assert 128 <= function["memory_mb"] <= 10_240, name
            assert 1 <= function["timeout_seconds"] <= 900, name
            assert 512 <= function.get("ephemeral_storage_mb", 512) <= 10_240, name

    @over("name", sorted(name for name, function in DECLARATION.functions.items() if "trigger" in function))
    def test_the_function_may_read_its_source(self, name):
        function = DECLARATION.functions[name]
        trigger = function["trigger"]
        if "queue" in trigger:
            token, needed = f"queue/{trigger['queue']}", {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
        else:
            token = f"table/{trigger['stream']}/stream/*"
            needed = {"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"}
        allowed = {
            action for statement in function["policy"] if token in statement["resources"] for action in statement["actions"]
        }
        assert needed <= allowed
        if "on_failure" in trigger:
            sends = [s for s in function["policy"] if f"queue/{trigger['on_failure']}" in s["resources"]]
            assert any("sqs:SendMessage" in statement["actions"] for statement in sends)


class TestPolicies:
    def test_no_action_is_a_wildcard(self):
        for owner, statement in statements():
            assert statement["actions"], owner
            assert all(re.fullmatch(r"[a-z0-9-]+:[A-Z]\w+", action) for action in statement["actions"]), owner

    def test_every_token_names_something_declared(self):
        for owner, statement in statements():
            assert statement["resources"], owner
            for token in statement["resources"]:
                kind, name = named(token)
                if token == SMS:
                    continue  # whatever is no topic
                assert PLACE.arn(token).startswith("arn:aws:"), (owner, token)
                if name == "*":
                    assert kind in ("machine", "execution", "log", "statelog", "push"), "operations look at whatever runs"
                    continue
                if kind in ("schedule", "ses", "mails", "pushes"):
                    # named by the flow that makes them; one identity a stage, one configuration of mails, one application a platform
                    continue
                assert name in DECLARED[kind], (owner, token)

    def test_the_api_works_off_every_error_table(self):
        policy = DECLARATION.functions["api_handler"]["policy"]
        reached = {token for each in policy for token in each["resources"]}
        for table in error_log.TABLES:
            assert {f"table/{table}", f"table/{table}/index/by-status"} <= reached

    def test_an_index_that_is_named_exists(self):
        for owner, statement in statements():
            for token in statement["resources"]:
                found = re.fullmatch(r"table/([\w-]+)/index/([\w-]+)", token)
                if found:
                    assert found[2] in DECLARATION.tables[found[1]].get("indexes", {}), (owner, token)

    def test_nothing_is_allowed_on_everything_but_tracing(self):
        for name in DECLARATION.functions:
            for statement in config.policy(DECLARATION, name, PLACE)["Statement"]:
                if "*" in statement.get("Resource", []):
                    assert all(action.startswith("xray:") for action in statement["Action"]), name

    def test_an_sms_may_be_sent_to_phones_and_to_no_topic(self):
        (allowed,) = PLACE.statements([{"actions": ["sns:Publish"], "resources": [SMS]}])
        assert allowed == {"Effect": "Allow", "Action": ["sns:Publish"], "NotResource": ["arn:aws:sns:*:*:*"]}

    def test_a_key_is_reached_by_its_alias_alone(self):
        (allowed,) = PLACE.statements([{"actions": ["kms:Decrypt"], "resources": ["key/personal-data"]}])
        assert allowed["Condition"] == {"StringEquals": {"kms:RequestAlias": ["alias/inferno-prod-personal-data"]}}
        assert allowed["Resource"] == ["arn:aws:kms:eu-west-1:123456789012:key/*"]

    def test_a_key_is_read_by_functions_only(self):
        """A machine's role and everybody else are refused by the key's own policy too."""
        reached = {name for name, statement in statements() for token in statement["resources"] if named(token)[0] == "key"}
        assert reached <= set(DECLARATION.functions)
        text = (TERRAFORM / "keys.tf").read_text()
        denied = re.search(r'Effect    = "Deny".*?ArnNotLike = \{(.*?)\]', text, re.DOTALL)
        assert denied and re.findall(r"role/(.*)\"", denied[1]) == ["${local.prefix}", "${local.prefix}-*"]
        assert "enable_key_rotation     = true" in text

    def test_terraform_grants_no_wildcard_action(self):
        for path in TERRAFORM.rglob("*.tf"):
            for found in re.finditer(r'"[a-z0-9-]+:\w*\*"', path.read_text()):
                if found[0] == '"kms:*"':
                    continue  # a key without its account's word could never be changed again
                block = path.read_text()[: found.start()].rpartition("Effect")[2]
                assert '"Deny"' in block.splitlines()[0], f"{path.name}: {found[0]}"


class TestRelay:
    """What lies in an error table is done once more by `relay_outbox`, whoever failed: it must reach all of it."""

    # Retried by starting its registration again, which sends the message with a task token of its own.
    NEVER_SENT_AGAIN = {"create-request-card-sqs"}

    def reached(self, action: str) -> set[str]:
        policy = DECLARATION.functions["relay_outbox"]["policy"]
        return {named(token)[1] for statement in policy if action in statement["actions"] for token in statement["resources"]}

    def test_may_start_every_machine(self):
        assert set(DECLARATION.machines) <= self.reached("states:StartExecution")

    def test_may_send_to_every_queue_with_work(self):
        work = {name for name, queue in DECLARATION.queues.items() if "dead_letter" in queue}
        assert work - self.NEVER_SENT_AGAIN <= self.reached("sqs:SendMessage")

    def test_may_publish_on_every_topic(self):
        ours = {name for name, topic in DECLARATION.topics.items() if "tells" not in topic}  # on the others a service does
        assert ours <= self.reached("sns:Publish")

    def test_may_make_every_schedule_the_journals_relay_may(self):
        schedules = {
            token
            for statement in DECLARATION.functions["relay_journal"]["policy"]
            if "scheduler:CreateSchedule" in statement["actions"]
            for token in statement["resources"]
        }
        assert {named(token)[1] for token in schedules} <= self.reached("scheduler:CreateSchedule")


class TestQueues:
    def test_each_is_a_dead_letter_queue_or_has_one(self):
        for name, queue in DECLARATION.queues.items():
            if "dead_letter" in queue:
                assert queue["dead_letter"] in DECLARATION.queues, name
                assert queue["dead_letter"] != name
                assert queue["max_receives"] >= 1, name
            else:
                assert name in DEAD_LETTERS | STREAM_FAILURES | {LOST_STARTS}, f"{name} loses what fails"

    def test_subscriptions_filter_and_name_what_is_declared(self):
        for name, subscription in DECLARATION.subscriptions.items():
            assert subscription["topic"] in DECLARATION.topics, name
            assert subscription["queue"] in DECLARATION.queues, name
            assert subscription["filter"], f"{name} would take every event"


class TestTables:
    @over("name", sorted(DECLARATION.tables))
    def test_attributes_are_exactly_those_of_keys_and_indexes(self, name):
        table = DECLARATION.tables[name]
        keyed = [table, *table.get("indexes", {}).values()]
        needed = {each[key] for each in keyed for key in ("hash_key", "range_key") if each.get(key)}
        assert set(table["attributes"]) == needed
        assert set(table["attributes"].values()) <= {"S", "N", "B"}

    def test_where_nothing_is_taken_back_nobody_may_change_or_remove_an_item(self):
        """Neither a function or a machine by its role, nor anybody else: Terraform denies it on the table itself."""
        kept = {name for name, table in DECLARATION.tables.items() if table.get("append_only")}
        assert "audit-table" in kept
        for owner, statement in statements():
            touched = {named(token)[1].split("/")[0] for token in statement["resources"] if token.startswith("table/")}
            if touched & kept:
                allowed = {"dynamodb:PutItem", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:BatchGetItem"}
                assert set(statement["actions"]) <= allowed, owner
        denied = (TERRAFORM / "tables.tf").read_text().partition('resource "aws_dynamodb_resource_policy" "append_only"')[2]
        for action in ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate", "PartiQLDelete"):
            assert f'"dynamodb:{action}"' in denied

    def test_a_restoration_takes_nothing_of_those_back(self):
        assert set(DECLARATION.tables) - set(DECLARATION.restorable) == {"audit-table"}


class TestMachines:
    def test_every_declared_machine_has_a_definition_and_the_reverse(self):
        assert set(DECLARATION.machines) == {path.name.removesuffix(".asl.json") for path in MACHINES.glob("*.asl.json")}

    @over("name", sorted(DECLARATION.machines))
    def test_definition_names_only_what_is_declared_and_permitted(self, name):
        machine = DECLARATION.machines[name]
        assert machine["type"] in ("STANDARD", "EXPRESS")
        permitted = {named(token) for statement in machine["policy"] for token in statement["resources"]}
        text = (MACHINES / f"{name}.asl.json").read_text()
        for kind, resource in PLACEHOLDER.findall(text):
            assert resource in getattr(DECLARATION, kind), f"${{{kind}.{resource}}}"
            assert (kind.removesuffix("s"), resource) in permitted, f"the role does not reach {kind}.{resource}"
        assert "${" not in PLACEHOLDER.sub("", text)

    @over("name", sorted(DECLARATION.machines))
    def test_role_allows_what_the_states_do_and_nothing_else(self, name):
        definition = (MACHINES / f"{name}.asl.json").read_text()
        integrations = set(re.findall(r'"arn:aws:states:::((?:aws-sdk:)?\w+:\w+)', definition))
        assert {_action(each) for each in integrations} == {
            action for statement in DECLARATION.machines[name]["policy"] for action in statement["actions"]
        }

    def test_schedules_start_declared_standard_machines(self):
        for name, schedule in DECLARATION.schedules.items():
            assert DECLARATION.machines[schedule["machine"]]["type"] == "STANDARD", name


class TestTerraform:
    def test_resolves_tokens_like_the_laptop(self):
        """locals.tf and release/declaration.py each turn a token into an ARN: the prefixes must agree."""
        text = (TERRAFORM / "locals.tf").read_text()
        block = re.search(r"arn_prefixes = \{(.*?)\n  \}", text, re.DOTALL)[1]
        known = {
            "local.where": f"{PLACE.region}:{PLACE.account}",
            "local.prefix": f"{APP}-{PLACE.stage}",
            "local.account": PLACE.account,
        }
        prefixes = {
            kind: re.sub(r"\$\{([\w.]+)\}", lambda found: known[found[1]], prefix)
            for kind, prefix in re.findall(r'(\w+)\s*= "([^"]+)"', block)
        }
        assert prefixes == {kind: PLACE.arn(f"{kind}/") for kind in (*DECLARED, "schedule")}

    def test_knows_every_kind_that_is_declared(self):
        read = set(re.findall(r"part\.(\w+)", (TERRAFORM / "locals.tf").read_text()))
        packaged = {"gateway_responses"}
        assert {kind for part in FILES.values() for kind in part} <= read | packaged

    def test_every_stage_sets_variables_that_exist(self):
        variables = set(re.findall(r'^variable "(\w+)"', (TERRAFORM / "variables.tf").read_text(), re.MULTILINE))
        for stage in STAGES[1:]:
            text = (TERRAFORM / "stages" / f"{stage}.tfvars").read_text()
            given = dict(re.findall(r"^(\w+)\s*= (.*)$", text, re.MULTILINE))
            assert {"stage", "mail_domain", "log_retention_days", "deletion_protection"} <= set(given) <= variables, stage
            assert given["stage"] == f'"{stage}"'

    def test_production_keeps_what_it_has(self):
        text = (TERRAFORM / "stages" / "prod.tfvars").read_text()
        assert re.search(r"^deletion_protection\s*= true$", text, re.MULTILINE)

    def test_no_machine_logs_what_goes_through_it(self):
        (said,) = re.findall(r"include_execution_data\s*= (\w+)", (TERRAFORM / "machines.tf").read_text())
        assert said == "false", "inputs hold merchants, amounts, idempotency keys and mails"

    def test_no_state_ever_holds_a_secret(self):
        """What Terraform makes or reads lies in its state in the clear, for whoever may plan.

        The one exception is what CloudFront says to the API's firewall: both show it to whoever may plan (decision 0203).
        """
        for path in TERRAFORM.rglob("*.tf"):
            found = re.findall(
                r'random_password(?!" "origin"|\.origin\b)|_secret_version"|secret_string|tls_private_key|aws_iam_access_key',
                path.read_text(),
            )
            assert found == [], path.name

    def test_an_api_behind_a_web_is_shut_to_others(self):
        """One who comes around CloudFront could say where he is, and the firewall there would not see him."""
        text = (TERRAFORM / "firewall.tf").read_text()
        assert 'local.web || var.firewall ? { api = { scope = "REGIONAL"' in text, "the door is there without the firewall too"
        (rule,) = re.findall(r'for_each = local\.web && each\.key == "api" \?.*?visibility_config', text, re.DOTALL)
        assert "block {}" in rule and "not_statement" in rule
        assert (
            "for_each = [local.origin_turns.now, local.origin_turns.before]" in rule
            and "rule.value[statement.value].result" in rule
        )
        assert rule.count("search_string") == 1 and 'positional_constraint = "EXACTLY"' in rule
        (header,) = re.findall(r'address_header = local\.web \? "([\w-]+)" : ""', (TERRAFORM / "web.tf").read_text())
        assert (
            f'request.headers["{header.lower()}"] = {{ value: event.viewer.ip }}' in (TERRAFORM / "web" / "pages.js").read_text()
        )

    def test_what_a_browser_reaches_of_s3_is_declared(self):
        uses = {name: bucket["browser"] for name, bucket in DECLARATION.buckets.items() if "browser" in bucket}
        assert uses == {"avatars": "pictures", "kyc-documents": "pictures", "kyc-quarantine": "uploads"}

    def test_a_page_has_the_headers_of_the_one_declaration(self):
        """CloudFront has arguments of its own for some; every other is custom. None is lost, none is written twice."""
        text = (TERRAFORM / "web" / "distribution.tf").read_text()
        (own,) = re.findall(r"own_headers = \[(.*?)\]", text)
        named = json.loads(f"[{own}]")
        assert set(named) < set(html.HEADERS)
        for name in set(named) - {"X-Content-Type-Options"}:  # which has only one value
            assert f'page_headers["{name}"]' in text, name

    def test_no_file_names_a_real_account(self):
        for path in [*TERRAFORM.rglob("*.tf"), *(TERRAFORM / "stages").glob("*")]:
            assert not re.search(r"\b\d{12}\b", path.read_text()), path.name


class TestChaliceConfiguration:
    def test_is_in_sync_with_the_declaration(self):
        assert (ROOT / config.CONFIG).read_text() == config.rendered(DECLARATION), "run `python -m release.config`"

    def test_gives_every_function_its_policy_file_in_every_stage(self):
        written = json.loads((ROOT / config.CONFIG).read_text())
        assert written["autogen_policy"] is False
        for stage in STAGES:
            functions = written["stages"][stage]["lambda_functions"]
            assert set(functions) == set(DECLARATION.functions)
            assert all(each["iam_policy_file"] == f"policies/{stage}/{name}.json" for name, each in functions.items())


class TestGatewayResponses:
    def test_cover_what_api_gateway_answers_by_itself(self):
        needed = {
            "UNAUTHORIZED": 401, "ACCESS_DENIED": 403, "MISSING_AUTHENTICATION_TOKEN": 404, "REQUEST_TOO_LARGE": 413,
            "UNSUPPORTED_MEDIA_TYPE": 415, "THROTTLED": 429, "INTEGRATION_TIMEOUT": 503,
        }  # fmt: skip
        found = {name: response["status"] for name, response in DECLARATION.gateway_responses.items()}
        assert needed.items() <= found.items()
        assert {"DEFAULT_4XX", "DEFAULT_5XX"} <= set(found)

    def test_tell_when_to_come_back(self):
        for name, response in DECLARATION.gateway_responses.items():
            if response["status"] in (429, 503):
                assert int(response["headers"]["Retry-After"]) >= 1, name
