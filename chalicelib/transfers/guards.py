"""What guards a transfer to somebody else: the payer's level and limit, the payee's first day, the payer's consent, the
screening. All of it is
read with the accounts and changed in the posting's own transaction, so nothing that guards money is a write beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from chalicelib.fraud import public as fraud
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.ledger.public import Account, Posted, Seen
from chalicelib.ledger.public import errors as ledger
from chalicelib.limits import public as limits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.transfers import consent, store
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.payees import Payee, id_of

EXTERNAL_LEVELS = ("FULL", "ENHANCED")


@dataclass(frozen=True, slots=True)
class Passed:
    """A transfer that nothing stands against, or that a person has to look at: with the decision about it, and what is to be
    written with it. `methods` are what the payer consents by, where that is needed."""

    transfer: Transfer
    changes: list[Change] = field(default_factory=list)
    methods: Sequence[str] = ()
    decision: fraud.Decision | None = None

    @property
    def counted(self) -> Mapping[str, Mapping[str, int]]:
        """What is counted of it in its account: nothing between own accounts, where nothing leaves the customer."""
        made = self.transfer
        return {} if made.is_own else fraud.paid_out(made.from_account, made.amount_minor)

    @property
    def in_doubt(self) -> bool:
        return self.decision is not None and self.decision.outcome == "review"


def rows(made: Transfer, payer: Payer) -> dict[str, tuple[str, Item]]:
    """What to read beside the accounts."""
    return {
        "standing": identity.standing_row(payer.caller.email),
        **payer.rows,
        "limit": limits.spending_row(made.owner_id, made.currency),
        "payee": store.payee_row(made.owner_id, made.to_account),
        **fraud.rows(subjects(made), payer=made.from_account),
    }


def subjects(made: Transfer) -> dict[str, str]:
    """Whom a transfer is about: who pays, into which account, and whose that is, unless another bank's."""
    about = {"customer": made.owner_id, "account": made.to_account}
    return {**about, "payee": made.payee_id} if made.payee_id else about


def suspect(made: Transfer) -> fraud.Suspect:
    return fraud.Suspect(made.transaction_id, "transfer", made.owner_id, made.from_account, made.amount_minor, made.currency)


def judged(made: Transfer, payer: Payer, seen: Seen, call: Call, *, sanctions: Sequence[str] = ()) -> Passed:
    """`sanctions` is what that list says of who is paid at another bank. Raises, in this order, LevelRequired, LimitExceeded,
    InsufficientFunds, what consent raises, DeclinedByPolicy."""
    source = seen[made.from_account]
    credential = identity.standing_of(seen.rows["standing"], made.owner_id)
    level = identity.level_of(credential, call.now)
    if made.external and level not in EXTERNAL_LEVELS:
        raise limits.LevelRequired("Sending money to other banks needs an identity proven by documents", level="FULL")
    spending = limits.to_spending(made.owner_id, made.currency, seen.rows["limit"])
    after = spending.plus(made.amount_minor, level, call.now, credential.timezone if credential else "")
    payee = store.to_payee(seen.rows["payee"]) or new_payee(made)
    charged = payee.charged(made.amount_minor, made.currency, call.now)
    if made.amount_minor > source.available_minor:
        raise ledger.InsufficientFunds("The amount is more than what is available")
    needed = not payer.excused and (payer.always or consent.is_needed(made, payee, spending))
    authorized = payer.spending(made, payee, seen.rows.get("authorization"), call, needed=needed)
    decision = fraud.screened(facts(made, credential, source, payee, call), seen.rows, call.now, sanctions=sanctions)
    if decision.outcome == "block":
        raise fraud.refusal(suspect(made), decision, call)
    # What is held takes room like what is paid; that the payee was reached is true of the latter alone.
    noted = charged if decision.outcome == "review" or made.external else (charged or payee).known(call.now) or charged
    # Trust is looked at once more in the transaction: it may be taken away meanwhile.
    about_payee = store.payee_changed(noted) if noted else store.payee_unchanged(payee) if payee.trusted else None
    spent = after if payee.trusted or payer.excused else after.consented(asked=bool(authorized))
    changes = [limits.spent(spent), *([about_payee] if about_payee else []), *authorized]
    methods = identity.step_up_methods(credential) if needed and credential else ()
    named = replace(made, payer_name=credential.name if credential else "", payee_name=payee.name or made.payee_name)
    return Passed(replace(named, decision=decision.to_text()), changes, methods, decision)


def asked(posted: Posted) -> dict[str, object]:
    """What a rehearsal says of the payer's consent."""
    if not posted.dry_run:
        return {}
    methods = posted.draft.verdict.methods
    return {"stepUp": {"required": bool(methods), "methods": list(methods)}}


def check_source(payer: Account) -> None:
    """What the account itself forbids comes before limits, funds and screening, which the ledger would judge after. Raises
    AccountClosed, AccountFrozen."""
    if payer.status == "CLOSED":
        raise ledger.AccountClosed("The account is closed")
    if payer.status == "FROZEN":
        raise ledger.AccountFrozen("The account is frozen")


def new_payee(made: Transfer) -> Payee:
    """Whom nothing was ever sent to."""
    return Payee(made.owner_id, id_of(made.owner_id, made.to_account), made.to_account, made.to_number, made.created_at)


def facts(made: Transfer, credential: identity.Credential | None, source: Account, payee: Payee, call: Call) -> fraud.Facts:
    """What is known of a transfer to somebody else, by whom the `credential` is of."""
    zone = clock.zone(credential.timezone) if credential and credential.timezone else UTC
    return {
        **fraud.facts_of("transfer", source, made.amount_minor, call.now),
        "hourLocal": call.now.astimezone(zone).hour,
        "country": (credential.country if credential else "") or None,
        "customerLevel": identity.level_of(credential, call.now),
        "newPayee": payee.is_new,
        "payeeAgeHours": payee.age_hours(call.now),
        "payeeAccount": made.to_account,
    }
