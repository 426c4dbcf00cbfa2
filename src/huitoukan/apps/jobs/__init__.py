"""Background work with progress, attempts, a lease and a fence, above the queue of django-tasks-db."""
