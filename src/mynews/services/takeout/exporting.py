"""A reader's file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mynews.model.channel import Digest
from mynews.model.source import FETCHED_KINDS, Reader, Subscription
from mynews.services.app import App
from mynews.services.personal.profile import export_profile
from mynews.services.sending.channels import ChannelPage, channels
from mynews.services.takeout.luggage import schedule_as_json
from mynews.storage.database import Tx
from mynews.storage.marks import NamedMark


def export_everything(app: App, reader: Reader) -> str:
    """All that a reader stated, set, keeps and read, and what was learned of them, as JSON.

    Logins and addresses that work like passwords are left out: a file is sooner lost than a server.
    """
    whole = json.loads(export_profile(app, reader))
    ways = channels(app, reader)
    with app.db.read() as tx:
        hours = tx.schedules.get(reader.id)
        subscriptions = tx.subscriptions.of(reader.id)
        whole |= {
            "hours": schedule_as_json(hours) if hours else None,
            "subscriptions": [_followed(each) for each in subscriptions if each.source.kind in FETCHED_KINDS],
            "searches": [{"query": each.query, "followed": each.followed} for each in tx.saved_searches.of(reader.id)],
            "marks": [_mark(each) for each in tx.marks.named(reader.id)],
            "labels": [
                {"label": each.label, "source": each.source_url, "identity": each.identity.hex()}
                for each in tx.labels.named(reader.id)
            ],
            "channels": _ways(ways, tx.digests.of(reader.id)),
            "alerts": _alerts(tx, reader, app.now()),
        }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _followed(subscription: Subscription) -> Mapping[str, object]:
    return {
        "url": subscription.source.url,
        "name": subscription.source.name,
        "title": subscription.title,
        "folder": subscription.folder,
        "login": subscription.source.private_to is not None,
    }


def _mark(mark: NamedMark) -> Mapping[str, object]:
    return {
        "source": mark.source_url,
        "identity": mark.identity.hex(),
        "url": mark.url,
        "headline": mark.headline,
        "read": mark.read_at.isoformat() if mark.read_at else None,
        "saved": mark.saved_at.isoformat() if mark.saved_at else None,
    }


def _ways(ways: Sequence[ChannelPage], digests: Sequence[Digest]) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.channel.kind,
            "name": each.channel.name,
            "to": each.address.to if each.address and each.channel.kind == "mail" else "",
            "on_save": each.channel.on_save,
            "on_alert": each.channel.on_alert,
            "digests": [
                schedule_as_json(digest.schedule) for digest in digests if digest.channel_id == each.channel.id
            ],
        }
        for each in ways
    ]


def _alerts(tx: Tx, reader: Reader, now: datetime) -> dict[str, object] | None:
    alerting = tx.alerts.get(reader.id)
    if alerting is None:
        return None
    watched = tx.alerts.watched(reader.id)
    return {
        "time_zone": alerting.time_zone,
        "most_a_day": alerting.most_a_day,
        "quiet_from": alerting.quiet_from,
        "quiet_until": alerting.quiet_until,
        "told_of": [
            {"kind": each.subject.kind, "key": each.subject.key, "folder": each.folder}
            for each in tx.interests.of(reader.id, now)
            if each.id in watched
        ],
    }
