"""What was done by whom: append-only lines, chained per object, in the change's own transaction."""
