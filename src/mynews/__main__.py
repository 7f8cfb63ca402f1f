"""``python -m mynews`` is ``mynews``."""

from __future__ import annotations

from mynews.cli import main

if __name__ == "__main__":
    main()
