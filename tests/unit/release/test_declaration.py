"""The declaration: merged by kind over its files, names and ARNs by convention."""

import json

import pytest

from release import declaration
from release.declaration import DeclarationError, Place, load


def written(folder, **files: dict):
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    load.cache_clear()
    return folder


class TestLoad:
    def test_merges_files_by_kind(self, tmp_path):
        merged = load(written(tmp_path, a={"tables": {"one": {}}}, b={"tables": {"two": {}}, "topics": {"t": {}}}))
        assert (merged.tables.keys(), merged.topics.keys()) == ({"one", "two"}, {"t"})

    def test_refuses_a_name_declared_twice(self, tmp_path):
        with pytest.raises(DeclarationError, match=r"tables 'one' is declared twice"):
            load(written(tmp_path, a={"tables": {"one": {}}}, b={"tables": {"one": {}}}))

    def test_refuses_a_kind_it_does_not_know(self, tmp_path):
        with pytest.raises(DeclarationError, match="unknown kind 'tabels'"):
            load(written(tmp_path, a={"tabels": {}}))

    def test_adds_up_what_contexts_need_of_the_api(self, tmp_path):
        first = {"functions": {"api_handler": {"memory_mb": 1024, "policy": [{"actions": ["a:A"], "resources": []}]}}}
        second = {"functions": {"api_handler": {"policy": [{"actions": ["b:B"], "resources": []}]}}}
        api = load(written(tmp_path, a=first, b=second)).functions["api_handler"]
        assert api["memory_mb"] == 1024
        assert [each["actions"] for each in api["policy"]] == [["a:A"], ["b:B"]]

    def test_finds_every_resource_that_another_names(self):
        load.cache_clear()
        whole = load()
        assert {queue["dead_letter"] for queue in whole.queues.values() if queue.get("dead_letter")} <= whole.queues.keys()
        assert {each["queue"] for each in whole.subscriptions.values()} <= whole.queues.keys()
        assert {each["topic"] for each in whole.subscriptions.values()} <= whole.topics.keys()
        assert {each["machine"] for each in whole.schedules.values()} <= whole.machines.keys()
        triggers = [function["trigger"] for function in whole.functions.values() if "trigger" in function]
        assert {trigger["queue"] for trigger in triggers if "queue" in trigger} <= whole.queues.keys()
        assert {trigger["stream"] for trigger in triggers if "stream" in trigger} <= whole.tables.keys()

    def test_names_no_action_with_a_wildcard(self):
        whole = load()
        policies = [each.get("policy", []) for each in (*whole.functions.values(), *whole.machines.values())]
        actions = {action for policy in policies for statement in policy for action in statement["actions"]}
        assert actions
        assert not [action for action in actions if "*" in action]


class TestPlace:
    PLACE = Place("prod", "111122223333", "eu-west-1")

    @pytest.mark.parametrize(
        ("token", "arn"),
        [
            ("table/x/index/*", "arn:aws:dynamodb:eu-west-1:111122223333:table/inferno-prod-x/index/*"),
            ("bucket/x/*", "arn:aws:s3:::inferno-prod-111122223333-x/*"),
            ("schedule/hold-*", "arn:aws:scheduler:eu-west-1:111122223333:schedule/inferno-prod/hold-*"),
            ("function/x", "arn:aws:lambda:eu-west-1:111122223333:function:inferno-prod-x"),
            ("role/x", "arn:aws:iam::111122223333:role/inferno-prod-x"),
        ],
    )
    def test_knows_the_arn_of_a_token(self, token, arn):
        assert self.PLACE.arn(token) == arn

    def test_refuses_a_token_of_no_kind(self):
        with pytest.raises(DeclarationError, match="unknown kind"):
            self.PLACE.arn("tabel/x")

    def test_agrees_with_the_names_the_application_uses(self, monkeypatch):
        from chalicelib.platform import settings

        monkeypatch.setenv("BANK_STAGE", "prod")
        monkeypatch.setenv("BANK_ACCOUNT_ID", "111122223333")
        monkeypatch.setenv("AWS_REGION", "eu-west-1")
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        monkeypatch.setattr(settings, "_account", None)
        assert settings.table_name("x") == self.PLACE.name("table", "x")
        assert settings.bucket_name("x") == self.PLACE.name("bucket", "x")
        assert settings.topic_arn("x") == self.PLACE.arn("topic/x")
        assert settings.machine_arn("x") == self.PLACE.arn("machine/x")
        assert settings.queue_url("x") == self.PLACE.queue_url("x")
        assert settings.role_arn("x") == self.PLACE.arn("role/x")


class TestMachineDefinition:
    def test_leaves_no_placeholder_in_any_machine(self):
        for name in load().machines:
            text = load().machine_definition(name, Place("local"), "http://127.0.0.1:4566")
            assert "${" not in text
            assert json.loads(text)["QueryLanguage"] == "JSONata"

    def test_replaces_each_kind_by_what_a_definition_needs(self, tmp_path, monkeypatch):
        (tmp_path / "m.asl.json").write_text("${functions.f} ${queues.q} ${tables.t} ${topics.s} ${machines.m} ${buckets.b}")
        monkeypatch.setattr(declaration, "MACHINES", tmp_path)
        place = Place("local")
        assert load().machine_definition("m", place, "http://x:1").split() == [
            place.arn("function/f"), "http://x:1/000000000000/inferno-local-q", "inferno-local-t", place.arn("topic/s"),
            place.arn("machine/m"), "inferno-local-000000000000-b",
        ]  # fmt: skip
