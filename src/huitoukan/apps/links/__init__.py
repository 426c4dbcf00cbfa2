"""关联: rows without a usable number and registered persons, and what people decide."""
