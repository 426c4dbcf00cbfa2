"""`keeping` files under their hash; `intake` of the sheets of a workbook as typed rows."""
