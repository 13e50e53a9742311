"""The demo journey on the real package: its mails, executions and ledger agree."""

import urllib.request
from collections import Counter

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger import public as ledger
from local import journey


@pytest.fixture(scope="module")
def played(stack):
    found = journey.play(stack.settings)
    stack.settle()
    return found


class TestJourney:
    def test_sends_each_mail_and_text_once(self, stack, played):
        with stack.inside():
            from chalicelib.platform import dynamo

            sent = Counter(
                item["template"]
                for item in dynamo.scan_all("notification-table")
                if item.get("userId") == played.client.user_id and item.get("channel", "email") == "email"
            )
        assert sent == Counter(journey.MAILS | journey.TEXTS)
        assert len(stack.mails(played.email)) == sum(journey.MAILS.values())

    def test_mails_links_that_open_the_reports(self, stack, played):
        """Signed by the sender of mails, with what its own role may read."""
        links = [link for mail in stack.mails(played.email) for link in mail.links if "X-Amz-Signature" in link]
        assert len(links) == journey.MAILS["REPORT.ACTIVITY"]
        for link in links:
            with urllib.request.urlopen(link) as answer:
                assert len(answer.read()) > 100

    def test_runs_the_registration_once_named_by_the_user(self, stack, played):
        runs = [each for each in stack.executions("cards_registration") if each.name.startswith(played.client.user_id)]
        assert [each.status for each in runs] == ["SUCCEEDED"]

    def test_leaves_no_execution_failed(self, stack, played):
        machines = ("cards_registration", "cards_purchase", "reports_report")
        of_ada = [
            each.status
            for machine in machines
            for each in stack.executions(machine)
            if played.client.user_id in stack.clients("stepfunctions").describe_execution(executionArn=each.arn)["input"]
        ]
        assert len(of_ada) >= 1 + 12 + 2 and set(of_ada) == {"SUCCEEDED"}

    def test_shows_the_same_balances_everywhere(self, stack, played):
        cards = played.client.cards()
        with stack.inside():
            accounts = {each.account_id: each for each in ledger.accounts_of(played.client.user_id, clock.now())}
            for card in cards.values():
                account = accounts[card["cardId"]]
                entries = list(ledger.entries(account.account_id, None, None, maximum=1000))
                assert card.get("balance", card.get("used")) == account.balances()["balance"]
                assert sum(entry["amount"] for entry in entries) == account.posted_minor
                assert [entry["seq"] for entry in entries] == list(range(1, account.entry_seq + 1))

    def test_leaves_nothing_in_the_error_tables(self, stack, played):
        errors = stack.as_admin.get("/admin/errors").body["items"]
        assert [each for each in errors if played.client.user_id in each["input"]] == []
