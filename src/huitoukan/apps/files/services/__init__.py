"""`keeping` and `opening` files; `intake` of a workbook's sheets; `returns` of refused rows."""
