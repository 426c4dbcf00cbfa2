"""Decisions: what an official could check with paper and pencil. Standard library only."""
