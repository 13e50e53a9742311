"""Why a call met no fault in thousands of seeds: the summary says so beside each pair that it never reached."""

_ONCE_CALM = "staff and nights come to it mostly once the weather is over"
_FACTORS = "few people have a second factor, and fewer take it away"
_AGAIN = "what failed is asked for again a few times in 2,000 seeds; an errand does so in calm weather"
WHY = {
    "identity.challenge_store.give_back_try": _FACTORS,
    "identity.operations.change_factors.remove_factor": _FACTORS,
    "identity.operations.pass_second_factor.pass_second_factor": _FACTORS,
    "identity.store.end_every_session": "only a bank that was restored asks for it; no region is gone here",
    "ledger.operations.freeze.thaw_owner": "whoever is frozen is mostly thawed when all is calm",
    "operations.operations.redrive_execution.redrive_execution": _ONCE_CALM,
    "operations.store.find_execution": _ONCE_CALM,
    "operations.store.steps_of": _ONCE_CALM,
    "platform.waits._revive": _ONCE_CALM,
    "reconciliation.operations.start_overdue.start_overdue": _ONCE_CALM,
    "reports.operations.request_report._ask_again": _AGAIN,
    "statements.operations.request_statement._ask_again": _AGAIN,
    "transfers.operations.settle_transfer._ask_again": (
        "it takes a network that is late; the simulated ones settle by the clock, on the moment that they named"
    ),
}


def why(site: str) -> str:
    return WHY.get(site.partition(" ")[0], "nobody has said why; with few seeds it may be chance")
