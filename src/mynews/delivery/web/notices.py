"""What a page says after something was done, how that is taken back, and where the browser goes on to.

The address carries keys and numbers alone, so nobody can put words on our pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from mynews.delivery.web.addresses import is_number
from mynews.delivery.web.forms import Form
from mynews.model.interest import Interest
from mynews.model.source import Subscription
from mynews.services.gathering.subscribe import Imported
from mynews.services.personal.keep import Marking

_ENGLISH = NullTranslations()
DONE = {
    "followed": "You follow this source now.",
    "already": "You follow this source already.",
    "unfollowed": "You do not follow this source any more. Its articles stay here.",
    "changed": "Saved.",
    "refreshing": "It will be fetched in a moment.",
    "refreshing-all": "All sources will be fetched in the next minutes.",
    "imported": "The list was read: {} new. Their articles arrive in the next minutes.",
    "sample-removed": "The sample edition is gone.",
    "split": "What you took out is a story of its own now.",
    "merged": "They are one story now.",
    "more": "More like this from now on.",
    "less": "Less like this from now on.",
    "hide": "The story is hidden.",
    "unhide": "The story can be shown again.",
    "save": "Saved.",
    "unsave": "No longer saved.",
    "read": "Marked as read.",
    "unread": "Marked as not read.",
    "following": "You follow this now. Its stories stand higher.",
    "muted": "You mute this now. Its stories are under “Hidden for you”.",
    "withdrawn": "You follow or mute this no more.",
    "corrected": "Noted. The next edition goes by what you say.",
    "forgotten": "Forgotten. It is learned anew from what you read.",
    "undone": "Taken back.",
    "deleted": "Deleted. Nothing is known of it any more.",
    "all-deleted": "All that you did is deleted.",
    "reset": "All that was learned is forgotten.",
    "profile-read": "The file was read.",
    "feed-gone": "The feed is taken back. Its address leads nowhere any more.",
    "revoked": "Revoked. The app is out.",
    "topics-followed": "Topics that you follow from now on: {}. Their stories stand higher.",
    "search-saved": "Saved. It stands on the search page, with what is new in it.",
    "search-removed": "This search is not kept any more.",
    "search-followed": "The stories that it finds stand under “Following” now.",
    "search-unfollowed": "It is kept, and followed no more.",
    "channel-added": "The channel is there. Test it, then choose what goes out on it.",
    "channel-told": "A message is on its way. Look whether it arrives.",
    "channel-removed": "Nothing is told there any more.",
    "alerts-set": "Saved. You are told of what you ticked, and of nothing else.",
    "mailbox-added": "The mailbox is read from now on. Those who write there are listed here within a minute.",
    "mailbox-removed": "The mailbox is read no more. What was read stays.",
    "sender-approved": "You read them from now on. Of the letters that waited came {}.",
    "sender-refused": "You read them no more.",
    "digest-added": "Your edition goes out at these hours from now on.",
    "digest-removed": "It is sent no more.",
    "hours": "Saved. New editions come as you said.",
    "new-edition": "This is a new edition.",
    "screen": "Saved in this browser.",
    "reading": "Saved. This is how you read from now on.",
    "linked": "Linked. You can log in with that account from now on.",
    "unlinked": "That account opens the door no more.",
    "passkey-added": "The passkey is kept. You can log in with it from now on.",
    "passkey-removed": "The passkey is forgotten here. Delete it on the device too.",
    "reader-removed": "The reader is gone, with all that was theirs.",
    "handed-on": "Handed on. They find it on top of their edition.",
    "handed-back": "Taken back.",
    "handed-done": "Done.",
    "handed-again": "It is there again.",
    "renamed": "Saved. This is your name from now on.",
    "password-set": "Your password is set. Every other device of yours is logged out.",
    "logged-out": "That device is logged out.",
    "logged-out-others": "Logged out everywhere else: {} devices.",
}
OPPOSITE: Mapping[str, Marking] = {"save": "unsave", "unsave": "save", "read": "unread", "unread": "read"}
# What takes back the thing of which an address says the number.
_TAKES_BACK = {
    "signal": "/you/undo/{}",
    "interest": "/interest/{}/withdraw",
    "handed": "/handed/{}/take-back",
    "dismissed": "/handed/{}/again",
}
# A path within these pages: "//" and "/\" would lead to another site.
_PATH = re.compile(r"/(?![/\\])[^\\\s]*")
_SAID = frozenset(
    (
        "done n signal interest unhide handed dismissed stance kind key "
        "until in mark story article search again followed source title at"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Undo:
    """The form that takes back what was done."""

    action: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """What was done, in a sentence, and how to take it back where that can be."""

    words: str
    undo: Undo | None = None


def notice(said: Mapping[str, str], language: NullTranslations = _ENGLISH) -> Notice | None:
    """The notice of these parameters of an address; None where nothing was done."""
    words = DONE.get(said.get("done", ""))
    if words is None:
        return None
    number = said.get("n", "")
    undo_of = _UNDO_OF.get(said["done"], _undo)
    told = language.gettext(words).format(number if is_number(number) and len(number) < 7 else "some")
    return Notice(told, undo_of(said))


def said_of(done: str) -> str:
    """What is said when something was done."""
    return DONE[done]


def taken_back(interest: Interest) -> dict[str, str]:
    """What an address says of an interest that was withdrawn, so that it can be stated again."""
    said = {
        "stance": interest.stance,
        "kind": interest.subject.kind,
        "key": interest.subject.key,
        "until": interest.until.isoformat() if interest.until else "",
        "in": interest.folder,
    }
    return {name: value for name, value in said.items() if value}


def said_of_tie(gone: Subscription) -> dict[str, str | int]:
    """What an address says of a source that is followed no more; one that wants a login is not come back to so."""
    if gone.source.private_to is not None:
        return {"done": "unfollowed"}
    return {"done": "unfollowed", "source": gone.source.id, "in": gone.folder, "title": gone.title}


def said_of_list(imported: Imported) -> dict[str, str | int]:
    """What an address says of a list that was read."""
    said: dict[str, str | int] = {"done": "imported", "n": imported.new}
    return said | {"at": imported.at.isoformat()} if imported.new else said


def go_on(path: str, **said: str | int) -> RedirectResponse:
    """On to a page, with the key of what it says there."""
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}{urlencode(said)}" if said else path, 303)


def go_back(request: Request, form: Form, **said: str | int) -> Response:
    """Back to the page where the form stood, with a notice; to a script of ours, the notice alone."""
    if "application/json" in request.headers.get("accept", ""):
        told = notice({name: str(value) for name, value in said.items()}) or Notice("")
        undo = {"action": told.undo.action, "fields": dict(told.undo.fields)} if told.undo else None
        return JSONResponse({"said": told.words, "undo": undo})
    return go_on(came_from(request, form), **said)


def came_from(request: Request, form: Form | None = None) -> str:
    """The path of the page where a form stood or a link was followed, without what it said then; ``/`` if not known."""
    given = form.text("back") if form else ""
    referer = urlsplit(request.headers.get("referer", ""))
    if not given and referer.netloc == request.headers.get("host"):
        given = f"{referer.path}?{referer.query}"
    return own_path(given)


def own_path(text: str) -> str:
    """A path within these pages, without the notice that stood there; ``/`` for anything else."""
    if not _PATH.fullmatch(text):
        return "/"
    path, _, query = text.partition("?")
    query = query.partition("#")[0]
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name == "done" for name, _ in pairs):
        pairs = [(name, value) for name, value in pairs if name not in _SAID]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _undo(said: Mapping[str, str]) -> Undo | None:
    for name, action in _TAKES_BACK.items():
        if is_number(said.get(name, "")):
            return Undo(action.format(said[name]))
    if is_number(said.get("unhide", "")):
        return Undo("/signal", {"story": said["unhide"], "kind": "unhide"})
    if said.get("mark") in OPPOSITE:
        about = {name: said.get(name, "") for name in ("article", "story")}
        return Undo("/mark", {"kind": said["mark"], **about})
    if said.get("stance") in ("follow", "mute"):
        fields = {
            "kind": said.get("kind", ""),
            "key": said.get("key", ""),
            "until": said.get("until", ""),
            "folder": said.get("in", ""),
        }
        return Undo(f"/{said['stance']}", fields)
    return None


def _undo_of_list(said: Mapping[str, str]) -> Undo | None:
    return Undo("/import/take-back", {"at": said["at"]}) if said.get("at") else None


def _undo_of_tie(said: Mapping[str, str]) -> Undo | None:
    fields = {"folder": said.get("in", ""), "title": said.get("title", "")}
    return Undo(f"/sources/{said['source']}/follow", fields) if is_number(said.get("source", "")) else None


def _undo_of_search(said: Mapping[str, str]) -> Undo | None:
    if said["done"] == "search-removed":
        return Undo("/searches", {"q": said.get("again", ""), "followed": said.get("followed", "")})
    way = {"search-saved": "remove", "search-followed": "unfollow", "search-unfollowed": "follow"}.get(said["done"])
    return Undo(f"/searches/{said['search']}/{way}") if way and is_number(said.get("search", "")) else None


_UNDO_OF: Mapping[str, Callable[[Mapping[str, str]], Undo | None]] = {
    "imported": _undo_of_list,
    "unfollowed": _undo_of_tie,
    **dict.fromkeys(("search-saved", "search-removed", "search-followed", "search-unfollowed"), _undo_of_search),
}
