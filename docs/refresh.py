"""Writes what commands print, and what follows from it, into the pages that show it.

``python docs/refresh.py`` writes; with ``--check`` it says which pages are not as they should be.
"""

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from _ext.played import PAGES, played, refreshed  # noqa: E402


def main() -> int:
    """Write the pages, or compare them."""
    with tempfile.TemporaryDirectory() as folder:
        printed = played(Path(folder))
    stale = []
    for name in PAGES:
        path = HERE / name
        before = path.read_text(encoding="utf-8")
        after = refreshed(before, printed)
        if after != before:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(after, encoding="utf-8")
    if stale:
        verb = "are not what commands print" if "--check" in sys.argv else "were written"
        sys.stderr.write(f"{', '.join(stale)} {verb}\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
