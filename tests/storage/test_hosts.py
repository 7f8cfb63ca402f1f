from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from mynews.model.source import SourceState
from mynews.storage.database import Database
from tests import make
from tests.make import NOW

LEASE = timedelta(minutes=5)


def add_due(db: Database, hosts: int) -> None:
    urls = {f"https://paper{number}.example/feed": f"paper{number}.example" for number in range(hosts)}
    with db.write() as tx:
        tx.hosts.add(urls.values())
        state = SourceState(next_fetch_at=NOW)
        tx.sources.add([make.source(url=url, state=state) for url in urls], urls, NOW)
        tx.hosts.is_due(urls.values())


def test_no_host_is_claimed_twice_by_eight_at_once(db: Database) -> None:
    add_due(db, 100)

    def claim(name: int) -> list[str]:
        mine: list[str] = []
        for _ in range(10):
            with db.write() as tx:
                mine += tx.hosts.claim(f"worker {name}", NOW, LEASE, 5)
        return mine

    with ThreadPoolExecutor(8) as pool:
        claimed = [host for mine in pool.map(claim, range(8)) for host in mine]
    assert sorted(claimed) == sorted(f"paper{number}.example" for number in range(100))


def test_a_lease_that_ran_out_frees_the_host_and_its_former_holder_is_refused(db: Database) -> None:
    add_due(db, 1)
    with db.write() as tx:
        (host,) = tx.hosts.claim("first", NOW, LEASE, 5)
        assert tx.hosts.claim("second", NOW, LEASE, 5) == ()
        assert tx.hosts.claim("second", NOW + LEASE * 2, LEASE, 5) == (host,)
        assert tx.hosts.keep([host], "first", NOW + LEASE * 3) == frozenset()
        assert tx.hosts.keep([host], "second", NOW + LEASE * 3) == {host}


def test_a_released_host_is_due_when_the_first_of_its_sources_is(db: Database) -> None:
    add_due(db, 1)
    later = NOW + timedelta(hours=3)
    with db.write() as tx:
        claimed = tx.hosts.claim("first", NOW, LEASE, 5)
        (source,) = tx.sources.due(claimed[0], NOW, 5)
        tx.sources.fetch_at(later, [source.id])
        tx.hosts.release(claimed, "first")
        assert tx.hosts.next_due_at() == later


def test_a_host_that_asked_us_to_wait_is_left_alone(db: Database) -> None:
    add_due(db, 1)
    with db.write() as tx:
        claimed = tx.hosts.claim("first", NOW, LEASE, 5)
        tx.hosts.wait(claimed[0], NOW + timedelta(hours=2))
        tx.hosts.release(claimed, "first")
        assert tx.hosts.claim("second", NOW + timedelta(hours=1), LEASE, 5) == ()
        assert tx.hosts.claim("second", NOW + timedelta(hours=2), LEASE, 5) == claimed


def test_a_reader_who_asks_for_everything_and_a_worker_that_saves_never_lock_each_other_out(db: Database) -> None:
    if db.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    add_due(db, 4)
    with db.read() as tx:
        known = tx.sources.all()
    with ThreadPoolExecutor(1) as other:

        def ask_for_everything() -> None:
            with db.write() as tx:
                tx.hosts.is_due(tx.sources.fetch_at(NOW, [source.id for source in known]))

        with db.write() as tx:
            tx.hosts.claim("worker", NOW, LEASE, 9)
            asking = other.submit(ask_for_everything)
            time.sleep(0.2)  # until it waits for us
            tx.sources.save(known)
            tx.hosts.keep([f"paper{number}.example" for number in range(4)], "worker", NOW + LEASE)
        asking.result(10)
