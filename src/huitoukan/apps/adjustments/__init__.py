"""动态调整: events that change the registry, proposed by one person and approved by others."""
