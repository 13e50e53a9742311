"""REST routes of the books: accounts, entries and postings as the ledger has them, and the nightly proofs."""

from functools import partial

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.ledger.public import Account, errors
from chalicelib.operations import books
from chalicelib.operations.errors import NoProof, UnknownPosting
from chalicelib.operations.schemas.books import (
    FindingReply,
    JournalQuery,
    JournalReply,
    LedgerAccountQuery,
    LedgerAccountReply,
    LedgerEntriesQuery,
    LedgerEntryPage,
    LedgerEntryReply,
    LegReply,
    ProofList,
    ProofReply,
    ProofsQuery,
    TrialBalanceQuery,
    TrialBalanceReply,
)
from chalicelib.platform import audit, paging, schemas
from chalicelib.platform.dynamo import Item
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__,
    tag="Books",
    about="The ledger as it is, and whether it agrees",
    account_id="an account of any customer",
    posting_id="a posting, as an entry names it",
)
_SHOWN_FINDINGS = 20


@routes.get(
    "/admin/accounts/{account_id}",
    summary="Anybody's account as the ledger has it",
    access="operations",
    query=LedgerAccountQuery,
    answer=LedgerAccountReply,
    failures=(errors.UnknownAccount,),
)
def get_ledger_account(request: Request[None, LedgerAccountQuery]) -> Answer:
    """Its balances at this moment, its version, how many entries and open holds it has."""
    account = books.find_account(request.path["account_id"], request.query.owner_id, request.now)
    audit.look("account.look", request.call, [account.owner_id], subject=account.account_id)
    return Answer(200, _account(account))


@routes.get(
    "/admin/accounts/{account_id}/entries",
    summary="What postings did to an account, newest first",
    access="operations",
    query=LedgerEntriesQuery,
    answer=LedgerEntryPage,
    failures=(errors.UnknownAccount,),
)
def list_ledger_entries(request: Request[None, LedgerEntriesQuery]) -> Answer:
    """Every movement with the balance after it."""
    account = books.find_account(request.path["account_id"], request.query.owner_id, request.now)
    audit.look("account.look", request.call, [account.owner_id], subject=account.account_id)
    found, cursor = paging.page(request, partial(books.movements, account.account_id))
    return Answer(200, LedgerEntryPage(items=[_entry(account, each) for each in found], next_cursor=cursor))


@routes.get(
    "/admin/journal/{posting_id}",
    summary="A posting with its legs",
    access="operations",
    query=JournalQuery,
    answer=JournalReply,
    failures=(UnknownPosting,),
)
def get_journal_item(request: Request[None, JournalQuery]) -> Answer:
    """What it moved between whom, found by an account that it touched."""
    item = books.find_posting(request.query.account_id, request.path["posting_id"])
    owners = {each["owner"] for each in item["touched"]}
    audit.look("posting.look", request.call, owners, subject=item["posting_id"])
    return Answer(200, _journal(item))


@routes.get("/admin/proofs", summary="What the nightly proofs found", access="operations", query=ProofsQuery, answer=ProofList)
def list_proofs(request: Request[None, ProofsQuery]) -> Answer:
    """The latest proofs of the books, with the first of what did not agree."""
    found = books.latest_proofs(request.query.limit, request.now)
    return Answer(200, ProofList(items=[_proof(each) for each in found]))


@routes.get(
    "/admin/trial-balance",
    summary="The trial balance of the last proof until a time",
    access="operations",
    query=TrialBalanceQuery,
    answer=TrialBalanceReply,
    failures=(NoProof,),
)
def get_trial_balance(request: Request[None, TrialBalanceQuery]) -> Answer:
    """By currency: what customers have and what each account of the bank has. No request adds up the whole journal: the
    nightly proof did."""
    at = schemas.moment(request.query.at, "at") if request.query.at else request.now
    proof = books.proof_until(at)
    return Answer(200, TrialBalanceReply(at=proof["at"], currencies=proof["trialBalance"]))


def _account(account: Account) -> LedgerAccountReply:
    return LedgerAccountReply(
        **account.balances(),
        account_id=account.account_id,
        owner_id=account.owner_id,
        product=account.product,
        status=account.status,
        opened_at=account.opened_at,
        version=account.version,
        entries=account.entry_seq,
        holds=len(account.holds),
    )


def _entry(account: Account, item: Item) -> LedgerEntryReply:
    return LedgerEntryReply(
        seq=item["seq"],
        posting_id=item["posting_id"],
        kind=item["kind"],
        at=item["at"],
        moved=to_decimal(item["amount"], account.currency),
        balance_after=to_decimal(item["balance"], account.currency),
    )


def _journal(item: Item) -> JournalReply:
    legs = [
        LegReply(account=each["account"], moved=to_decimal(each["amount"], each["currency"]), currency=each["currency"])
        for each in item["legs"]
    ]
    return JournalReply(
        posting_id=item["posting_id"],
        kind=item["kind"],
        at=item["at"],
        correlation_id=item.get("correlation_id", ""),
        legs=legs,
    )


def _proof(proof: Item) -> ProofReply:
    return ProofReply(
        at=clock.to_text(clock.from_text(proof["at"])),
        outcome=proof["outcome"],
        findings=len(proof["findings"]),
        first=[FindingReply(**each) for each in proof["findings"][:_SHOWN_FINDINGS]],
        read=proof["read"],
    )
