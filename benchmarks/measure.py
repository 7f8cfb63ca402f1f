"""What a piece of work costs the process that does it, and asking such a process for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import quantiles
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU is user and system time, of threads and children too; ``cpu_with_start`` counts all that the process used."""

    cpu: float
    cpu_with_start: float
    wall: float
    peak_mb: float


class Meter:
    """Has the cost once its block has ended."""

    cost = Cost(0, 0, 0, 0)


@contextmanager
def measured() -> Iterator[Meter]:
    """Measure a block. It is to begin when all imports are done."""
    meter = Meter()
    began, cpu_before = time.perf_counter(), _cpu_seconds()
    yield meter
    cpu = _cpu_seconds()
    meter.cost = Cost(cpu - cpu_before, cpu, time.perf_counter() - began, _peak_mb())


def ask(module: str, *arguments: str, told: str = "", environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Run one of our modules in a fresh process and give the JSON object on the last line that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=told,
        env=calm_environment() | (environment or {}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def calm_environment() -> dict[str, str]:
    """This process's environment without the settings of an installation of myNEWS that may be here."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MYNEWS_")}
    return own | {"MYNEWS_CONFIG": os.devnull}


def cpu_ms(pid: int) -> float:
    """The CPU time of a process, of its threads and its children; a tick is 10 ms, so count over much work."""
    found = [stat for file in Path("/proc").glob("[0-9]*/stat") if (stat := _stat(file))]
    own = [sum(map(int, stat[11:15])) for number, stat in found if number == pid]
    children = [sum(map(int, stat[11:13])) for _, stat in found if int(stat[1]) == pid]
    return sum(own + children) * 1000 / os.sysconf("SC_CLK_TCK")


def tell(cost: Cost) -> None:
    """Print a cost for :func:`cost_of`."""
    print(json.dumps(asdict(cost)))


def cost_of(answer: dict[str, Any]) -> Cost:
    """A cost as another process told it."""
    return replace(Meter.cost, **answer)


def waits_told(waits: Sequence[float]) -> dict[str, float]:
    """What many waits come to: p50, p95 and p99."""
    hundredths = quantiles(waits, n=100, method="inclusive") if len(waits) > 1 else [waits[0]] * 99
    return {f"p{part}": round(hundredths[part - 1], 2) for part in (50, 95, 99)}


def machine() -> str:
    """Where and when, in a line above the figures."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {sys.version.split()[0]}"


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side, numbers to the right."""
    widths = [max(len(row[number]) for row in [heading, *rows]) for number in range(len(heading))]
    lines = [
        "  ".join(cell.ljust(width) if not number else cell.rjust(width) for number, (cell, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in [heading, *rows])
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _stat(file: Path) -> tuple[int, list[str]] | None:
    """The number of a process, and what stands behind its name; None for one that has ended."""
    try:
        return int(file.parent.name), file.read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _cpu_seconds() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def _peak_mb() -> float:
    """The most memory that was held. Not ``ru_maxrss``: a child inherits its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1024
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024
