"""Areas with our own ids and paths, and the departments of a county."""
