"""Changes: `rounds` recorded, `deciding` on them and on mismatches, `sheets` and `imports`."""
