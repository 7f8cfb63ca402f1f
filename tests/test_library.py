from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mynews
from tests import make
from tests.real_web import serving

PAGE = Path(__file__).parents[1] / "docs" / "howto" / "library.md"


def test_the_example_of_the_docs_makes_an_edition(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "feed.xml").write_text(make.rss(make.item(1, headline="The harbour freezes")))
    example = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert example is not None
    with serving(site, hosts=1) as (address,):
        done = subprocess.run(
            [sys.executable, "-c", example[1].replace("https://paper.example/feed.xml", address)],
            cwd=tmp_path,
            env=os.environ | {"MYNEWS_ALLOW_PRIVATE": "127.0.0.1", "MYNEWS_CONFIG": os.devnull},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The harbour freezes ['You follow harbour'")


def test_every_name_that_is_offered_is_there() -> None:
    assert all(getattr(mynews, name) is not None for name in mynews.__all__)
    assert set(mynews.__all__) <= set(dir(mynews))
    with pytest.raises(AttributeError):
        mynews.nothing  # noqa: B018
