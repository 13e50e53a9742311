"""The one journal entry a savings goal causes: a contribution from its wallet."""

from collections.abc import Callable, Mapping

from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.savings.model import Goal


def contribution(
    goal: Goal,
    amount_of: Callable[[Account], int],
    call: Call,
    *,
    deliver: Callable[[Posted], list[Delivery]] | None = None,
) -> Posting:
    """Moves from the wallet what `amount_of` says of the goal's account, which is asked again when a race was lost."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        minor = amount_of(accounts[goal.goal_id])
        legs = (
            Leg(goal.wallet_id, -minor, goal.currency, goal.owner_id),
            Leg(goal.goal_id, minor, goal.currency, goal.owner_id),
        )
        return Draft(legs, {"type": "CONTRIBUTION", "goalId": goal.goal_id})

    def render(posted: Posted) -> dict[str, object]:
        account, wallet = posted.accounts[goal.goal_id], posted.accounts[goal.wallet_id]
        return {
            "transactionId": posted.posting_id,
            "goalId": goal.goal_id,
            "saved": account.decimal(account.posted_minor),
            "walletBalance": wallet.decimal(wallet.posted_minor),
            "currency": goal.currency,
        }

    return Posting(
        "goal.contributed",
        call,
        compose,
        render,
        accounts=(AccountKey(goal.owner_id, goal.wallet_id), AccountKey(goal.owner_id, goal.goal_id)),
        deliver=deliver,
    )
