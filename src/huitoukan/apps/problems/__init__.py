"""The problem ledger: from confirmation to sign-off, with its papers. Knows none of its callers."""
