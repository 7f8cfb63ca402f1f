"""The server as a program: several processes on one port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

PATIENCE = 60

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="what runs is looked up in /proc")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = [sys.executable, "-m", "mynews", "serve", "--no-worker", "--processes", "2", "--port", str(port)]
    environment = os.environ | {"MYNEWS_DATA_DIR": str(tmp_path), "MYNEWS_CONFIG": os.devnull}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as parent:
        yield parent, port
        parent.terminate()
        assert parent.wait(PATIENCE) in (0, -signal.SIGTERM)


def answering(parent: subprocess.Popen[bytes]) -> set[int]:
    """The processes that answer."""
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    return {int(each) for each in children if "spawn_main" in Path(f"/proc/{each}/cmdline").read_text()}


def page(port: int) -> int:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code
    except httpx2.TransportError:
        return 0


def until_served(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while page(port) != 200:
        assert time.monotonic() < end, "nobody answers"
        time.sleep(0.05)


def test_several_processes_answer_and_one_that_dies_is_replaced(server: tuple[subprocess.Popen[bytes], int]) -> None:
    parent, port = server
    until_served(port)
    first = answering(parent)
    assert len(first) == 2
    for each in first:
        os.kill(each, signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while len(answering(parent) - first) < 2:
        assert time.monotonic() < end, "nobody came in their place"
        time.sleep(0.05)
    until_served(port)
    last = answering(parent)
    parent.terminate()
    parent.wait(PATIENCE)
    assert not any(Path(f"/proc/{each}").exists() for each in last)
