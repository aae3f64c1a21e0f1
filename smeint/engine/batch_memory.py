"""Memory between the arrays of a batch."""

from __future__ import annotations

import numpy as np

#: Bytes of one array; glibc keeps up to twice as much, and does not learn from 32 MB or more.
_BYTES = 24 << 20


def keep_memory() -> None:
    """Have the C library keep the memory of arrays that were let go of, up to some 50 MB.

    Notes
    -----
    glibc gives the end of its heap back to the system as soon as it is free, and each array of a
    batch takes it anew, page by page: a third of the time of the batch's reductions. Where the
    limit lies follows from the largest array that was let go of (``M_TRIM_THRESHOLD`` in
    ``mallopt``), so that one array does, which no one writes to. Other C libraries take no notice.

    Examples
    --------
    >>> keep_memory()
    """
    np.empty(_BYTES, dtype=np.uint8)
