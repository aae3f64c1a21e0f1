"""The seed of the shipped panel."""

PUBLISHED_SEED = 3
