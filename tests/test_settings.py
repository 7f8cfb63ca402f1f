from __future__ import annotations

from pathlib import Path

import pytest

from mynews.model.errors import SettingsError
from mynews.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MYNEWS_CONFIG", str(tmp_path / "mynews.toml"))
    monkeypatch.setenv("MYNEWS_DATA_DIR", str(tmp_path))


def test_the_environment_counts_before_the_file_and_what_is_given_before_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mynews.toml").write_text("port = 1111\nleast_minutes = 5\nallow_private = ['nas.local']\n")
    monkeypatch.setenv("MYNEWS_PORT", "2222")
    settings = read_settings()
    assert (settings.port, settings.least_minutes, settings.allow_private) == (2222, 5, ("nas.local",))
    assert read_settings(port=3333).port == 3333


def test_a_list_stands_in_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNEWS_ALLOW_PRIVATE", "nas.local, 10.0.0.0/8")
    assert read_settings().allow_private == ("nas.local", "10.0.0.0/8")


@pytest.mark.parametrize(
    "wrong",
    ["port = 'many'", "prot = 8080", "port = ", "fetch_seconds = -1", "base_url = 'http://['", "base_url = 'news'"],
)
def test_a_setting_that_cannot_be_used_is_refused_in_words(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "mynews.toml").write_text(wrong)
    with pytest.raises(SettingsError, match=r"cannot be (used|read)"):
        read_settings()


def test_every_setting_stands_in_the_reference() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "settings.md").read_text()
    for name, field in Settings.model_fields.items():
        assert f"| `{name}` |" in page and str(field.description) in page


def test_an_address_of_six_stands_in_brackets() -> None:
    assert read_settings(host="::1", port=8080).public_url == "http://[::1]:8080"
