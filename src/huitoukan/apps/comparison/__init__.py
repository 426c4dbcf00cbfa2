"""Comparison: runs of the pack's rules, the doubts they raise, and people's verdicts on them."""
