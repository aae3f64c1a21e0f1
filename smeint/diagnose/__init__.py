"""Design diagnosis: what a design can find, and how often its verdict rules err."""
