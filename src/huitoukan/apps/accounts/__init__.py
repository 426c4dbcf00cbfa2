"""People, their posts in areas with first and last day, and what they may do because of them."""
