"""Links as they were meant: out of the redirectors that count clicks, without the parameters that name the reader."""

from __future__ import annotations

import base64
import binascii
import json
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

_MOST_LAYERS = 4
_LONGEST = 8_000

# Parameters that tell who clicked and where, and change nothing of what is shown.
_TELLING = re.compile(
    r"utm_\w*|mtm_\w*|pk_\w*|hsa_\w*|vero_\w*|oly_\w*|_hs(?:enc|mi)|__s|mc_[ce]id|mkt_tok|fbclid|gclid|gbraid|wbraid|dclid"
    r"|msclkid|yclid|twclid|ttclid|igshid|li_fat_id|s_cid|cmpid|ck_subscriber_id|sc_(?:campaign|channel|content|medium)"
    r"|bxid|trk_(?:contact|msg|module|sid)|_bhlid|e?nlid|subscriber_?id",
    re.IGNORECASE,
)
# Redirectors name the target under one of these, whole; on other sites only beside a path that says "I lead on".
_TARGET = (
    "url",
    "u",
    "q",
    "target",
    "redirect",
    "redirect_url",
    "redirect_uri",
    "dest",
    "destination",
    "to",
    "link",
    "r",
)
_LEADS_ON = re.compile(
    r"redirect|/l\.php|^/url$|click|/track|/ls/|/redir|/out\b|/away|/go/|/link\b|/exit|/cl\d+/|^/c/|^/r/|^/$",
    re.IGNORECASE,
)
_AWS_TRACK = re.compile(r"/L\d+/(?P<target>https?:[^/]+)(?:/|$)", re.IGNORECASE)  # Amazon SES
_URLDEFENSE = re.compile(r"/v3/__(?P<target>https?:/.+?)__;", re.IGNORECASE)  # Proofpoint
_IN_BASE64 = re.compile(r"/(?:redirect/2|e/c)/(?P<target>[\w-]{16,6000})")  # Substack, Customer.io
_KEYS_IN_BASE64 = ("e", "href", "url")


def direct(url: str) -> str:
    """The address that a link leads to in the end, as far as it says so itself, without what tells who clicked."""
    for _ in range(_MOST_LAYERS):
        target = _target_of(url)
        if target is None:
            break
        url = target
    return _without_telling(url)


def _target_of(url: str) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    for pattern in (_AWS_TRACK, _URLDEFENSE):
        found = pattern.search(parts.path if pattern is _AWS_TRACK else url)
        if found:
            return _whole(unquote(found["target"]))
    encoded = _IN_BASE64.search(parts.path)
    if encoded:
        return _target_in_base64(encoded["target"])
    if not parts.query or not _LEADS_ON.search(f"{parts.path or '/'}"):
        return None
    values = dict(parse_qsl(parts.query))
    return next((whole for name in _TARGET if (whole := _whole(values.get(name, "")))), None)


def _target_in_base64(text: str) -> str | None:
    try:
        value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return next((whole for key in _KEYS_IN_BASE64 if (whole := _whole(str(value.get(key, ""))))), None)


def _without_telling(url: str) -> str:
    parts = _split(url)
    if parts is None or not parts.query:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TELLING.fullmatch(name)]
    if len(kept) == len(pairs):
        return url
    return parts._replace(query=urlencode(kept)).geturl()


def _whole(url: str) -> str | None:
    """The address, where it is one that a browser can follow."""
    # Servers in between fold the two slashes into one.
    url = re.sub(r"^(https?):/(?=[^/])", r"\1://", url.strip())
    parts = _split(url)
    return url if parts is not None and parts.scheme in ("http", "https") and parts.hostname else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if len(url) <= _LONGEST else None
