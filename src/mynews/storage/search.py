"""The full-text index: SQLite's FTS5 and PostgreSQL's tsvector behind one face."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, delete, literal_column, select, text

from mynews.storage.schema import article_search

# The row of a text in SQLite's index is the article's id plus this for each time it was indexed anew.
_VERSION = 1 << 40
# PostgreSQL holds 1 MB of words an article; a longer text is searched by its beginning.
_MOST_CHARACTERS = 300_000
_MOST_OF_A_HEADING = 5_000
_LONGEST_TERM = 200  # PostgreSQL refuses to look for a word of 2 kB
# Rank is worked out among the newest matches only, so that a common word costs no more in a large archive.
_RANKED = 1000
_MARKS = re.compile("[\u0300-\u036f]+")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_NOT_STORED = re.compile("[\0\ud800-\udfff]")
_HAS_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: a word or a phrase. ``begins`` finds longer words too; ``without`` excludes."""

    words: str
    begins: bool = False
    without: bool = False


def fold(words: str) -> str:
    """Text as it is indexed and looked for: without accents, and a space around signs of scripts that use none."""
    if words.isascii():
        return words
    return _WITHOUT_SPACES.sub(r" \g<0> ", _MARKS.sub("", unicodedata.normalize("NFKD", words)))


def terms_of(query: str) -> tuple[Term, ...]:
    """What a reader typed, taken apart: ``volcano "north pole" -football harb*``. Never an error."""
    terms = []
    for match in _TERM.finditer(query):
        words = match["phrase"] if match["phrase"] is not None else match["word"]
        folded = fold(_NOT_STORED.sub("", words))[:_LONGEST_TERM].strip()
        if _HAS_WORD.search(folded):
            terms.append(Term(folded, match["word"] is not None and folded.endswith("*"), bool(match["minus"])))
    return tuple(terms)


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

    def find(self, reader_id: int, query: str, most: int) -> list[int]:
        """The ids of the articles that a reader follows and that have every term, the best first.

        Of several versions of one text that are found only the original is given, else the first that came.
        A query of which nothing can be looked for finds nothing. Words are stemmed as English ones.
        """
        terms = terms_of(query)
        if all(term.without for term in terms):
            return []
        statement, values = _postgres_find(terms) if self._postgres else _sqlite_find(terms)
        found = self._connection.execute(text(statement), values | {"reader": reader_id, "most": most})
        return list(found.scalars())

    def having(self, phrases: Iterable[str]) -> Select[tuple[int]]:
        """Selects the ids of all articles with any of these phrases, whoever follows them; words are stemmed."""
        folded = [fold(_NOT_STORED.sub(" ", phrase))[:_LONGEST_TERM] for phrase in phrases]
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


_SQLITE_ARTICLE: ColumnElement[int] = literal_column(f"article_search.rowid & {_VERSION - 1}")
_FOLLOWED = "a.source_id IN (SELECT source_id FROM subscriptions WHERE reader_id = :reader)"
_VERSION_OF_A_TEXT = "row_number() OVER (PARTITION BY coalesce(copy_of, id) ORDER BY (copy_of IS NOT NULL), id)"
# A match in the heading counts ten times one in the body. Rows of texts that were indexed anew since join nothing.
_SQLITE_FIND = f"""
SELECT id FROM (SELECT id, score, sort_at, {_VERSION_OF_A_TEXT} AS version FROM (
  SELECT a.id AS id, bm25(article_search, 10.0, 1.0) AS score, a.sort_at AS sort_at
  FROM article_search
  JOIN articles a ON a.id = (article_search.rowid & {_VERSION - 1})
       AND a.search_version = (article_search.rowid >> 40)
  WHERE article_search MATCH :match AND {_FOLLOWED}
  ORDER BY article_search.rowid DESC LIMIT {_RANKED})
  LEFT JOIN story_articles ON article_id = id)
WHERE version = 1 ORDER BY score, sort_at DESC LIMIT :most
"""  # constants of this module only


def _sqlite_find(terms: Sequence[Term]) -> tuple[str, dict[str, str]]:
    wanted = " AND ".join(_fts5(term) for term in terms if not term.without)
    unwanted = "".join(f" NOT {_fts5(term)}" for term in terms if term.without)
    return _SQLITE_FIND, {"match": f"({wanted}){unwanted}"}


def _fts5(term: Term) -> str:
    quoted = '"' + term.words.rstrip("*").replace('"', "") + '"'
    return quoted + ("*" if term.begins else "")


def _postgres_find(terms: Sequence[Term]) -> tuple[str, dict[str, str]]:
    values = {f"t{number}": _tsquery(term) for number, term in enumerate(terms)}
    query = " && ".join(
        ("!!" if term.without else "")
        + (f"to_tsquery('mynews', :t{number})" if term.begins else f"phraseto_tsquery('mynews', :t{number})")
        for number, term in enumerate(terms)
    )
    return (
        f"""
WITH query AS (SELECT {query} AS wanted)
SELECT id FROM (SELECT id, words, sort_at, {_VERSION_OF_A_TEXT} AS version FROM (
  SELECT a.id, s.words, a.sort_at FROM article_search s JOIN articles a ON a.id = s.article_id, query
  WHERE s.words @@ query.wanted AND {_FOLLOWED}
  ORDER BY a.id DESC LIMIT {_RANKED}) AS newest LEFT JOIN story_articles ON article_id = id) AS versions, query
WHERE version = 1 ORDER BY ts_rank_cd(words, query.wanted, 1) DESC, sort_at DESC LIMIT :most
""",
        values,
    )  # what was typed goes in as parameters


def _tsquery(term: Term) -> str:
    if not term.begins:
        return term.words
    quoted = term.words.rstrip("*").replace("\\", " ").replace("'", "''")
    return f"'{quoted}':*"
