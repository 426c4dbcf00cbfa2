"""Kept ledgers: data sets that people enter on screen, with the history of every change."""
