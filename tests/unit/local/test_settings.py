"""Where a stack lives follows from the environment, or from the stack that runs already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.settings import Settings, WrongSetting, internal, remember
from release.declaration import ROOT


class TestFromEnvironment:
    def test_has_defaults(self, tmp_path):
        settings = Settings.from_environment({"BANK_LOCAL_DIR": str(tmp_path)})
        assert (settings.port, settings.emulator_port, settings.api_url) == (8000, 4566, "http://127.0.0.1:8000")

    def test_lives_in_the_repository_unless_told(self):
        assert Settings.from_environment({}).folder == Path(__file__).resolve().parents[3] / ".local"

    def test_takes_an_empty_variable_for_none(self, tmp_path):
        given = {"BANK_LOCAL_DIR": str(tmp_path), "PORT": "", "EMULATOR_PORT": "", "RATE_LIMIT_PER_MINUTE": ""}
        settings = Settings.from_environment(given)
        assert (settings.port, settings.function_settings) == (8000, ())

    def test_keeps_the_ports_of_a_stack_that_is_known(self, tmp_path):
        remember(tmp_path, port=8111, emulator_port=4711)
        assert Settings.of_running(tmp_path).emulator.url == "http://127.0.0.1:4711"

    def test_hands_a_few_settings_on_to_the_functions(self, tmp_path):
        given = {"BANK_LOCAL_DIR": str(tmp_path), "RATE_LIMIT_PER_MINUTE": "5", "HOME": "/x"}
        assert Settings.from_environment(given).function_settings == (("RATE_LIMIT_PER_MINUTE", "5"),)


class TestWrongSettings:
    @pytest.mark.parametrize("text", ["abc", "99999", "65536", "-1", "0", "4.5", "8_000", "８０００", " "])
    @pytest.mark.parametrize("name", ["PORT", "EMULATOR_PORT"])
    def test_a_port_is_a_whole_number_that_ports_have(self, tmp_path, name, text):
        with pytest.raises(WrongSetting, match=rf"^{name} is .* from 1 to 65535"):
            Settings.from_environment({"BANK_LOCAL_DIR": str(tmp_path), name: text})

    def test_takes_the_first_and_the_last_port(self, tmp_path):
        given = {"BANK_LOCAL_DIR": str(tmp_path), "PORT": "1", "EMULATOR_PORT": "65535"}
        assert Settings.from_environment(given).emulator_port == 65535

    @pytest.mark.parametrize("text", ["0", "-5", "many", "1.5"])
    def test_a_rate_limit_lets_at_least_one_request_in(self, tmp_path, text):
        with pytest.raises(WrongSetting, match=r"^RATE_LIMIT_PER_MINUTE is .* from 1 on"):
            Settings.from_environment({"BANK_LOCAL_DIR": str(tmp_path), "RATE_LIMIT_PER_MINUTE": text})

    @pytest.mark.parametrize("given", [{"PORT": "4566"}, {"EMULATOR_PORT": "8000"}, {"PORT": "9000", "EMULATOR_PORT": "9000"}])
    def test_the_two_ports_are_not_one(self, tmp_path, given):
        with pytest.raises(WrongSetting, match="need one each"):
            Settings.from_environment(given | {"BANK_LOCAL_DIR": str(tmp_path)})

    def test_a_command_ends_with_the_sentence_alone(self, tmp_path):
        environment = os.environ | {"BANK_LOCAL_DIR": str(tmp_path), "PORT": "abc"}
        ended = subprocess.run(
            [sys.executable, "-m", "local.mails"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr == "PORT is 'abc', but takes a whole number from 1 to 65535.\n"


class TestRemember:
    def test_adds_changes_and_forgets(self, tmp_path):
        remember(tmp_path, a=1, b=2)
        remember(tmp_path, b=None, c=3)
        assert internal(tmp_path) == {"a": 1, "c": 3}

    def test_is_for_its_owner_alone(self, tmp_path):
        remember(tmp_path, keys={"secret_access_key": "s"})
        assert (tmp_path / "internal.json").stat().st_mode & 0o077 == 0

    def test_knows_nothing_of_a_file_that_is_broken(self, tmp_path):
        (tmp_path / "internal.json").write_text("{")
        assert internal(tmp_path) == {}


class TestTheEmulatorsEnvironment:
    def test_holds_nothing_of_the_developers_aws_settings(self, tmp_path, monkeypatch):
        monkeypatch.setenv("AWS_PROFILE", "production")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
        environment = Settings.from_environment({"BANK_LOCAL_DIR": str(tmp_path)}).emulator.environment()
        assert "AWS_PROFILE" not in environment
        assert "real" not in environment.values()
        assert environment["BIND_HOST"] == "127.0.0.1"
        assert environment["AUTH"] == "true"
