"""Rules packs: their shape, reading them from YAML, checking and explaining them. No SQL is run here."""
