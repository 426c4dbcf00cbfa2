"""Changes: `proposing` exits, and `signing` them level by level."""
