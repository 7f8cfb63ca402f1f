"""What whoever looks after an installation wants to see of it."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

from mynews.model.account import Account
from mynews.model.source import FETCHED_KINDS, Source
from mynews.services.app import App
from mynews.services.operation.backup import Made, last_backup
from mynews.services.operation.checkup import Finding, check
from mynews.services.queues import Waiting, waiting


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation as it is now.

    ``sources`` are those that readers share, the ill ones first; of private ones, which are their readers' own affair,
    it is told how many there are and how many are ill. ``size`` is in bytes.
    """

    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    private: int
    private_ill: int
    waiting: Waiting
    size: int
    articles: int
    stories: int
    accounts: tuple[Account, ...]
    is_closed: bool
    is_public: bool
    backup: Made | None
    versions: tuple[tuple[str, str], ...]


def installation(app: App) -> Installation:
    """How the installation is."""
    with app.db.read() as tx:
        sources = [each for each in tx.sources.all() if each.kind in FETCHED_KINDS]
        articles, stories = tx.articles.count(), tx.stories.count()
        accounts, is_closed = tx.accounts.all(), tx.accounts.closed()
    private = [each for each in sources if each.private_to is not None]
    shared = sorted((each for each in sources if each.private_to is None), key=_ill_first)
    return Installation(
        # Those about sources name private ones too; the lists below do not.
        findings=tuple(each for each in check(app) if each.grave and each.what != "sources"),
        sources=tuple(shared),
        private=len(private),
        private_ill=sum(map(_is_ill, private)),
        waiting=waiting(app),
        size=app.db.size(),
        articles=articles,
        stories=stories,
        accounts=accounts,
        is_closed=is_closed,
        is_public=urlsplit(app.settings.public_url).hostname not in ("127.0.0.1", "::1", "localhost"),
        backup=last_backup(app),
        versions=_versions(app),
    )


def _is_ill(source: Source) -> bool:
    return bool(source.state.failures)


def _ill_first(source: Source) -> tuple[int, str]:
    return -source.state.failures, source.name.casefold()


def _versions(app: App) -> tuple[tuple[str, str], ...]:
    return (
        ("myNEWS", version("mynews")),
        ("Schema", app.db.revision() or ""),
        ("Database", app.db.version()),
        ("Python", platform.python_version()),
        ("Ranker", app.settings.ranker),
    )
