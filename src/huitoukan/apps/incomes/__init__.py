"""收入测算: the account worked out with a household, its versions, and what the household said of it."""
