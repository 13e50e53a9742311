"""Every journal entry a savings goal causes: contributions from its wallet, withdrawals back to it, the last one of all."""

from collections.abc import Callable, Mapping

from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting, errors
from chalicelib.platform.call import Call
from chalicelib.platform.outbox import Delivery
from chalicelib.savings import store
from chalicelib.savings.errors import GoalClosed
from chalicelib.savings.model import Goal

_WORDS: Mapping[type[Failure], type[Failure]] = {errors.AccountClosed: GoalClosed}


def contribution(
    goal: Goal,
    amount_of: Callable[[Account], int],
    call: Call,
    *,
    deliver: Callable[[Posted], list[Delivery]] | None = None,
) -> Posting:
    """Moves from the wallet what `amount_of` says of the goal's account, which is asked again when a race was lost."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        return Draft(_to_goal(goal, amount_of(accounts[goal.goal_id])), _told(goal, "CONTRIBUTION"))

    return _posting("goal.contributed", goal, call, compose, deliver)


def withdrawal(goal: Goal, minor: int, call: Call) -> Posting:
    """Moves money back to the wallet. More than what was saved is refused as for any account."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        return Draft(_to_goal(goal, -minor), _told(goal, "WITHDRAWAL"))

    return _posting("goal.withdrawn", goal, call, compose)


def closing(goal: Goal, call: Call) -> Posting:
    """Moves whatever is saved back to the wallet and closes the goal's account with it, so that nothing comes after."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        legs = _to_goal(goal, -accounts[goal.goal_id].posted_minor)
        return Draft(legs, _told(goal, "GOAL_CLOSED"), closes=(goal.goal_id,), changes=(store.closed(goal.goal_id),))

    return _posting("goal.closed", goal, call, compose)


def _to_goal(goal: Goal, minor: int) -> tuple[Leg, Leg]:
    return (
        Leg(goal.wallet_id, -minor, goal.currency, goal.owner_id),
        Leg(goal.goal_id, minor, goal.currency, goal.owner_id),
    )


def _told(goal: Goal, type: str) -> dict[str, dict[str, object]]:
    about: dict[str, object] = {"type": type, "goalId": goal.goal_id}
    return {goal.wallet_id: about, goal.goal_id: about}


def _posting(
    kind: str,
    goal: Goal,
    call: Call,
    compose: Callable[[Mapping[str, Account]], Draft],
    deliver: Callable[[Posted], list[Delivery]] | None = None,
) -> Posting:
    def render(posted: Posted) -> dict[str, object]:
        account, wallet = posted.accounts[goal.goal_id], posted.accounts[goal.wallet_id]
        return {
            "transactionId": posted.posting_id,
            "goalId": goal.goal_id,
            "status": account.status,
            "saved": account.decimal(account.posted_minor),
            "walletBalance": wallet.decimal(wallet.posted_minor),
            "currency": goal.currency,
        }

    return Posting(
        kind,
        call,
        compose,
        render,
        accounts=(AccountKey(goal.owner_id, goal.wallet_id), AccountKey(goal.owner_id, goal.goal_id)),
        words=_WORDS,
        deliver=deliver,
    )
