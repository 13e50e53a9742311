"""What operators of a stage do by commands, while the bank works. No function does it, so nothing kills it; what fails is done again."""

import uuid
from typing import TYPE_CHECKING, Any

from chalicelib.cards.store import TRANSACTIONS as CARD_TRANSACTIONS
from chalicelib.customers.operations.seal_documents import seal_documents
from chalicelib.customers.store import DOCUMENTS, USERS
from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.kernel import clock
from chalicelib.platform import settings
from chalicelib.platform.dynamo import to_wire
from chalicelib.query.store import ACCOUNTS, BALANCES, TRANSACTIONS
from chalicelib.reconciliation.operations.redeliver import redeliver
from simulation.bank.tables import items
from simulation.bank.wants.wanting import Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer
    from simulation.world import World


@want()
def rebuilds_the_projections(me: "Customer") -> Want:
    from ops.rebuild_projections import rebuild_all

    def rebuild() -> None:
        _left_by_a_restore(me.world)
        rebuild_all()

    return Want("waits while an operator rebuilds the projections", act=rebuild, keyed=False)


def _left_by_a_restore(world: "World") -> None:
    """Rows of what the ledger does not know, as a restore to an earlier second leaves them behind: copies of others, of a stranger."""
    stranger = str(uuid.uuid5(uuid.NAMESPACE_OID, "a stranger"))
    for table in (BALANCES, ACCOUNTS, TRANSACTIONS, CARD_TRANSACTIONS):
        for row in [row for row in items(world, table) if row.get("status") != "DECLINED"][:1]:
            whose = dict.fromkeys({"uuid", "owner_id", "user_id", "account_id", "card_id"} & set(row), stranger)
            _write(world, table, {**row, **whose})


def _written_by_an_older_release(me: "Customer") -> None:
    for row in items(me.world, USERS):
        if row["uuid"] == me.user_id:
            _write(me.world, USERS, {**row, "left": "by an older release"})
    _write(me.world, DOCUMENTS, {"document_key": f"DOC-{me.name}", "user_id": me.user_id})


def _write(world: "World", table: str, row: dict[str, Any]) -> None:
    world.doubles["dynamodb"].put_item(TableName=settings.table_name(table), Item=to_wire(row))


@want()
def delivers_once_more(me: "Customer") -> Want:
    since = clock.from_text(me.yesterday()) if me.pick("postings too", (False, True)) else None
    return Want("waits while an operator delivers once more", act=lambda: redeliver(since, now=clock.now()), keyed=False)


@want()
def makes_staff_of_somebody(me: "Customer") -> Want:
    email, password = f"operator.{me.number}@bank.example", "a horse that is made of staples"
    return Want(
        "waits while an operator makes staff of somebody",
        act=lambda: make_staff(email, password, ["operations"], now=clock.now()),
        keyed=False,
    )


@want()
def seals_the_documents(me: "Customer") -> Want:
    def seal() -> int:
        _written_by_an_older_release(me)
        return seal_documents().sealed

    return Want("waits while an operator seals the documents", act=seal, keyed=False)
