"""Assessment: income worked out from a sheet, households held against a standard, with reasons."""
