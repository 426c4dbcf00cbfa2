"""Changes: `reading` what was filled in, `proposing`, and `deciding`, which writes the registry."""
