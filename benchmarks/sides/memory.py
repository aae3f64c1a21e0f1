"""Peak memory of smeint's side, in a process of its own: ``memory.py REPLICATES COLUMNS``."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def peak(replicates: int, columns: int) -> float:
    """Return the peak memory in MB of a process that runs so many replicates."""
    command = [sys.executable, __file__, str(replicates), str(columns)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Run, counting verdicts as a diagnosis does, and print the peak memory in MB."""
    from sides import ours

    counts: Counter[tuple[str, str, int]] = Counter()
    for block in ours.run(range(int(sys.argv[1])), ours.asked(int(sys.argv[2]))):
        for (hypothesis, rule), codes in block.verdicts.items():
            for code in codes.tolist():
                counts[hypothesis, rule, code] += 1
    # kilobytes on Linux, bytes on macOS
    scale = 1024 if sys.platform == "darwin" else 1
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale / 1024)


if __name__ == "__main__":
    main()
