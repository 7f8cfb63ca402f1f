"""A small OpenID provider on the loopback: discovery, keys, codes that hold once, PKCE, signed tokens."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "mynews client", "client:secret/é"


@dataclass
class Provider:
    """Confirms whoever ``person`` is, at ``now``. What ``claims``, ``header`` and ``key`` say goes into the token."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "248289761001", "preferred_username": "Ana"})
    now: int = 0
    redirect_uri: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    metadata: dict[str, Any] = field(default_factory=dict)
    own_key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig", "alg": "RS256"})
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self, _request: Request) -> Response:
        """OpenID Connect Discovery 1.0."""
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(told | self.metadata)

    def keys(self, _request: Request) -> Response:
        """The public key."""
        return JSONResponse({"keys": [self.own_key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """The person says yes at once."""
        asked = dict(request.query_params)
        if (asked["client_id"], asked["redirect_uri"]) != (CLIENT, self.redirect_uri):
            return Response("unknown client", 400)  # never sent on: RFC 6749, 4.1.2.1
        wanted = (asked["response_type"], asked["code_challenge_method"], "openid" in asked["scope"].split())
        if wanted != ("code", "S256", True) or not (asked.get("state") and asked.get("nonce")):
            return self._back({"error": "invalid_request", "state": asked.get("state", "")})
        code = secrets.token_urlsafe(24)
        self.codes[code] = asked
        return self._back({"code": code, "state": asked["state"], "iss": self.issuer})

    async def token(self, request: Request) -> Response:
        """A code becomes a signed token, once."""
        fields = dict(parse_qsl((await request.body()).decode()))
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        pair = base64.b64decode(given).decode().split(":")
        asked = self.codes.pop(fields.get("code", ""), None)
        if [unquote(each) for each in pair] != [CLIENT, SECRET]:
            return JSONResponse({"error": "invalid_client"}, 401)
        proof = create_s256_code_challenge(fields.get("code_verifier", ""))
        if asked is None or proof != asked["code_challenge"] or fields.get("redirect_uri") != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        said = {"iss": self.issuer, "aud": CLIENT, "iat": self.now, "exp": self.now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in (said | self.person | self.claims).items() if value is not None}
        header = {"alg": "RS256", "kid": "1"} | self.header
        token = jwt.encode(header, claims, self.key or self.own_key, algorithms=[header["alg"]])
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _back(self, said: dict[str, str]) -> Response:
        return RedirectResponse(f"{self.redirect_uri}?{urlencode(said)}", 302)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider on a free port."""
    here = Provider()
    routes = [
        Route("/.well-known/openid-configuration", here.discovery),
        Route("/authorize", here.authorize),
        Route("/token", here.token, methods=["POST"]),
        Route("/keys", here.keys),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    here.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield here
    server.should_exit = True
    thread.join()


def shared_key() -> OctKey:
    """A key that is no provider's alone."""
    return OctKey.import_key("a secret that anybody may know, of some length")
