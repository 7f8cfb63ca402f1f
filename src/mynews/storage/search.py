"""The full-text index, SQLite's FTS5 and PostgreSQL's tsvector behind one face, and what narrows a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, literal_column, select, text

from mynews.model.query import Term, fold, folded_term
from mynews.storage.schema import article_search
from mynews.storage.types import AnyRow, Instant

# The row of a text in SQLite's index is the article's id plus this for each time it was indexed anew.
_VERSION = 1 << 40
# PostgreSQL holds 1 MB of words an article; a longer text is searched by its beginning.
_MOST_CHARACTERS = 300_000
_MOST_OF_A_HEADING = 5_000
# Matches are ranked a thousand at a time, the newest first, so that a common word costs no more in a large archive.
_RANKED = 1000
# Without words, articles are looked at from the newest back; so many at once, so that a filter for which hardly any
# holds does not read the whole archive.
_LOOKED_AT = 20_000
# What at most so many articles have is gathered first, with words and without.
_FEW_BESIDE_WORDS, _FEW = 20_000, 2_000
# So many of the newest articles with a name in their heading are asked whether it is their author's.
_ASKED_FOR_AUTHOR = 5_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

ClauseKind = Literal["source", "topic", "entity", "author", "language", "saved", "read"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must hold of an article, or must not: it has one of these ``values``."""

    kind: ClauseKind
    values: tuple[int | str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. ``newest`` is the order, best first otherwise; ``newer_than`` is an article's number."""

    terms: tuple[Term, ...] = ()
    clauses: tuple[Clause, ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    newest: bool = False
    newer_than: int = 0

    @property
    def has_words(self) -> bool:
        """Whether there is a word to look for, beside those that must not be there."""
        return any(not term.without for term in self.terms)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place in what was found: after ``key`` and ``id``, among the matches below the row ``below`` (0: all)."""

    below: int = 0
    key: float | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. ``after`` is where the next begins; None at the end."""

    ids: tuple[int, ...] = ()
    after: FoundPlace | None = None


class Search:
    """The search index of this database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._postgres = connection.dialect.name == "postgresql"

    def index(self, rows: Sequence[tuple[int, int, str, str]]) -> None:
        """Make articles findable: (id, how often indexed before, heading, text)."""
        folded = [
            (article_id + version * _VERSION, fold(heading[:_MOST_OF_A_HEADING]), fold(body[:_MOST_CHARACTERS]))
            for article_id, version, heading, body in rows
        ]
        if self._postgres:
            self._connection.execute(
                text(
                    "INSERT INTO article_search (article_id, words) VALUES (:id, "
                    "setweight(to_tsvector('mynews', :heading), 'A') || to_tsvector('mynews', :body)) "
                    "ON CONFLICT (article_id) DO UPDATE SET words = excluded.words"
                ),
                [{"id": row % _VERSION, "heading": heading, "body": body} for row, heading, body in folded],
            )
        else:
            self._connection.exec_driver_sql(
                "INSERT INTO article_search (rowid, headline, body) VALUES (?, ?, ?)",
                folded,
            )

    def find(
        self, reader_id: int, sought: Sought, most: int, after: FoundPlace | None = None, *, among: int = _RANKED
    ) -> Found:
        """The articles that a reader follows and of which every term and clause holds; from a place on.

        Of several versions of one text that are found together only the original is given, else the first that came.
        Words are stemmed as English ones. With words, matches are put in order ``among`` a thousand at a time, or
        fewer, those that came last first; without, the newest are first. What only says what must not be there finds
        nothing.
        """
        if not sought.has_words and (sought.terms or not (sought.clauses or sought.before or sought.after)):
            return Found()
        values: dict[str, Any] = {"reader": reader_id, "among": among}
        conditions, gathered = self._conditions(sought, values)
        if sought.has_words:
            return self._with_words(sought, conditions, values, most, after or FoundPlace())
        return self._without_words(conditions, values, most, after, gathered=gathered)

    def last_by(self, instant: datetime) -> int:
        """The number of the last article that had come by an instant; 0 where none had."""
        # From the newest back: the numbers grow with time, and no index holds the instant of arrival.
        last = text("SELECT id FROM articles WHERE arrived_at <= :at ORDER BY id DESC LIMIT 1")
        return int(self._connection.execute(last.bindparams(bindparam("at", instant, Instant))).scalar() or 0)

    def having(self, phrases: Iterable[str]) -> Select[tuple[int]]:
        """Selects the ids of all articles with any of these phrases, whoever follows them; words are stemmed."""
        folded = [folded_term(phrase) for phrase in phrases]
        article_id: ColumnElement[int]
        if self._postgres:
            wanted = " || ".join(f"phraseto_tsquery('mynews', :phrase{number})" for number in range(len(folded)))
            values = {f"phrase{number}": phrase for number, phrase in enumerate(folded)}
            article_id, matches = article_search.c.article_id, text(f"words @@ ({wanted})")
        else:
            values = {"phrases": " OR ".join(_fts5(Term(phrase)) for phrase in folded)}
            article_id, matches = _SQLITE_ARTICLE, text("article_search MATCH :phrases")
        return select(article_id).select_from(article_search).where(matches.bindparams(**values))

    def clear(self) -> None:
        """Empty the index, to build it anew."""
        if self._postgres:
            self._connection.execute(delete(article_search))
        else:
            self._connection.exec_driver_sql("INSERT INTO article_search (article_search) VALUES ('delete-all')")

    def _with_words(
        self, sought: Sought, conditions: list[str], values: dict[str, Any], most: int, place: FoundPlace
    ) -> Found:
        where = " AND ".join(conditions)
        matches = _postgres_matches if self._postgres else _sqlite_matches
        page = _ALL_PAGES if place.key is None else _ALL_PAGES + _AFTER_KEY
        statement = f"{page.format(matches=matches(sought, place, values).format(where=where))} {_IN_ORDER}"
        values |= {"most": most + 1, "key": place.key, "id": place.id}
        rows = self._run(statement, values)
        ids = tuple(row.id for row in rows[:most])
        if len(rows) > most:
            return Found(ids, FoundPlace(place.below, float(rows[most - 1].key), ids[-1]))
        goes_on = bool(rows) and rows[0].looked_at == values["among"]
        return Found(ids, FoundPlace(int(rows[0].lowest)) if goes_on else None)

    def _without_words(
        self, conditions: list[str], values: dict[str, Any], most: int, after: FoundPlace | None, *, gathered: bool
    ) -> Found:
        if after is not None and after.key is not None:
            values |= {"last": instant_of(after.key), "last_id": after.id}
            conditions = [*conditions, "a.sort_at <= :last AND (a.sort_at < :last OR a.id < :last_id)"]
        end = None if gathered else self._end_of_walk(conditions[1:], values)
        if end is not None:
            values |= {"end": end.sort_at, "end_id": end.id}
            conditions = [*conditions, "a.sort_at >= :end AND (a.sort_at > :end OR a.id >= :end_id)"]
        values["most"] = 2 * (most + 1)
        rows = self._run(_NEWEST.format(where=" AND ".join(conditions)), values)
        shown = _without_copies(rows)
        if len(shown) > most or len(rows) == values["most"]:
            last = rows[-1] if len(shown) <= most else shown[most - 1]
            return Found(tuple(row.id for row in shown[:most]), FoundPlace(0, key_of(last.sort_at), last.id))
        return Found(tuple(row.id for row in shown), FoundPlace(0, key_of(end.sort_at), end.id) if end else None)

    def _end_of_walk(self, conditions: Sequence[str], values: Mapping[str, Any]) -> AnyRow | None:
        """Where looking from the newest back stops for this page; None where that is the end of all."""
        timed = [each for each in conditions if each.startswith("a.sort_at")]
        rows = self._run(_END_OF_WALK.format(where=" AND ".join(timed) or "1 = 1"), values)
        return rows[0] if rows else None

    def _conditions(self, sought: Sought, values: dict[str, Any]) -> tuple[list[str], bool]:
        """What must hold of an article, in SQL, and whether the articles of which it may hold are few and gathered."""
        conditions = [_FOLLOWED]
        gathered = False
        for name, instant, sign in (("since", sought.after, ">="), ("until", sought.before, "<")):
            if instant is not None:
                values[name] = instant
                conditions.append(f"a.sort_at {sign} :{name}")
        if sought.newer_than:
            values["newer"] = sought.newer_than
            conditions.append("a.id > :newer")
        for number, clause in enumerate(sought.clauses):
            condition, few = self._condition(sought, clause, f"c{number}", values, gather=not gathered)
            conditions.append(f"({condition})" if clause.wanted else f"NOT ({condition})")
            gathered |= few
        return conditions, gathered

    def _condition(
        self, sought: Sought, clause: Clause, name: str, values: dict[str, Any], *, gather: bool
    ) -> tuple[str, bool]:
        # Of a match SQLite knows the article's number before it reads the article.
        article = "a.id" if self._postgres or not sought.has_words else _SQLITE_NUMBER
        values[name] = list(clause.values)
        if clause.kind == "language":
            values[name] = [f"{each}-" for each in clause.values]
        elif clause.kind == "author":
            values[name] = [each for author in clause.values for each in self._written_by(str(author))]
            return f"{article} IN :{name}", clause.wanted
        elif clause.kind == "source" and len(clause.values) == 1 and clause.wanted and not sought.has_words:
            return f"a.source_id IN :{name}", True  # an index has the articles of one source in their order
        gathers, holds = (each.replace(":it", f":{name}") for each in _CLAUSES[clause.kind])
        few = gather and clause.wanted and bool(gathers) and self._are_few(gathers, values, sought.has_words)
        if not few:
            return holds, False
        return f"{article} IN ({gathers})", True

    def _written_by(self, author: str) -> list[int]:
        """The articles with this name in their byline, whatever accents either has."""
        name = Term(folded_term(author))
        heading = f"'{_quoted(name)}':A" if self._postgres else f"headline : {_fts5(name)}"
        rows = self._run(_POSTGRES_HEADING if self._postgres else _SQLITE_HEADING, {"heading": heading})
        wanted = _words(name.words)
        return [row.id for row in rows if wanted in _words(row.byline)]

    def _are_few(self, gathers: str, values: dict[str, Any], beside_words: bool) -> bool:
        most = _FEW_BESIDE_WORDS if beside_words else _FEW
        counted = f"SELECT count(*) AS number FROM (SELECT 1 FROM ({gathers}) AS gathered LIMIT {most + 1}) AS few"
        return bool(self._run(counted, values)[0].number <= most)

    def _run(self, statement: str, values: Mapping[str, Any]) -> Sequence[AnyRow]:
        """Run a statement with those of the values that it names."""
        named = {name: values[name] for name in set(_NAMED.findall(statement))}
        prepared = text(statement).bindparams(
            *(bindparam(name, expanding=True) for name, value in named.items() if isinstance(value, list)),
            *(bindparam(name, type_=Instant) for name, value in named.items() if isinstance(value, datetime)),
        )
        if "AS sort_at" in statement:
            prepared = prepared.columns(sort_at=Instant)  # type: ignore[assignment]
        return self._connection.execute(prepared, named).all()


_SQLITE_NUMBER = f"(article_search.rowid & {_VERSION - 1})"
_SQLITE_ARTICLE: ColumnElement[int] = literal_column(_SQLITE_NUMBER)
_WORD = re.compile(r"\w+")
_NAMED = re.compile(r"(?<!:):([a-z]\w*)")
# Asked row by row, so that SQLite goes by time, not source by source.
_FOLLOWED = "EXISTS (SELECT 1 FROM subscriptions u WHERE u.reader_id = :reader AND u.source_id = a.source_id)"
_VERSION_OF_A_TEXT = "row_number() OVER (PARTITION BY coalesce(copy_of, id) ORDER BY (copy_of IS NOT NULL), id)"
# Rows of texts that were indexed anew since join nothing. CROSS: the words first, whatever else is asked.
_SQLITE_MATCHES = f"""
SELECT a.id AS id, {{key}} AS sort_key, article_search.rowid AS place
FROM article_search CROSS JOIN articles a
  ON a.id = {_SQLITE_NUMBER} AND a.search_version = (article_search.rowid >> 40)
WHERE article_search MATCH :match{{below}} AND {{{{where}}}}
ORDER BY article_search.rowid DESC LIMIT :among
"""
_POSTGRES_MATCHES = """
SELECT a.id AS id, {key} AS sort_key, a.id AS place
FROM article_search s JOIN articles a ON a.id = s.article_id CROSS JOIN (SELECT {wanted} AS wanted) AS query
WHERE s.words @@ query.wanted{below} AND {{where}}
ORDER BY a.id DESC LIMIT :among
"""
_ALL_PAGES = f"""
SELECT id, sort_key AS key, looked_at, lowest FROM (
  SELECT id, sort_key, count(*) OVER () AS looked_at, min(place) OVER () AS lowest, {_VERSION_OF_A_TEXT} AS version
  FROM ({{matches}}) AS newest LEFT JOIN story_articles ON article_id = id) AS versions
WHERE version = 1"""
_AFTER_KEY = " AND (sort_key > :key OR (sort_key = :key AND id < :id))"
_IN_ORDER = "ORDER BY sort_key, id DESC LIMIT :most"
_NEWEST = """
SELECT a.id AS id, a.sort_at AS sort_at, sa.copy_of AS copy_of
FROM articles a LEFT JOIN story_articles sa ON sa.article_id = a.id
WHERE {where} ORDER BY a.sort_at DESC, a.id DESC LIMIT :most
"""
_END_OF_WALK = f"""
SELECT a.id AS id, a.sort_at AS sort_at FROM articles a
WHERE {{where}} ORDER BY a.sort_at DESC, a.id DESC LIMIT 1 OFFSET {_LOOKED_AT - 1}
"""
_SQLITE_HEADING = f"""
SELECT a.id AS id, a.byline AS byline FROM article_search CROSS JOIN articles a
  ON a.id = {_SQLITE_NUMBER} AND a.search_version = (article_search.rowid >> 40)
WHERE article_search MATCH :heading ORDER BY article_search.rowid DESC LIMIT {_ASKED_FOR_AUTHOR}
"""
_POSTGRES_HEADING = f"""
SELECT a.id AS id, a.byline AS byline FROM article_search s JOIN articles a ON a.id = s.article_id
WHERE s.words @@ to_tsquery('mynews', :heading) ORDER BY a.id DESC LIMIT {_ASKED_FOR_AUTHOR}
"""
_TOLD_LANGUAGE = (
    "coalesce(nullif(lower(a.language), ''), (SELECT m.language FROM meanings m WHERE m.article_id = a.id), '')"
)
# How the articles are gathered of which a clause holds, where one can, and how it is asked of one article.
_CLAUSES: Mapping[ClauseKind, tuple[str, str]] = {
    "source": ("SELECT g.id FROM articles g WHERE g.source_id IN :it", "+a.source_id IN :it"),
    "topic": (
        "SELECT sa.article_id FROM story_topics st JOIN story_articles sa ON sa.story_id = st.story_id"
        " WHERE st.code IN :it",
        "EXISTS (SELECT 1 FROM story_articles sa JOIN story_topics st ON st.story_id = sa.story_id"
        " WHERE sa.article_id = a.id AND st.code IN :it)",
    ),
    "entity": (
        "SELECT sa.article_id FROM story_entities se JOIN story_articles sa ON sa.story_id = se.story_id"
        " WHERE se.entity_id IN :it",
        "EXISTS (SELECT 1 FROM story_articles sa JOIN story_entities se ON se.story_id = sa.story_id"
        " WHERE sa.article_id = a.id AND se.entity_id IN :it)",
    ),
    "language": ("", " OR ".join(f"substr({_TOLD_LANGUAGE} || '-', 1, {length}) IN :it" for length in (3, 4, 6))),
    "saved": (
        "SELECT m.article_id FROM marks m WHERE m.reader_id = :reader AND m.saved_at IS NOT NULL",
        "EXISTS (SELECT 1 FROM marks m WHERE m.reader_id = :reader AND m.article_id = a.id AND m.saved_at IS NOT NULL)",
    ),
    "read": (
        "SELECT m.article_id FROM marks m WHERE m.reader_id = :reader AND m.read_at IS NOT NULL",
        "EXISTS (SELECT 1 FROM marks m WHERE m.reader_id = :reader AND m.article_id = a.id AND m.read_at IS NOT NULL)",
    ),
}


def key_of(instant: datetime) -> float:
    """An instant as a key that grows from the newest back."""
    return float(-((instant - _EPOCH) // _MICROSECOND))


def instant_of(key: float) -> datetime:
    """The instant of such a key."""
    return _EPOCH - int(key) * _MICROSECOND


def _without_copies(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Rows of which each text is one: that of the original, else that of the first copy that came."""
    best: dict[int, tuple[bool, int]] = {}
    for row in rows:
        text_id = row.copy_of or row.id
        best[text_id] = min(best.get(text_id, (True, row.id)), (row.copy_of is not None, row.id))
    return [row for row in rows if best[row.copy_of or row.id][1] == row.id]


def _words(text: str) -> str:
    """The words of a text between spaces, without capitals and accents."""
    return f" {' '.join(_WORD.findall(fold(text).casefold()))} "


def _sqlite_matches(sought: Sought, place: FoundPlace, values: dict[str, Any]) -> str:
    wanted = " AND ".join(_fts5(term) for term in sought.terms if not term.without)
    unwanted = "".join(f" NOT {_fts5(term)}" for term in sought.terms if term.without)
    values |= {"match": f"({wanted}){unwanted}", "below": place.below}
    # A match in the heading counts ten times one in the body.
    key = "-a.sort_at" if sought.newest else "bm25(article_search, 10.0, 1.0)"
    below = " AND article_search.rowid < :below" if place.below else ""
    if sought.newer_than:  # texts that were indexed anew have higher numbers, and are asked for their article's
        below += " AND article_search.rowid > :newer"
    return _SQLITE_MATCHES.format(key=key, below=below)


def _fts5(term: Term) -> str:
    quoted = '"' + term.words.rstrip("*").replace('"', "") + '"'
    return quoted + ("*" if term.begins else "")


def _postgres_matches(sought: Sought, place: FoundPlace, values: dict[str, Any]) -> str:
    values |= {f"t{number}": _tsquery(term) for number, term in enumerate(sought.terms)}
    values["below"] = place.below
    wanted = " && ".join(
        ("!!" if term.without else "")
        + (f"to_tsquery('mynews', :t{number})" if term.begins else f"phraseto_tsquery('mynews', :t{number})")
        for number, term in enumerate(sought.terms)
    )
    newest = "-(extract(epoch FROM a.sort_at) * 1000000)"
    key = f"CAST({newest if sought.newest else '-ts_rank_cd(s.words, query.wanted, 1)'} AS double precision)"
    return _POSTGRES_MATCHES.format(key=key, wanted=wanted, below=" AND a.id < :below" if place.below else "")


def _tsquery(term: Term) -> str:
    return f"'{_quoted(term)}':*" if term.begins else term.words


def _quoted(term: Term) -> str:
    return term.words.rstrip("*").replace("\\", " ").replace("'", "''")
