"""Huitoukan (回头看): the look-back on poverty-alleviation quality, from registry to sign-off."""
