"""Excel and Word, as functions on plain data: reading tables, writing ledgers and letters."""
