"""Writers are let in in order, over threads and processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

from mynews.storage.database import open_database
from mynews.storage.turn import writing_turn
from tests.delivery.web.browsing import until

WAITERS = 8
HOLDS = """
import sys, time
from pathlib import Path
from mynews.storage.turn import writing_turn
with writing_turn(Path(sys.argv[1])):
    print("has it", flush=True)
    time.sleep(600)
"""


def waiting(file: Path) -> int:
    """How many wait for the lock beside this file, as the kernel has it."""
    inode = f":{Path(f'{file}-turn').stat().st_ino} "
    return sum("->" in line and inode in line for line in Path("/proc/locks").read_text("ascii").splitlines())


def test_who_came_first_writes_first(tmp_path: Path) -> None:
    file, order, threads = tmp_path / "mynews.db", [], []
    came = list(range(WAITERS))

    def write(number: int) -> None:
        with writing_turn(file):
            order.append(number)

    with writing_turn(file):
        for number in came:
            threads.append(Thread(target=write, args=(number,)))
            threads[-1].start()
            until(lambda: waiting(file) == len(threads))
        assert order == []
    for each in threads:
        each.join()
    assert order == came


def test_a_process_that_is_killed_gives_its_turn_away(tmp_path: Path) -> None:
    file, written = tmp_path / "mynews.db", Event()

    def write() -> None:
        with writing_turn(file):
            written.set()

    command = [sys.executable, "-c", HOLDS, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "has it\n"
        thread = Thread(target=write)
        thread.start()
        until(lambda: waiting(file) == 1)
        assert not written.is_set()
        holder.kill()
        thread.join()
    assert written.is_set()


def test_where_no_lock_can_be_had_writing_goes_on(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    lock = tmp_path / "mynews.db-turn"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with database.write() as tx:
        assert tx.articles.count() == 0
    database.close()


def test_a_server_has_no_turns() -> None:
    with writing_turn(None), writing_turn(None):
        pass
