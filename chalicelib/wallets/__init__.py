"""Digital wallets (document 004): a wallet is a ledger account. Credits approved loans, debits requested payments."""
