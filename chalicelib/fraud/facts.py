"""What a rule may ask about a payment, or about what else is watched. Amounts are minor units; a fact that is not known is None."""

from typing import Literal, get_args

from chalicelib.fraud.velocity import WINDOWS

Kind = Literal["text", "number", "truth"]
WayToPay = Literal["transfer", "payment", "purchase", "withdrawal", "debit"]
# What is looked at once it has happened: cash that came in, an account that was opened.
Watched = Literal["cashIn", "opening"]
# What a case may be about: those, money that came back to an account which is closed, and what came from another bank.
Occasion = Literal[WayToPay, Watched, "return", "arrival"]
Value = str | int | bool
Facts = dict[str, Value | None]


def _over_windows(count: str, total: str, what: str) -> dict[str, tuple[Kind, str]]:
    counts: dict[str, tuple[Kind, str]] = {
        f"{count}{name}": ("number", f"how many {what} in the last {words}") for name, _, words in WINDOWS
    }
    sums: dict[str, tuple[Kind, str]] = {
        f"{total}{name}": ("number", f"what these came to in the last {words}, in minor units") for name, _, words in WINDOWS
    }
    return counts | sums


_OUT = _over_windows("count", "sumMinor", "payments left the account, by any way,")
_CASH_IN = _over_windows("cashInCount", "cashInSumMinor", "times cash came in")
# Name, what it holds, and a sentence for whoever writes a rule.
FACTS: dict[str, tuple[Kind, str]] = {
    "kind": ("text", "transfer, payment, purchase, withdrawal, debit, cashIn or opening"),
    "amountMinor": ("number", "how much, in minor units of the currency"),
    "currency": ("text", "an ISO 4217 code such as USD"),
    "hourUtc": ("number", "the hour of the day, 0 to 23, in UTC"),
    "hourLocal": ("number", "the hour of the day where the payer lives"),
    "country": ("text", "where the payer lives, in ISO 3166's two letters such as US"),
    "customerLevel": ("text", "how well the payer is known: NONE, BASIC, FULL or ENHANCED"),
    "accountAgeDays": ("number", "how long the account has been open"),
    "newPayee": ("truth", "whether nothing was ever sent to this account"),
    "payeeAgeHours": ("number", "how long ago the first transfer to this account was, 0 for a new one"),
    "merchant": ("text", "the name of the merchant as it was written"),
    "payeeAccount": ("text", "the id of the account that is paid"),
    **_OUT,
    **_CASH_IN,
    "nearReportCount3d": ("number", "how many times cash of 80 to 100 % of what is reported came in, in the last 3 days"),
    "openAccounts": ("number", "how many accounts the customer has"),
    "addressAgeHours": ("number", "how long ago the customer's email came to be known"),
    "documentReused": ("truth", "whether a document of the customer's was another customer's before"),
}  # fmt: skip
# Ways to pay that a fact is of; of all where it does not stand here. A rule that asks for another's does not hold.
_OUTWARD: frozenset[str] = frozenset(get_args(WayToPay))
EVERY_WAY = _OUTWARD | set(get_args(Watched))
_TO_OTHERS, _TO_MERCHANTS, _OPENINGS = frozenset({"transfer"}), frozenset({"payment", "purchase"}), frozenset({"opening"})
_MOVED = _OUTWARD | {"cashIn"}
OF_WAYS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("hourLocal", "country", "customerLevel", "newPayee", "payeeAgeHours", "payeeAccount"), _TO_OTHERS),
    **dict.fromkeys(_OUT, _OUTWARD),
    **dict.fromkeys((*_CASH_IN, "nearReportCount3d", "amountMinor"), _MOVED),
    **dict.fromkeys(("openAccounts", "addressAgeHours", "documentReused"), _OPENINGS),
    "merchant": _TO_MERCHANTS,
}
# Money means something in one currency only.
OF_MONEY = frozenset(name for name in FACTS if "Minor" in name)
