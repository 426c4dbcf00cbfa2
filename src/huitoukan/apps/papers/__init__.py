"""Papers that an office issues: made, numbered, kept as they were, received by each addressee."""
