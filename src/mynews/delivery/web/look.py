"""How every page is made: the templates, compiled once, and what each of them may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from mynews.delivery.web import views
from mynews.delivery.web.acts import act_as_html, acts_on, foresee_address, stated_on
from mynews.delivery.web.assets import Assets
from mynews.delivery.web.bodies import shown_body
from mynews.delivery.web.differences import differences
from mynews.delivery.web.entrance import asker_of
from mynews.delivery.web.languages import Catalogues, direction_of, language_of, load_catalogues
from mynews.delivery.web.missing import Missing
from mynews.delivery.web.notices import notice, said_of
from mynews.delivery.web.screen import screen_of
from mynews.delivery.web.security import SESSION_COOKIE, Proof, keep_cookie
from mynews.delivery.web.shelf import SHELF_HEADER, shelf_of
from mynews.model.article import Place, authors_of
from mynews.model.interest import Subject
from mynews.ranking.reasons import in_words
from mynews.services.app import App
from mynews.services.household.handing import handed_waiting, others_of
from mynews.services.stories.pictures import signature

_REMEMBERED = 4096
_TEMPLATES = Path(__file__).with_name("templates")
# Pages change with every article, but the button Back may show the one that was left.
_CACHING = {"cache-control": "private, no-cache", "vary": "accept-language"}


@dataclass(frozen=True, slots=True)
class Look:
    """Renders pages."""

    app: App
    environments: Mapping[str, Environment]
    catalogues: Catalogues
    missing: Missing

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page from a template."""
        proof = Proof(self.app.key, request)
        now = self.app.now()
        asker = asker_of(request)
        shelf = shelf_of(self.app.key, asker.reader) if asker else ""
        language = language_of(request, self.catalogues)
        content = (
            self.environments[language]
            .get_template(template)
            .render(
                values
                | {
                    "asker": asker,
                    "path": request.url.path,
                    "proof": proof,
                    "now": now,
                    "notice": notice(request.query_params, self.catalogues[language]),
                    "screen": screen_of(request),
                    "kept_on": shelf,
                }
            )
        )
        response = HTMLResponse(content, status, headers=_CACHING | ({SHELF_HEADER: shelf} if shelf else {}))
        if proof.used and proof.is_new:
            keep_cookie(response, request, SESSION_COOKIE, proof.session)
        return response


def load_look(app: App, assets: Assets, catalogues: Catalogues | None = None) -> Look:
    """The look of this installation, in every language that there is."""
    there = load_catalogues() if catalogues is None else catalogues
    missing = Missing(app.now)
    environments = {each: _environment(app, assets, each, words, missing) for each, words in there.items()}
    return Look(app, environments, there, missing)


def _environment(app: App, assets: Assets, language: str, words: NullTranslations, missing: Missing) -> Environment:
    """The templates in one language."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= _globals(app, assets, language, words)
    environment.filters |= _filters(app, words)
    environment.tests["there"] = missing.is_there
    return environment


def _globals(app: App, assets: Assets, language: str, words: NullTranslations) -> dict[str, Any]:
    told = _telling(words)
    return {
        "_": told,
        "gettext": told,
        "asset": assets.address,
        "base_url": app.settings.public_url,
        "acts_on": acts_on,
        "differences": differences,
        "said_of": lambda done: words.gettext(said_of(done)),
        "lang": language,
        "direction": direction_of(language),
        "reason_words": lambda reason: in_words(reason, words),
        "foresee_address": foresee_address,
        "section_heading": views.section_heading,
        "handed_waiting": lambda asker: handed_waiting(app, asker.reader),
        "readers_beside": lambda asker: others_of(app, asker.reader),
        "stated_on": stated_on,
        "subject": Subject,
    }


def _filters(app: App, words: NullTranslations) -> dict[str, Callable[..., Any]]:
    remembered = lru_cache(maxsize=_REMEMBERED)

    # The same pictures and instants stand on page after page; remembered, a page of 50 takes a quarter less.
    @remembered
    def picture(url: str) -> str:
        return f"/picture/{signature(app, url)}?url={quote(url, safe='')}"

    return {
        "act": remembered(partial(act_as_html, words=words)),
        "address": views.address_of,
        "authors": authors_of,
        "bar": views.bar,
        "body": lambda html: shown_body(html, picture),
        "brief": partial(views.brief, words=words),
        "clock": partial(views.clock, words=words),
        "continuation": Place.written,
        "evidence": partial(views.evidence, words=words),
        "exact": remembered(partial(views.exact, words=words)),
        "foretold": views.foretold,
        "health": views.health_of,
        "host": views.host_name,
        "lead": views.lead_of,
        "machine": remembered(views.machine),
        "counted": partial(views.counted, words=words),
        "date": views.date_of,
        "day": partial(views.heading_of, words=words),
        "device": views.device,
        "opened": views.opened,
        "page_of": views.page_of,
        "picture": picture,
        "query": lambda values: urlencode({name: value for name, value in values.items() if value}),
        "signed": views.signed,
        "size": views.size,
        "web": views.web_address,
    }


def _telling(words: NullTranslations) -> Callable[..., Markup]:
    """What templates call ``_``: words of the pages in one language, with what is filled in escaped."""

    # Most words have nothing in them to fill in: remembered, the front page is done a tenth sooner than by Jinja's own.
    @lru_cache(maxsize=_REMEMBERED)
    def plain(text: str) -> Markup:
        return Markup(words.gettext(text) % {})  # noqa: S704  # from our own templates and catalogues

    def told(text: str, **filled: Any) -> Markup:
        return Markup(words.gettext(text)) % filled if filled else plain(text)  # noqa: S704

    return told
