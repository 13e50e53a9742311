"""What a pipeline is trusted with: it runs code that is pinned, and holds credentials only where and when it needs them."""

import re

import pytest
import yaml

from release.declaration import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text()) for path in FILES}
JOBS = [(name, job, WORKFLOWS[name]["jobs"][job]) for name in WORKFLOWS for job in WORKFLOWS[name]["jobs"]]
NAMES = [f"{name}.{job}" for name, job, _ in JOBS]
CREDENTIALS = "aws-actions/configure-aws-credentials"


def takes_credentials(job: dict) -> bool:
    return any(step.get("uses", "").startswith(CREDENTIALS) for step in job["steps"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit_and_say_which_version_it_is(path):
    for line in re.findall(r"^\s*-? uses: .*$", path.read_text(), re.MULTILINE):
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_workflow_hands_its_jobs_more_than_reading(name):
    assert set((WORKFLOWS[name]["permissions"] or {}).items()) <= {("contents", "read")}


@pytest.mark.parametrize(("name", "title", "job"), JOBS, ids=NAMES)
def test_a_job_may_ask_for_an_identity_only_where_it_uses_one(name, title, job):
    assert ("id-token" in job.get("permissions", {})) == takes_credentials(job)


@pytest.mark.parametrize(("name", "title", "job"), JOBS, ids=NAMES)
def test_nothing_is_installed_or_built_once_there_are_credentials(name, title, job):
    if takes_credentials(job):
        steps = [step.get("uses", step.get("run", "")) for step in job["steps"]]
        taken = next(number for number, step in enumerate(steps) if step.startswith(CREDENTIALS))
        assert any("make package" in step or step.endswith("release.web") for step in steps[:taken])
        for step in steps[taken + 1 :]:
            assert re.match(r"terraform |curl |\.venv/bin/python -m release\.publish ", step), step


@pytest.mark.parametrize(("name", "title", "job"), JOBS, ids=NAMES)
def test_the_repositorys_token_is_not_left_lying_about(name, title, job):
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
