"""The fixed forms of the campaign: which columns and sentences, from plain values."""
