"""Background work with progress, attempts, lease and fence, above django-tasks-db's queue."""
