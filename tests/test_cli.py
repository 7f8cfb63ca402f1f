from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from mynews.cli import main
from mynews.cli.serving import refuse_strangers
from mynews.model.errors import SettingsError
from mynews.model.source import SourceState
from mynews.services.app import App, open_app
from mynews.services.gathering.sample import load_sample
from mynews.services.household.app_passwords import app_passwords, log_in
from mynews.services.household.readers import give_password
from mynews.settings import read_settings
from mynews.storage.database import open_database
from tests import make


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("MYNEWS_CONFIG", str(tmp_path / "mynews.toml"))
    monkeypatch.setenv("MYNEWS_DATA_DIR", str(tmp_path / "home"))
    return tmp_path


def mynews(*command: str) -> Result:
    return CliRunner().invoke(main, command)


@pytest.fixture
def feed(home: Path) -> Path:
    file = home / "paper.xml"
    file.write_text(make.rss(make.item(1, headline="Mayor resigns"), make.item(2)))
    return file


def test_every_command_has_help() -> None:
    commands = set(main.commands)
    assert commands == {
        "serve", "worker", "add", "import", "export", "refresh", "sources", "search", "extract", "backup", "restore",
        "check", "stories", "story", "annotate", "edition", "profile", "relearn", "follow", "mute",
        "evaluate", "app-password", "reader", "mail",
    }  # fmt: skip
    for command in commands:
        assert mynews(command, "--help").exit_code == 0


def test_every_command_stands_in_the_reference() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "commands.md").read_text()
    for name, command in main.commands.items():
        assert f"| `mynews {name}" in page
        for option in command.params:
            if option.param_type_name == "option" and option.name not in ("reader", "help"):
                assert any(each in page for each in option.opts), (name, option.opts)


def test_a_file_is_added_listed_and_found(feed: Path) -> None:
    assert mynews("add", str(feed)).output == "The Paper: followed now, 2 articles\n"
    (row,) = json.loads(mynews("sources", "--json").output)
    assert (row["title"], row["articles"], row["illness"]) == ("The Paper", 2, "")
    (hit,) = json.loads(mynews("search", "mayor", "--json").output)
    assert hit["headline"] == "Mayor resigns"
    assert "Mayor resigns" in mynews("search", "mayor").output
    assert "The Paper" in mynews("sources").output


def test_what_cannot_be_added_is_said_and_the_rest_is_added(feed: Path, home: Path) -> None:
    (home / "list.txt").write_text("")
    done = mynews("add", str(home / "list.txt"), "http://127.0.0.1:9/feed", str(feed))
    assert done.exit_code == 1
    assert "The Paper: followed now" in done.output
    assert "127.0.0.1" in done.output
    assert len(json.loads(mynews("sources", "--json").output)) == 1


def test_extract_prints_every_part_and_touches_no_database(feed: Path, home: Path) -> None:
    said = json.loads(mynews("extract", str(feed), "--json").output)
    assert said["kind"] == "feed"
    article = said["articles"][0]
    assert article["headline"] == "Mayor resigns"
    promised = "kicker headline key_points byline published_at language body pictures related print_note url"
    assert set(promised.split()) <= set(article)
    assert not (home / "home").exists()


def test_extract_says_what_is_wrong_with_a_file(home: Path) -> None:
    (home / "empty.html").write_text("")
    done = mynews("extract", str(home / "empty.html"), "--json")
    assert done.exit_code == 1 and done.output.startswith("Error: ")
    done = mynews("extract", str(home / "not there"))
    assert done.exit_code == 1 and "There is no file" in done.output


def test_what_is_exported_is_imported(home: Path) -> None:
    (home / "in.opml").write_text(
        '<opml><body><outline text="World"><outline text="A" xmlUrl="https://a.example/feed"/></outline></body></opml>'
    )
    assert mynews("import", str(home / "in.opml")).output.startswith("1 sources followed now")
    mynews("export", str(home / "out.opml"))
    assert b'xmlUrl="https://a.example/feed"' in (home / "out.opml").read_bytes()
    assert 'text="World"' in mynews("export").output


def test_a_backup_is_restored_elsewhere(feed: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mynews("add", str(feed))
    assert mynews("backup", str(home / "all.zip")).exit_code == 0
    assert "empty installation" in mynews("restore", str(home / "all.zip")).output
    monkeypatch.setenv("MYNEWS_DATA_DIR", str(home / "elsewhere"))
    assert mynews("restore", str(home / "all.zip")).exit_code == 0
    assert len(json.loads(mynews("search", "mayor", "--json").output)) == 1


def test_check_says_that_all_is_well_or_what_is_not(home: Path) -> None:
    assert mynews("check").exit_code == 0
    database = open_database(f"sqlite:///{home / 'home' / 'mynews.db'}")
    with make.app(database, home / "home") as app:
        overdue(app)
    done = mynews("check", "--json")
    assert done.exit_code == 1
    assert [finding["what"] for finding in json.loads(done.output) if finding["grave"]] == ["worker"]
    database.close()


def overdue(app: App) -> None:
    """A source that was due long before the real clock's now."""
    with app.db.write() as tx:
        tx.hosts.add(["paper.example"])
        source = make.source(state=SourceState(next_fetch_at=make.NOW.replace(year=2020)))
        tx.sources.add([source], {source.url: "paper.example"}, make.NOW)
        tx.hosts.is_due(["paper.example"])


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = mynews("serve", "--no-worker", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 1
    assert "cannot be used" in done.output


def test_a_wrong_setting_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNEWS_PORT", "many")
    done = mynews("check")
    assert done.exit_code == 1 and "These settings cannot be used: port" in done.output


def test_a_title_that_looks_like_markup_is_listed_as_it_stands(home: Path) -> None:
    file = home / "odd.xml"
    file.write_text(make.rss(make.item(1), title="Odd [/b] news [red]"))
    mynews("add", str(file))
    assert "Odd [/b] news [red]" in mynews("sources").output


@pytest.mark.parametrize("command", ["add", "extract"])
def test_an_address_longer_than_a_files_name_is_taken_for_an_address(command: str) -> None:
    done = mynews(command, "http://127.0.0.1:9/" + "a" * 400)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "port 9" in done.output


def test_a_list_that_cannot_be_written_is_said(home: Path) -> None:
    done = mynews("export", str(home / "no" / "such" / "folder.opml"))
    assert done.exit_code == 1
    assert "cannot be written" in done.output


@pytest.mark.parametrize("words", ["\udcff", "a\udcffb", "x" * 5000, " ".join("abc" * 700), '"', "*", "-", "\n"])
def test_strange_words_find_nothing_and_break_nothing(words: str, feed: Path) -> None:
    mynews("add", str(feed))
    done = mynews("search", "--", words)
    assert done.exit_code == 0, done.output


def test_a_negative_number_of_results_is_refused() -> None:
    assert mynews("search", "-n", "-1", "word").exit_code == 2


def test_check_works_where_the_folder_is_not_there_yet(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNEWS_SECRET_KEY", Fernet.generate_key().decode())
    monkeypatch.setenv("MYNEWS_DATABASE", f"sqlite:///{home / 'elsewhere' / 'mynews.db'}")
    assert "free where the data is kept" in mynews("check").output.replace("\n", " ")


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the sample edition that ``mynews annotate`` understood."""
    folder = tmp_path_factory.mktemp("sample")
    database = open_database(f"sqlite:///{folder / 'home' / 'mynews.db'}")
    with make.app(database, folder / "home") as app:
        load_sample(app, app.reader())
    database.close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MYNEWS_CONFIG", str(folder / "mynews.toml"))
        patched.setenv("MYNEWS_DATA_DIR", str(folder / "home"))
        done = mynews("annotate")
        assert done.exit_code == 0, done.output
        assert done.output.endswith(" articles understood.\n") and not done.output.startswith("0 ")
        assert mynews("annotate").output == "0 articles understood.\n"
    return folder


@pytest.fixture
def sample(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNEWS_DATA_DIR", str(sample_home / "home"))


@pytest.mark.usefixtures("sample")
def test_the_largest_stories_are_listed_with_the_headlines_of_their_articles() -> None:
    found = json.loads(mynews("stories", "-n", "5", "--json").output)
    assert len(found) == 5
    assert [each["owners"] for each in found] == sorted((each["owners"] for each in found), reverse=True)
    assert found[0]["owners"] > 3
    for each in found:
        told = sum(1 + len(covering["copies"]) for covering in each["coverage"])
        assert each["articles"] == told
    listed = mynews("stories", "-n", "5").output
    for covering in found[0]["coverage"]:
        assert covering["headline"] in listed.replace("\n", " ")
    important = json.loads(mynews("stories", "--important", "-n", "3", "--json").output)
    assert [each["importance"] for each in important] == sorted(
        (each["importance"] for each in important), reverse=True
    )
    everything = json.loads(mynews("stories", "-n", "1000", "--json").output)
    recent = json.loads(mynews("stories", "-n", "1000", "--days", "99999", "--json").output)
    assert {each["id"] for each in recent} == {each["id"] for each in everything}


@pytest.mark.usefixtures("sample")
def test_a_story_is_shown_with_coverage_timeline_people_and_topics() -> None:
    (largest,) = json.loads(mynews("stories", "-n", "1", "--json").output)
    shown = json.loads(mynews("story", str(largest["id"]), "--json").output)
    assert {key: shown[key] for key in largest if key != "importance"} == {
        key: value for key, value in largest.items() if key != "importance"
    }
    assert shown["timeline"] and shown["key_points"] and shown["people"] + shown["places"] + shown["organisations"]
    page = mynews("story", str(largest["id"])).output
    for part in (largest["headline"], "Timeline", "Coverage"):
        assert part in page.replace("\n", " ")
    with_news = json.loads(mynews("story", str(largest["id"]), "--since", "2000-01-01", "--json").output)
    own = {each["id"] for each in largest["coverage"]}
    assert set(with_news["news"]["articles"]) == own and with_news["news"]["sentences"]
    assert "Nothing new since then." in mynews("story", str(largest["id"]), "--since", "2100-01-01").output
    assert "* " in mynews("story", str(largest["id"]), "--since", "2000-01-01").output


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("number", ["999999", str(2**63 - 1)])
def test_a_story_that_is_not_there_is_said_in_a_sentence(number: str) -> None:
    done = mynews("story", number)
    assert done.exit_code == 1
    assert f"There is no story number {number} here." in done.output


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63)])
def test_what_is_no_number_of_a_story_is_refused(number: str) -> None:
    assert mynews("story", "--", number).exit_code == 2


def test_where_there_are_no_stories_yet_a_sentence_says_how_they_are_made() -> None:
    done = mynews("stories")
    assert done.exit_code == 0 and "mynews annotate" in " ".join(done.output.split())
    assert json.loads(mynews("stories", "--json").output) == []


@pytest.mark.usefixtures("sample")
def test_annotating_all_anew_leaves_the_stories_as_they_are() -> None:
    def stories() -> list[dict[str, object]]:
        found = json.loads(mynews("stories", "-n", "1000", "--json").output)
        return [{key: value for key, value in each.items() if key != "importance"} for each in found]

    before = stories()
    assert mynews("annotate", "--all").exit_code == 0
    assert stories() == before


@pytest.fixture
def read(feed: Path) -> Path:
    """A feed that is understood."""
    mynews("add", str(feed))
    mynews("annotate")
    return feed


def test_an_edition_is_shown_with_its_end(read: Path) -> None:
    shown = mynews("edition")
    assert "Mayor resigns" in shown.output and "That is all: 2 stories" in shown.output


def test_an_edition_as_json_tells_the_whole_sum(read: Path) -> None:
    edition = json.loads(mynews("edition", "--json", "--explain").output)
    for story in edition["stories"]:
        assert sum(term["weight"] for term in story["terms"]) == pytest.approx(story["score"])


def test_nothing_to_read_says_what_to_do(home: Path) -> None:
    assert "mynews add" in mynews("edition").output


def test_a_word_is_muted_and_told_beforehand(read: Path) -> None:
    foreseen = mynews("mute", "word", "Mayor", "--what-if").output
    assert "Would go" in foreseen and "Nothing is stored." in foreseen
    assert "Mayor resigns" in mynews("edition").output
    assert mynews("mute", "word", "Mayor", "--days", "2").output.startswith("You mute the word Mayor until ")
    assert "Mayor resigns" not in mynews("edition").output
    assert "You mute the word Mayor" in mynews("profile").output


def test_a_profile_is_carried_in_a_file(read: Path) -> None:
    mynews("follow", "word", "harbour")
    file = read.with_name("profile.json")
    mynews("profile", "--export", str(file))
    exported = json.loads(file.read_text())
    assert exported["interests"][0]["key"] == "harbour"
    assert mynews("profile", "--import", str(file)).exit_code == 0
    assert json.loads(mynews("profile", "--json").output) == exported
    assert mynews("profile", "--reset").output.startswith("Everything that was learned is forgotten.")
    assert "up to signal" in mynews("relearn").output


def test_what_cannot_be_followed_says_why(read: Path) -> None:
    refused = mynews("follow", "topic", "nonsense")
    assert refused.exit_code == 1 and "no topic" in refused.output


def test_evaluate_says_what_it_needs(home: Path) -> None:
    (home / "behaviors.tsv").write_text("nothing\n")
    done = mynews("evaluate", "mind", str(home))
    assert done.exit_code == 1
    assert "no impression" in done.output
    done = mynews("evaluate", "log")
    assert (done.exit_code, "Only 0 randomised places were seen" in done.output) == (0, True)


def test_readers_are_added_listed_invited_and_removed(home: Path) -> None:
    added = mynews("reader", "add", "Ana", "--operator")
    assert added.output.splitlines()[-1].startswith("http://127.0.0.1:8080/invitation/")
    assert mynews("reader", "add", "ana").exit_code == 1
    assert mynews("reader", "list").output == "reader: operator, no password yet\nAna: operator, no password yet\n"
    set_by_pipe = CliRunner().invoke(main, ["reader", "password", "ANA", "--stdin"], input="three words suffice\n")
    assert set_by_pipe.output == "Ana has a new password, and is logged out everywhere.\n"
    typed = CliRunner().invoke(main, ["reader", "password", "Ana"], input="four words suffice too\n" * 2)
    assert typed.exit_code == 0 and "four words" not in typed.output
    (_, ana) = json.loads(mynews("reader", "list", "--json").output)
    assert (ana["reader"]["name"], ana["operates"], ana["has_password"]) == ("Ana", True, True)
    assert "/invitation/" in mynews("reader", "password", "Ana", "--invite").output
    assert mynews("reader", "password", "Ana", "--none").output == "Ana has no password any more.\n"
    assert CliRunner().invoke(main, ["reader", "remove", "Ana"], input="n\n").exit_code == 1
    assert mynews("reader", "remove", "Ana", "--yes").output == "Ana is gone.\n"
    assert mynews("reader", "remove", "reader", "--yes").exit_code == 1


def test_other_machines_do_not_read_without_a_password(home: Path) -> None:
    with open_app(read_settings(host="0.0.0.0")) as app:  # what is refused
        with pytest.raises(SettingsError, match="mynews reader password reader"):
            refuse_strangers(app)
        give_password(app, app.reader(), "three words suffice")
        refuse_strangers(app)
    refused = mynews("serve", "--host", "192.0.2.7", "--port", "0")
    assert "Other machines reach" not in refused.output  # it has one now; that address is none of this machine's
    mynews("reader", "password", "reader", "--none")
    assert "Other machines reach 192.0.2.7" in mynews("serve", "--host", "192.0.2.7", "--port", "0").output
    for allowed in (
        {"host": "::1"},
        {"host": "localhost"},
        {"host": "127.9.9.9"},
        {"host": "::", "without_password": True},
    ):
        with open_app(read_settings(**allowed)) as app:
            refuse_strangers(app)


def test_an_app_password_is_made_and_lets_its_program_in(home: Path) -> None:
    assert mynews("app-password", "ana", "phone").exit_code == 1
    database = open_database(f"sqlite:///{home / 'home' / 'mynews.db'}")
    try:
        with make.app(database, home / "home") as app:
            app.reader()
            made = mynews("app-password", "reader", "phone", "--fever")
            assert made.exit_code == 0
            assert log_in(app, "reader", made.stdout.strip())
            assert [(each.name, each.for_fever) for each in app_passwords(app, app.reader())] == [("phone", True)]
            scoped = mynews("app-password", "reader", "script", "--scope", "api:read")
            assert log_in(app, "reader", scoped.stdout.strip()) is None
    finally:
        database.close()
