"""``python -m mynews`` is ``mynews``."""

from __future__ import annotations

import os

# numpy's OpenBLAS reads it once, when it is loaded. Its threads wait for each other by counting: with other work on the
# machine they took two fifths of the processor time of an edition (benchmarks.ranking). The encoder has its own ones.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from mynews.cli import main

if __name__ == "__main__":
    main()
