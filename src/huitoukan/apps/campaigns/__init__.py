"""The campaign: its area, its pinned pack release and calendar, its phases and their gates."""
