"""The shapes of what a pack holds: frozen values, as they come out of the YAML."""
