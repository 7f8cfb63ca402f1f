"""A client program without a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from mynews.asgi import serve
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.app_passwords import log_in, make_app_password

HOME = "http://127.0.0.1:8080"
API = "/reader/api/0"
STATE = "user/-/state/com.google"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Program:
    """Logs in with an app password of its own and sends its token with each call."""

    def __init__(self, app: App, reader: Reader | None = None) -> None:
        self.app = app
        self.reader = reader or app.reader()
        self.secret = make_app_password(app, self.reader, "a program").secret
        self.token = log_in(app, self.reader.name, self.secret) or ""
        self.client = TestClient(serve(app), base_url=HOME)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"GoogleLogin auth={self.token}"}

    def get(self, call: str, **asked: Any) -> Response:
        """The answer to a call that reads."""
        return self.client.get(f"{API}/{call}", params=asked, headers=self.headers)

    def read(self, call: str, **asked: Any) -> Any:
        """What a call that reads tells, which must go well."""
        answer = self.get(call, **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, call: str, **sent: Any) -> Response:
        """The answer to a form."""
        return self.client.post(f"{API}/{call}", data=sent, headers=self.headers)

    def say(self, call: str, **sent: Any) -> None:
        """Send a form that must go well."""
        answer = self.post(call, **sent)
        assert (answer.status_code, answer.text) == (200, "OK"), answer.text
        assert answer.headers["content-type"].startswith("text/plain")

    def numbers(self, stream: str = "", **asked: Any) -> list[int]:
        """The numbers of the articles of a stream."""
        return [int(each["id"]) for each in self.read("stream/items/ids", s=stream, **asked)["itemRefs"]]

    def items(self, numbers: Sequence[int]) -> list[Any]:
        """Articles, whole."""
        answer = self.post("stream/items/contents", i=[str(each) for each in numbers])
        assert answer.status_code == 200, answer.text
        found: list[Any] = answer.json()["items"]
        return found
