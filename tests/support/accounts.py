"""What streams and queues do, by hand and in any order: the facts a caller has caused, and their delivery to consumers."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace

from chalice.test import Client

from app import app
from chalicelib.identity import challenge_store
from chalicelib.identity.challenges import AUTHORIZATION_SECONDS
from chalicelib.identity.model import Credential
from chalicelib.identity.store import new_credential
from chalicelib.kernel import clock
from chalicelib.ledger.public import event_of
from chalicelib.platform import dynamo
from tests.support import streams
from tests.support.api import Answer, Caller


def outbox_of(text: str) -> list[Mapping]:
    """The deliveries in the outbox whose body has `text` in it (an id), oldest first."""
    return [each for item in streams.outbox(text) for each in item["deliveries"] if text in each.get("body", "")]


class Said(dict):
    """The body of a message, and the outbox item that vouches for it."""

    outbox_id = ""

    @classmethod
    def all_in_outbox(cls, text: str, place: str) -> list["Said"]:
        """The messages to one queue or topic whose body has `text` in it, oldest first."""
        found = []
        for item in streams.outbox(text):
            for each in item["deliveries"]:
                if text in each.get("body", "") and place in (each.get("queue"), each.get("topic")):
                    found.append(cls(json.loads(each["body"])))
                    found[-1].outbox_id = each.get("attributes", {"outboxId": item["id"]}).get("outboxId", "")
        return found


def bodies_to(place: str, text: str) -> list[Said]:
    """The messages for one queue or topic whose body has `text` in it."""
    return Said.all_in_outbox(text, place)


def account_events(user_id: str) -> list[dict]:
    return [
        json.loads(each["body"]) for each in outbox_of(user_id) if each.get("topic") == "account-events" and "eventType" in each
    ]


def ledger_events(user_id: str) -> list[dict]:
    """Every event of the journal that is about this user, in the order of their time."""
    items = [item for item in streams.journal(user_id) if user_id in str([item.get("touched"), item.get("refused")])]
    return [event_of(item) for item in sorted(items, key=lambda item: (item["at"], [t["seq"] for t in item.get("touched", ())]))]


def _is_about(event: dict, operation_id: str) -> bool:
    told = [event["refused"] or {}, *(touched["details"] for touched in event["touched"])]
    return any(each.get("operationId") == operation_id for each in told)


def deliver(function: str, *bodies: object, receives: int = 1) -> list[int]:
    """Hands one batch to a queue's function; the numbers of the messages it could not take."""
    records = [
        {
            "messageId": f"{number}-{uuid.uuid4()}",
            "body": body if isinstance(body, str) else json.dumps(body, default=str),
            "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": "1790000000000"},
            "messageAttributes": _vouched(getattr(body, "outbox_id", "")),
            "receiptHandle": "r",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:queue",
        }
        for number, body in enumerate(bodies)
    ]
    with Client(app, stage_name="local") as client:
        answer = client.lambda_.invoke(function, {"Records": records})
    return [int(each["itemIdentifier"].partition("-")[0]) for each in answer.payload["batchItemFailures"]]


def _vouched(outbox_id: str) -> dict[str, dict]:
    return {"outboxId": {"stringValue": outbox_id, "dataType": "String"}} if outbox_id else {}


class Saver(Caller):
    """A caller with accounts, whose operations can be carried to their end."""

    def open(self, type: str = "checking", balance: str = "", **more: object) -> str:
        account_id = self.post("/accounts", {"type": type, **more})["accountId"]
        if balance:
            self.settle(self.post("/deposit", {"accountId": account_id, "amount": balance})["operationId"])
        return account_id

    def open_wallet(self, balance: str = "") -> str:
        wallet_id = self.post("/wallet")["walletId"]
        if balance:
            self.post(f"/wallet/{wallet_id}/credit", {"amount": balance})
        return wallet_id

    def begin(self, verb: str, account_id: str, amount: object, key: str | None = "fresh") -> str:
        return self.post(f"/{verb}", {"accountId": account_id, "amount": amount}, key=key)["operationId"]

    def settle(self, operation_id: str) -> dict:
        """Carries the command to the ledger and its event back; the status then."""
        assert deliver("ledger_commands", *bodies_to("ledger-commands-sqs", operation_id)) == []
        events = [event for event in ledger_events(self.user_id) if _is_about(event, operation_id)]
        assert deliver("banking_events", *events) == []
        return self.get(f"/operation-status/{operation_id}").body

    def project(self) -> None:
        """Brings the query side up to date."""
        assert deliver("query_events", *account_events(self.user_id), *ledger_events(self.user_id)) == []

    def money(self, account_id: str) -> str:
        return self.get(f"/accounts/{account_id}")["balance"]


def standing(
    level: str = "FULL",
    until: str = "",
    verified: tuple[str, ...] = ("email", "phone"),
    factors: tuple[str, ...] = ("app",),
) -> Saver:
    """Somebody whom the bank knows so well. With an app no code is mailed, of which there are five an hour."""
    saver = Saver(email=f"{uuid.uuid4().hex}@example.com")
    level = "" if level == "BASIC" else level
    credential = Credential(saver.user_id, saver.email, "-", ("customer",), clock.to_text(clock.now()), verified=verified)
    dynamo.write(new_credential(replace(credential, kyc_level=level, kyc_until=until, factors=factors)))
    return saver


def consenting(payer: Caller, path: str, body: object, key: str | None = "fresh") -> Answer:
    """A payment, and once more with consent where that is asked for."""
    key = uuid.uuid4().hex if key == "fresh" else key
    answer = payer.post(path, body, key)
    if answer.body.get("code") != "step_up_required":
        return answer
    return payer.post(path, body, key, Payment_Authorization=authorized(answer["challengeId"]))


def authorized(challenge_id: str) -> str:
    """What the challenge gives to who answers it, without a code: that a code is needed is said in tests of identity."""
    challenge = challenge_store.find_challenge(challenge_id)
    until = clock.epoch_seconds(clock.now()) + AUTHORIZATION_SECONDS
    dynamo.write(challenge_store.authorizing(challenge, hashlib.sha256(b"yes").hexdigest(), until))
    return f"{challenge_id}.yes"
