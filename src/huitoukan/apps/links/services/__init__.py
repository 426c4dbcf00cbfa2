"""Changes: `suggesting` links, `deciding` on them, and what a comparison `uses` of them."""
