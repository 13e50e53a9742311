"""The same random histories as on the fake, a few of them, on the emulator's DynamoDB."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.ledger_history import Histories

EXAMPLES, STEPS = 12, 25


class Checked(Histories):
    """The books are judged once at the end, not after every history."""

    def check_books(self) -> None:
        pass


def test_histories_come_to_what_the_model_says(verify):
    run_state_machine_as_test(
        Checked,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        ),
    )
    assert verify() == []
