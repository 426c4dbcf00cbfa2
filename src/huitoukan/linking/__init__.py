"""Linking the rows of two lists that may be about one person: suggestions with their reasons."""
