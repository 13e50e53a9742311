"""What Chalice reads follows from the declaration."""

import json

import pytest

from release import config
from release.declaration import ROOT, STAGES, Declaration, Place, load


class TestConfigJson:
    def test_is_in_sync_with_the_declaration(self):
        load.cache_clear()
        assert (ROOT / config.CONFIG).read_text() == config.rendered(load()), "run `make config`"

    def test_has_every_stage_with_memory_timeout_and_policy_of_each_function(self):
        written = json.loads(config.rendered(load()))
        assert written["stages"].keys() == set(STAGES)
        assert written["autogen_policy"] is False
        for name, stage in written["stages"].items():
            assert stage["lambda_functions"].keys() == load().functions.keys()
            for function, settings in stage["lambda_functions"].items():
                assert settings["iam_policy_file"] == f"policies/{name}/{function}.json"
                assert settings["lambda_memory_size"] >= 128
                assert 1 <= settings["lambda_timeout"] <= 900

    def test_limits_requests_as_the_contract_says(self):
        stages = json.loads(config.rendered(load()))["stages"]
        limits = {name: stage["environment_variables"]["RATE_LIMIT_PER_MINUTE"] for name, stage in stages.items()}
        assert (limits["prod"], limits["local"]) == ("100", "6000")


class TestPolicy:
    PLACE = Place("dev", "111122223333", "eu-west-1")

    def test_is_what_is_declared_and_the_functions_own_logs_and_traces(self):
        declared = [{"actions": ["dynamodb:GetItem"], "resources": ["table/t"]}]
        policy = config.policy(Declaration(functions={"worker": {"policy": declared}}), "worker", self.PLACE)
        assert policy["Statement"][0] == {
            "Effect": "Allow", "Action": ["dynamodb:GetItem"],
            "Resource": ["arn:aws:dynamodb:eu-west-1:111122223333:table/inferno-dev-t"],
        }  # fmt: skip
        assert policy["Statement"][1]["Resource"][0].endswith("log-group:/aws/lambda/inferno-dev-worker:*")
        assert {action.split(":")[0] for statement in policy["Statement"] for action in statement["Action"]} == {
            "dynamodb",
            "logs",
            "xray",
        }

    def test_names_the_api_function_as_chalice_does(self):
        assert config.function_name(self.PLACE, "api_handler") == "inferno-dev"
        assert config.function_name(self.PLACE, "worker") == "inferno-dev-worker"

    def test_is_written_for_every_function(self, tmp_path):
        config.write_policies(load(), Place("dev"), tmp_path)
        written = {path.stem for path in (tmp_path / "policies" / "dev").glob("*.json")}
        assert written == load().functions.keys()

    def test_names_the_one_domain_a_stage_may_send_from(self):
        place = config.place_of("dev", {"BANK_ACCOUNT_ID": "1", "AWS_REGION": "us-east-1"})
        sending = [
            statement["Resource"]
            for statement in config.policy(load(), "send-notifications-lambda", place)["Statement"]
            if "ses:SendEmail" in statement["Action"]
        ]
        through, domain = "arn:aws:ses:us-east-1:1:configuration-set/inferno-dev-mail", f"identity/{place.mail_domain}"
        assert sending == [[through, f"arn:aws:ses:us-east-1:1:{domain}"]]
        assert "*" not in place.mail_domain

    def test_is_not_written_for_an_account_nobody_named(self, monkeypatch, capsys):
        monkeypatch.delenv("BANK_ACCOUNT_ID", raising=False)
        monkeypatch.setattr("sys.argv", ["config", "--policies", "dev"])
        with pytest.raises(SystemExit):
            config.main()
        assert "release.wire dev --environment" in capsys.readouterr().err
