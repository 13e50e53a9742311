"""What a new customer is given, at once, once, or not at all. Numbers from 520 on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulation.bank.errands.errand import errand
from simulation.bank.steps import leaves
from simulation.bank.tables import items
from simulation.bank.wants import WANTS, Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_OPENS, _EVERY_TRY = "accounts.operations.open_account.open_account", 5
_FAILED, _A_WHILE = "account.creation.failed", 400.0


@errand(520)
def somebody_who_has_an_account_says_who_they_are(me: "Person") -> Iterator[Want]:
    yield _says(me)


@errand(521)
def an_account_is_opened_while_the_first_try_to_is_under_way(me: "Person") -> Iterator[Want]:
    yield from leaves(me)
    task = {"customerId": me.user_id, "execution": me.user_id, "correlationId": ""}
    me.world.wire.weather.aim(_OPENS, lambda: me.world.invoke("onboarding_open_account", task))
    yield _says(me)


@errand(522)
def somebody_who_is_frozen_cannot_be_given_an_account(me: "Person") -> Iterator[Want]:
    """And whoever undoes it dies before hearing that it is done."""
    yield from leaves(me)
    path, why = f"/admin/customers/{me.user_id}", {"reason": "A call"}
    yield Want("is frozen", "POST", f"{path}/freeze", why, role="support", keyed=False, granted=True)
    me.world.wire.weather.aim("onboarding.operations.undo_opening._undo", "killed after")
    yield _says(me)
    yield Want("is thawed", "POST", f"{path}/unfreeze", why, role="support", keyed=False, later=_A_WHILE, granted=True)
    path = f"/admin/executions/customers_onboarding:{me.user_id}/redrive"
    yield Want("has it done once more", "POST", path, role="operations", keyed=False, granted=True)


@errand(523)
def somebody_with_an_account_cannot_be_given_cards(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim("cards.store.find_card", *["unreachable"] * _EVERY_TRY)
    yield _says(me)
    yield Want("lets some minutes go by", "GET", "/me", later=_A_WHILE)
    told = [each["deliveries"][0]["body"] for each in items(me.world, "outbox-table") if each["fact"] == _FAILED]
    if me.town.calm and '"account": "NOTHING"' not in "".join(told):
        me.world.broken(f"what {me.name} opened herself is not said to be left alone: {told}")


def _says(me: "Person") -> Want:
    found = WANTS["says who they are"](me)
    assert found is not None
    return found
