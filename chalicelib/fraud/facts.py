"""What a rule may ask about a payment. Amounts are minor units; a fact that is not known of a payment is None."""

from typing import Literal

Kind = Literal["text", "number", "truth"]
WayToPay = Literal["transfer", "payment", "purchase", "withdrawal", "debit"]
Value = str | int | bool
Facts = dict[str, Value | None]

# Name, what it holds, and a sentence for whoever writes a rule.
FACTS: dict[str, tuple[Kind, str]] = {
    "kind": ("text", "transfer, payment, purchase, withdrawal or debit"),
    "amountMinor": ("number", "how much, in minor units of the currency"),
    "currency": ("text", "an ISO 4217 code such as USD"),
    "hourUtc": ("number", "the hour of the day, 0 to 23, in UTC"),
    "customerLevel": ("text", "how well the payer is known: NONE, BASIC, FULL or ENHANCED"),
    "accountAgeDays": ("number", "how long the paying account has been open"),
    "newPayee": ("truth", "whether nothing was ever sent to this account"),
    "payeeAgeHours": ("number", "how long ago the first transfer to this account was, 0 for a new one"),
    "merchant": ("text", "the name of the merchant as it was written"),
    "payeeAccount": ("text", "the id of the account that is paid"),
    "count1h": ("number", "transfers to others in the last hour, without this one"),
    "count24h": ("number", "transfers to others in the last 24 hours"),
    "count7d": ("number", "transfers to others in the last 7 days"),
    "sumMinor1h": ("number", "what was sent to others in the last hour, in minor units"),
    "sumMinor24h": ("number", "what was sent to others in the last 24 hours"),
    "sumMinor7d": ("number", "what was sent to others in the last 7 days"),
}
# Ways to pay that a fact is of; of any where it does not stand here. A rule that asks for another's does not hold.
_TO_OTHERS: frozenset[WayToPay] = frozenset({"transfer"})
_TO_MERCHANTS: frozenset[WayToPay] = frozenset({"payment", "purchase"})
OF_WAYS: dict[str, frozenset[WayToPay]] = {
    **dict.fromkeys(
        (
            "customerLevel",
            "newPayee",
            "payeeAgeHours",
            "payeeAccount",
            *(f"{what}{hours}" for what in ("count", "sumMinor") for hours in ("1h", "24h", "7d")),
        ),
        _TO_OTHERS,
    ),
    "merchant": _TO_MERCHANTS,
}
# Money means something in one currency only.
OF_MONEY = frozenset(name for name in FACTS if "Minor" in name)
