"""收入测算: the account worked out with a household, its versions, what the household said."""
