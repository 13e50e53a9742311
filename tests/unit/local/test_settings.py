"""Where a stack lives follows from the environment, or from the stack that runs already."""

from pathlib import Path

from local.settings import Settings, internal, remember


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


class TestRemember:
    def test_adds_changes_and_forgets(self, tmp_path):
        remember(tmp_path, a=1, b=2)
        remember(tmp_path, b=None, c=3)
        assert internal(tmp_path) == {"a": 1, "c": 3}

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
