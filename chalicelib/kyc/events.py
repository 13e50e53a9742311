"""Facts of documents and reviews, and where each is delivered."""

from chalicelib.kyc.model import Document
from chalicelib.platform import cloud_events, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.cloud_events import Data
from chalicelib.platform.dynamo import Change
from chalicelib.platform.schemas import Identifier


@cloud_events.declare("kyc", "document.reused", topic="fraud-events")
class DocumentReused(Data):
    """The same file was given for two customers.

    file_id: the later document
    customer_id: whose it is
    first_customer_id: who gave the file before
    """

    file_id: Identifier
    customer_id: Identifier
    first_customer_id: Identifier


def document_reused(document: Document, first_customer_id: str, call: Call) -> Change:
    """Told once a document, however often it is scanned."""
    data = DocumentReused(file_id=document.document_id, customer_id=document.customer_id, first_customer_id=first_customer_id)
    event = cloud_events.about(document.customer_id, data, call, event_id=document.document_id)
    return outbox.record("kyc.document_reused", [event], call)
