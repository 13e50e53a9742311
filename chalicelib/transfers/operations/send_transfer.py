"""Send money to an account at another bank: it is held until the network takes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.accounts import public as accounts
from chalicelib.identity import public as identity
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import Money
from chalicelib.kyc.public import screened_name
from chalicelib.ledger.public import errors as ledger
from chalicelib.ledger.public import post
from chalicelib.networks import public as networks
from chalicelib.platform import vault
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from chalicelib.transfers import consent
from chalicelib.transfers import external_postings as postings
from chalicelib.transfers.consent import Payer
from chalicelib.transfers.external import External, account_id_of
from chalicelib.transfers.model import Transfer, last4


@dataclass(frozen=True, slots=True)
class OtherBank:
    """An account at another bank: its numbers, and whose it is."""

    routing_number: str
    account_number: str
    name: str

    @property
    def account_id(self) -> str:
        return account_id_of(vault.mac("external-account", f"{self.routing_number}:{self.account_number}"))

    def over(
        self, network: networks.Network, context: Mapping[str, str], *, same_day: bool = False, sealed: bool = True
    ) -> External:
        """How money goes there, with the number as ciphertext; a rehearsal, which keeps nothing, has it not `sealed`."""
        account = vault.encrypt(self.account_number, context) if sealed else ""
        return External(network, self.routing_number, account, self.name, same_day)


@dataclass(frozen=True, slots=True)
class SendTransfer:
    """`amount` is the plain text that was sent."""

    from_account: str
    amount: str
    to: OtherBank
    network: networks.Network
    same_day: bool = False
    currency: str = ""
    description: str = ""


def send_transfer(command: SendTransfer, payer: Payer, call: Call) -> Receipt:
    """Raises the refusals of the route; each leaves everything as it was."""
    source = accounts.find(call.caller_id, command.from_account)
    if networks.CURRENCY != source.currency or command.currency not in ("", source.currency):
        raise ledger.CurrencyMismatch(
            f"The account is kept in {source.currency}, and {networks.CURRENCY} is what other banks are sent"
        )
    made = Transfer(
        transaction_id=call.posting_id,
        owner_id=source.owner_id,
        from_account=source.account_id,
        from_number=source.account_number,
        payee_id="",
        to_account=command.to.account_id,
        to_number=last4(command.to.account_number),
        amount_minor=Money.parse(command.amount, source.currency).minor,
        currency=source.currency,
        status="BALANCE_RESERVED",
        created_at=clock.to_text(call.now),
        description=command.description,
        hold_id=ids.derived_id(call.now, "network-hold", call.posting_id),
        external=command.to.over(
            command.network, context_of(call.posting_id), same_day=command.same_day, sealed=not call.dry_run
        ),
        payee_name=command.to.name,
        own_words=call.own_words,
    )
    try:
        return post(postings.reserved(made, payer, call, sanctions=screened_name(command.to.name)))
    except consent.Missing as missing:
        raise identity.ask_step_up(payer.caller, missing.payment, call) from None


def check_message(message: str) -> None:
    """Raises InvalidRequest for a word to whom no network brings it."""
    if message:
        raise InvalidRequest(("messageToPayee", "cannot be told at another bank"))


def context_of(transaction_id: str) -> dict[str, str]:
    """What the number of an account at another bank is encrypted with."""
    return {"transfer": transaction_id, "field": "accountNumber"}


def context_of_payee(payee_id: str) -> dict[str, str]:
    """What it is encrypted with where somebody keeps it to pay."""
    return {"payee": payee_id, "field": "accountNumber"}


def at_payee(payee_id: str, external: External) -> OtherBank:
    """The account of a payee that is kept."""
    number = vault.decrypt(external.account, context_of_payee(payee_id))
    return OtherBank(external.routing_number, number, external.name)
