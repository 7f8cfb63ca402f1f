from __future__ import annotations

from importlinter.cli import lint_imports


def test_imports_point_down() -> None:
    """SQL in storage, sockets in net, and no line imports one to its left; the contracts stand in pyproject.toml."""
    assert lint_imports(no_cache=True) == 0
