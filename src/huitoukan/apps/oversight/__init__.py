"""Looking over the whole work: linked leaders, schedules, inspections, scorecards, tracing."""
