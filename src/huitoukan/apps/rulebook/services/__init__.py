"""Tries of changed rules, and scorecards as a list."""
