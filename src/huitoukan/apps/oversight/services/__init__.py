"""Changing: what linked leaders say, who is linked, who signed earlier forms."""
