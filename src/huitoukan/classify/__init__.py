"""Which type of problem a free text may be: a suggestion for a person, never a decision."""
