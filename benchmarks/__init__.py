"""Measurements; `make bench` runs them. Ratios against a limit on the same machine, never tests."""
