"""Every alarm leads to a page that tells what to do, and every page is some alarm's."""

import re

import pytest

from tests.architecture.test_terraform import ROOT, TERRAFORM

FOLDER = ROOT / "docs" / "runbooks"
PAGES = {path.stem for path in FOLDER.glob("*.md")} - {"README"}
TEXT = "\n".join(path.read_text() for path in sorted(TERRAFORM.glob("*.tf")))
ALARMS = dict(
    re.findall(r'^resource "aws_cloudwatch_(?:metric_alarm|event_rule)" "(\w+)" \{\n(.*?)^\}', TEXT, re.DOTALL | re.MULTILINE)
)
# Led to from another page: one alarm that means two things.
SECOND_PAGES = {"books-differ": "execution-failed"}
METRIC_PAGES = set(re.findall(r'^    Execution\w+\s*= "([\w-]+)"$', TEXT, re.MULTILINE))
NAMED_PAGES = set(re.findall(r'runbook = "([\w-]+)"', TEXT)) | METRIC_PAGES


def pages_of(alarm: str) -> set[str]:
    """The pages that an alarm's description leads to; those of `each.value.runbook` are named where its values are."""
    (page,) = re.findall(r'description +\= ".* See docs/runbooks/(.+)\.md"', ALARMS[alarm]) or [None]
    assert page, f"the description of {alarm} leads to no runbook"
    return NAMED_PAGES if page == "${each.value.runbook}" else {page}


@pytest.mark.parametrize("alarm", sorted(ALARMS))
def test_an_alarm_leads_to_a_page_that_exists(alarm):
    assert pages_of(alarm) <= PAGES


def test_every_page_is_some_alarms():
    led = {page for alarm in ALARMS for page in pages_of(alarm)}
    assert PAGES - led == set(SECOND_PAGES)
    for second, first in SECOND_PAGES.items():
        assert f"({second}.md)" in (FOLDER / f"{first}.md").read_text()


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_tells_what_to_do_and_leads_nowhere_wrong(page):
    text = (FOLDER / f"{page}.md").read_text()
    assert text.startswith("# ") and "\n**Alarm:** " in text and "\n## What to do\n\n1. " in text
    for link in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (FOLDER / link).exists(), link


def test_everything_that_can_fall_silent_is_watched():
    for watched in ("dead_letter", "queue_age", "stream_age", "table_throttles", "function_throttles", "api_throttled", "schedule",
                    "schedule_silent", "overdue_started"):  # fmt: skip
        assert watched in ALARMS
