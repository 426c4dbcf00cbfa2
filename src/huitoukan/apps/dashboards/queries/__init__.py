"""What the pages that read all stages show: overview, todo, household, search, phone."""
