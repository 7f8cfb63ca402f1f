"""The API answers as its OpenAPI document says, whatever it is asked: no fault, no undocumented answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance, unsupported_method

from mynews.delivery.api.face import api_face
from mynews.services.household.app_passwords import make_app_password
from mynews.storage.database import open_database
from tests import make
from tests.delivery.web.visitor import follow, tell


@pytest.fixture(scope="module")
def described(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The document of an installation with a story, and an app password for it."""
    folder = tmp_path_factory.mktemp("api")
    database = open_database(f"sqlite:///{shutil.copy(migrated, folder / 'mynews.db')}")
    with make.app(database, folder) as app:
        follow(app, make.article(), folder="Town")
        with app.db.read() as tx:
            (card,) = tx.articles.latest(app.reader().id, 9)
        tell(app, [card.id])
        secret = make_app_password(app, app.reader(), "schemathesis", "api:write").secret
        document = schemathesis.openapi.from_asgi("/openapi.json", api_face(app))
        document.config.update(headers={"authorization": f"Bearer {secret}"})
        yield document
    database.close()


def test_every_call_answers_as_described(described: Any) -> None:
    # Events go on for a quarter of an hour; test_api listens to them.
    calls = [found.ok() for found in described.exclude(path="/events").get_all_operations()]
    assert len(calls) > 20
    for call in calls:

        @given(case=call.as_strategy())
        @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=HealthCheck)
        def answers_as_described(case: schemathesis.Case) -> None:
            # Our own header takes the place of those that are to be refused (test_api); what is said well may be of
            # nothing that is here; and Starlette says which methods there are.
            case.call_and_validate(excluded_checks=[ignored_auth, positive_data_acceptance, unsupported_method])

        answers_as_described()
