"""Changes of income sheets: `recording` versions, `answering` for the household, `imports`."""
