"""What makes the pages an application of its own: its manifest, and the worker that shows pages without a network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.web.assets import Assets
from mynews.delivery.web.look import Look

_WORKER = "worker.js"
_PAPER = "#fbf9f4"
# Browsers look for a new worker when a page is opened; what is here asks them to ask us each time.
_ASK_FIRST = {"cache-control": "no-cache"}


@dataclass(frozen=True, slots=True)
class Offline:
    """The endpoints that a browser needs to install us. They are anybody's, and say nothing of any reader."""

    look: Look
    assets: Assets

    def worker(self, _request: Request) -> Response:
        """The service worker: another one whenever any style or script is."""
        needed = [self.assets.address(name) for name in self.assets.names() if name.endswith((".css", ".js", ".svg"))]
        version = sha256(" ".join(needed).encode()).hexdigest()[:12]
        shell = json.dumps(
            {"version": version, "needs": ["/offline", *needed], "icon": self.assets.address("icon-192.png")}
        )
        script = f"const shell = {shell};\n".encode() + self.assets.content(_WORKER)
        return Response(script, media_type="text/javascript", headers=_ASK_FIRST)

    def manifest(self, _request: Request) -> Response:
        """What a phone needs to know to install us."""
        content = {
            "id": "/",
            "name": "myNEWS",
            "short_name": "myNEWS",
            "description": "Stories that matter to you, and every article in order of time.",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "lang": "en",
            "dir": "auto",
            "background_color": _PAPER,
            "theme_color": _PAPER,
            "categories": ["news"],
            "icons": [
                self._icon("icon-192.png", "192x192", "any"),
                self._icon("icon-512.png", "512x512", "any"),
                self._icon("icon-maskable.png", "512x512", "maskable"),
            ],
            "shortcuts": [{"name": name, "url": url} for name, url in (("Latest", "/latest"), ("Saved", "/saved"))],
        }
        return Response(json.dumps(content), media_type="application/manifest+json", headers=_ASK_FIRST)

    async def touch_icon(self, request: Request) -> Response:
        """The icon for Apple's home screen, which is looked for here unless a page spends bytes on saying where."""
        request.path_params["name"] = "icon-touch.png"
        return await self.assets.serve(request)

    def page(self, request: Request) -> Response:
        """What is shown where there is no network and nothing kept: in the browser, long after it was asked for."""
        return self.look.page(request, "offline.html")

    def _icon(self, name: str, sizes: str, purpose: str) -> dict[str, str]:
        return {"src": self.assets.address(name), "sizes": sizes, "type": "image/png", "purpose": purpose}


def offline_routes(look: Look, assets: Assets) -> list[Route]:
    """The routes of what a browser keeps."""
    offline = Offline(look, assets)
    return [
        Route("/worker.js", offline.worker),
        Route("/manifest.webmanifest", offline.manifest),
        Route("/apple-touch-icon.png", offline.touch_icon),
        Route("/offline", offline.page),
    ]
