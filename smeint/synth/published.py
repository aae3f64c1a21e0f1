"""The seed of the shipped panel."""

#: The first seed, from 1 on, whose panel shows the printed pattern (``data/synthetic/README.md``
#: names the event and its measured probability).
PUBLISHED_SEED = 9
