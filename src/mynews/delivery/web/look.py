"""How every page is made: the templates, compiled once, and what each of them may use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from mynews.delivery.web import views
from mynews.delivery.web.acts import act_as_html, acts_on, foresee_address, stated_on
from mynews.delivery.web.assets import Assets
from mynews.delivery.web.bodies import shown_body
from mynews.delivery.web.differences import differences
from mynews.delivery.web.entrance import asker_of
from mynews.delivery.web.notices import notice, said_of
from mynews.delivery.web.screen import screen_of
from mynews.delivery.web.security import SESSION_COOKIE, Proof, keep_cookie
from mynews.delivery.web.shelf import SHELF_HEADER, shelf_of
from mynews.model.article import Place, authors_of
from mynews.model.interest import Subject
from mynews.services.app import App
from mynews.services.handing import handed_waiting, others_of
from mynews.services.pictures import signature

_REMEMBERED = 4096
_TEMPLATES = Path(__file__).with_name("templates")
# Pages change with every article, but the button Back may show the one that was left.
_CACHING = {"cache-control": "private, no-cache"}


@dataclass(frozen=True, slots=True)
class Look:
    """Renders pages."""

    app: App
    environment: Environment

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page from a template."""
        proof = Proof(self.app.key, request)
        now = self.app.now()
        asker = asker_of(request)
        shelf = shelf_of(self.app.key, asker.reader) if asker else ""
        content = self.environment.get_template(template).render(
            values
            | {
                "asker": asker,
                "path": request.url.path,
                "proof": proof,
                "now": now,
                "notice": notice(request.query_params),
                "screen": screen_of(request),
                "kept_on": shelf,
            }
        )
        response = HTMLResponse(content, status, headers=_CACHING | ({SHELF_HEADER: shelf} if shelf else {}))
        if proof.used and proof.is_new:
            keep_cookie(response, request, SESSION_COOKIE, proof.session)
        return response


def load_look(app: App, assets: Assets) -> Look:
    """The look of this installation."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    words = NullTranslations()
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]

    # The same pictures and instants stand on page after page; remembered, a page of 50 takes a quarter less.
    @lru_cache(maxsize=_REMEMBERED)
    def picture(url: str) -> str:
        return f"/picture/{signature(app, url)}?url={quote(url, safe='')}"

    environment.globals |= {
        "asset": assets.address,
        "base_url": app.settings.public_url,
        "acts_on": acts_on,
        "differences": differences,
        "said_of": said_of,
        "foresee_address": foresee_address,
        "section_heading": views.section_heading,
        "handed_waiting": lambda asker: handed_waiting(app, asker.reader),
        "readers_beside": lambda asker: others_of(app, asker.reader),
        "stated_on": stated_on,
        "subject": Subject,
    }
    environment.filters |= {
        "act": lru_cache(maxsize=_REMEMBERED)(act_as_html),
        "address": views.address_of,
        "authors": authors_of,
        "bar": views.bar,
        "body": lambda html: shown_body(html, picture),
        "brief": views.brief,
        "clock": views.clock,
        "continuation": Place.written,
        "evidence": views.evidence,
        "exact": lru_cache(maxsize=_REMEMBERED)(views.exact),
        "foretold": views.foretold,
        "health": views.health_of,
        "host": views.host_name,
        "lead": views.lead_of,
        "machine": lru_cache(maxsize=_REMEMBERED)(views.machine),
        "counted": views.counted,
        "device": views.device,
        "opened": views.opened,
        "page_of": views.page_of,
        "picture": picture,
        "query": lambda values: urlencode({name: value for name, value in values.items() if value}),
        "signed": views.signed,
        "size": views.size,
        "web": views.web_address,
    }
    return Look(app, environment)
