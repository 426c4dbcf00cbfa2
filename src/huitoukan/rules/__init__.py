"""Rules packs: their shape, reading, checking and explaining them. Nothing is compared here."""
