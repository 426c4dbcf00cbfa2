"""Template tags that draw small pieces."""
