"""Removing guards: in the right place, once, and put back."""

import subprocess

import pytest

from checks import guards
from checks.guards import Guard, Stale, removed


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "code.py").write_text("if amount > 0 and owner == caller:\n    pay()\n")
    return tmp_path


GUARD = Guard("code.py", " and owner == caller", "", "tests/test_code.py::test_owner")


class TestRemoved:
    def test_takes_the_guard_out_and_puts_it_back(self, tree):
        with removed(GUARD, tree):
            assert (tree / "code.py").read_text().startswith("if amount > 0:")
        assert "owner == caller" in (tree / "code.py").read_text()

    @pytest.mark.parametrize("text", ["nothing of it", "x and owner == caller\ny and owner == caller\n"])
    def test_refuses_a_line_that_is_gone_or_ambiguous(self, tree, text):
        (tree / "code.py").write_text(text)
        with pytest.raises(Stale), removed(GUARD, tree):
            pass


class TestJudge:
    @pytest.mark.parametrize(("code", "verdict"), [(0, "stays green"), (1, None), (2, "did not run"), (5, "did not run")])
    def test_believes_only_a_test_that_ran_and_failed(self, tree, monkeypatch, code, verdict):
        monkeypatch.setattr(guards, "run_tests", lambda *_: subprocess.CompletedProcess([], code, "", ""))
        problem = guards.judge(GUARD, tree)
        assert (problem is None) if verdict is None else (verdict in problem)


class TestTheList:
    def test_names_lines_that_stand_exactly_once_and_tests_that_exist(self):
        for guard in guards.load():
            assert (guards.ROOT / guard.file).read_text().count(guard.find) == 1, f"{guard.file}: {guard.find!r}"
            assert guard.find != guard.replace
            assert (guards.ROOT / guard.test.partition("::")[0]).exists(), guard.test
