"""The one double-entry ledger under every product. It has no HTTP of its own; contexts use `ledger.public`."""
