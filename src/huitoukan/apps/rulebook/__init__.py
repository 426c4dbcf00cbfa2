"""规则库: the rules to read and find, how each does, and what a changed one would do."""
