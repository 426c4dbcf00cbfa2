"""Pages that read all stages: overview, my work, household file, search, phone. Read-only."""
