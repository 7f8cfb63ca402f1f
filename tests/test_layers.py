from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_imports_point_down() -> None:
    """SQL in storage, sockets in net, and no line imports one to its left; the contracts stand in pyproject.toml."""
    # In a process of its own: it turns logging off for everybody.
    linter = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", linter], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
