"""Holding households against a standard, trying a changed pack, and people's own verdicts."""
