"""Property: after any history the ledger is what the model says, balances at any time included, and the books agree."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.ledger_history import Histories

EXAMPLES = int(os.environ.get("LEDGER_HISTORIES", "150"))


def test_any_history_comes_to_what_the_model_says(database):
    def history() -> Histories:
        for table in database.tables.values():
            table.clear()
        return Histories()

    run_state_machine_as_test(
        history,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
        ),
    )
