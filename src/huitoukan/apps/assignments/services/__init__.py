"""Changes: `sending` doubts down, `answering` them, `settling` what was answered, the `papers`."""
