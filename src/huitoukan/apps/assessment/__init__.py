"""Every household held against a standard: runs, verdicts with their worksheets, what people say."""
