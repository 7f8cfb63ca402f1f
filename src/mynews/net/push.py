"""Web push (RFC 8030): what a browser is told, encrypted for it alone (RFC 8291), signed by this server (RFC 8292)."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mynews.model.document import Post
from mynews.model.errors import SendError
from mynews.model.push import PushSubscription

KEPT = timedelta(hours=12)  # a service keeps what it could not deliver for so long
_SIGNED_FOR = timedelta(hours=12)  # RFC 8292 allows 24 hours
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def signing_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The key by which services know this server: always the same for the same secret."""
    derived = HKDF(hashes.SHA256(), 48, salt=None, info=b"mynews web push").derive(secret)
    return ec.derive_private_key(int.from_bytes(derived, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def public_key(secret: bytes) -> str:
    """What a browser is given when it subscribes (``applicationServerKey``)."""
    point = (
        signing_key(secret)
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def push_request(to: PushSubscription, content: bytes, secret: bytes, contact: str, now: datetime) -> Post:
    """What to post to tell a browser something. Raises SendError where its keys are none."""
    from py_vapid import Vapid02  # noqa: PLC0415  # these two take most of a second, and few need them
    from pywebpush import WebPusher  # noqa: PLC0415

    parts = urlsplit(to.endpoint)
    claims = {
        "sub": contact,
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _SIGNED_FOR).timestamp()),
    }
    keys = {"p256dh": _text(to.key), "auth": _text(to.auth)}
    try:
        signed = Vapid02(signing_key(secret), conf={"no-strict": True}).sign(claims)
        body = WebPusher({"endpoint": to.endpoint, "keys": keys}).encode(content)["body"]
    except Exception as exc:  # what a browser sent as its keys
        raise SendError("This browser's keys cannot be used. Subscribe it anew.", permanent=True) from exc
    headers = {
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(int(KEPT.total_seconds())),
        "authorization": str(signed["Authorization"]),
    }
    return Post(to.endpoint, body, headers)


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()
