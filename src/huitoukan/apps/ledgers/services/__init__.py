"""Changes of kept ledgers: entries, imports, exports, and freezing them for a comparison."""
