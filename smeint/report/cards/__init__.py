"""Convention cards: which variant a number is, and what other programs print."""
