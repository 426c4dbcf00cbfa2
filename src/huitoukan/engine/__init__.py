"""Comparison: a pack and tables in, doubts out. The rest of the program speaks to `api` only."""
