"""The registry: households and members as imported, and frozen snapshots of them."""
