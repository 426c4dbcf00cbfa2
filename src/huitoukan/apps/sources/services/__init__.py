"""Changing what departments delivered: `deliveries` taken in, `requests` from a page."""
