"""The networks' records on a DynamoDB in memory."""

from tests.unit.ledger.conftest import database

__all__ = ["database"]
