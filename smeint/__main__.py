"""Lets ``python -m smeint`` do what ``smeint`` does."""

from smeint.cli import main

if __name__ == "__main__":
    main()
