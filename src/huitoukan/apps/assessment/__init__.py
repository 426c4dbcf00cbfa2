"""Households held against a standard: runs, verdicts with worksheets, what people say."""
