"""Changing the ledger: `steps` of a problem's life, `papers` that are issued from it."""
