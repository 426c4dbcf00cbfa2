"""Pages that read all stages: overview, my work, the household's file, search, the phone. Read-only."""
