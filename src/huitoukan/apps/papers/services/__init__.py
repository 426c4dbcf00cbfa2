"""Changes of papers: issuing, receiving, voiding, templates."""
