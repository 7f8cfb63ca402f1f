"""News-like articles in a language that nobody speaks: the same for a seed, as uneven as real words are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

WORDS = 20_000
_ONSETS = [*"bcdfghjklmnprstvw", "br", "ch", "dr", "fl", "gr", "pl", "qu", "sh", "st", "th", "tr"]
_VOWELS = [*"aeiou", "ai", "ea", "io", "ou"]
_CODAS = ["", "", "", *"lmnrst", "nd", "rs", "st", "ng"]
# Zipf's law as Mandelbrot corrected it, with the usual constants of English.
_FLATTENED, _STEEPNESS = 2.7, 1.07
_DRAWN_AT_ONCE = 20_000
# Between 1990 and now, so that every reader believes the dates, whenever it is run.
NEWEST = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
_LETTERS = "bdfgklmnpr"


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """One article as its publisher has it; ``html`` is some 3.6 kB."""

    identity: str
    url: str
    headline: str
    author: str
    topics: tuple[str, ...]
    teaser: str
    picture: str
    html: str
    published_at: datetime


@cache
def vocabulary() -> tuple[str, ...]:
    """The words, the most frequent first; short words are frequent ones, as in any language."""
    rng = Random(1)
    found: dict[str, None] = {}
    while len(found) < WORDS:
        syllables = rng.choices((1, 2, 3, 4), (3, 10, 9, 3))[0]
        found["".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables))] = None
    return tuple(sorted(found, key=lambda word: len(word) * rng.uniform(0.6, 1.4)))


def landmark(source: int) -> str:
    """A word that stands in every article of one source and in no other: by it the articles are counted in search."""
    return "x" + "".join(_LETTERS[int(digit)] for digit in f"{source:05}") + "a"


def articles_of(source: int, count: int, *, newest: datetime = NEWEST) -> Iterator[MadeArticle]:
    """The articles of one source, the newest first, some 40 minutes apart."""
    rng = Random(f"source {source}")
    words = _drawn(rng)
    topics = [next(words).title() for _ in range(12)]
    authors = [f"{next(words).title()} {next(words).title()}" for _ in range(8)]
    for number in range(count):
        url = f"https://paper{source}.example/{newest:%Y}/{next(words)}-{next(words)}-{number}"
        picture = f"https://pictures.paper{source}.example/{next(words)}-{number}.jpg"
        paragraphs = [_paragraph(rng, words) for _ in range(rng.randint(7, 11))]
        paragraphs[0] = f"{landmark(source).title()}. {paragraphs[0]}"
        yield MadeArticle(
            identity=f"paper{source}-{number:06}",
            url=url,
            headline=_sentence(rng, words, rng.randint(6, 12)).rstrip("."),
            author=rng.choice(authors),
            topics=tuple(rng.sample(topics, 2)),
            teaser=_sentence(rng, words, 24),
            picture=picture,
            html=_html(rng, words, paragraphs, url, picture),
            published_at=newest - timedelta(minutes=40 * number, seconds=source % 2400),
        )


def _html(rng: Random, words: Iterator[str], paragraphs: list[str], url: str, picture: str) -> str:
    parts = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    parts.insert(
        1,
        f'<figure><img src="{picture}" alt="{_sentence(rng, words, 5)}" width="1200" height="800">'
        f"<figcaption>{_sentence(rng, words, 10)}</figcaption></figure>",
    )
    parts.insert(4, f"<h2>{_sentence(rng, words, 4).rstrip('.')}</h2>")
    parts.append(f'<p><a href="{url}?related=1">{_sentence(rng, words, 8)}</a></p>')
    return "\n".join(parts)


def _paragraph(rng: Random, words: Iterator[str]) -> str:
    sentences = [_sentence(rng, words, rng.randint(8, 26)) for _ in range(rng.randint(3, 4))]
    if rng.random() < 0.4:
        link = f'<a href="https://{next(words)}.example/{next(words)}">{next(words)} {next(words)}</a>'
        sentences.insert(1, f"{next(words).capitalize()} <em>{next(words)}</em> {link} &amp; {next(words)}.")
    return " ".join(sentences)


def _sentence(rng: Random, words: Iterator[str], length: int) -> str:
    chosen = [next(words) for _ in range(length)]
    chosen[0] = chosen[0].capitalize()
    if length > 7:
        name, comma = rng.randrange(1, length), rng.randrange(2, length - 1)
        chosen[name] = chosen[name].capitalize()
        chosen[comma] += ","
    return " ".join(chosen) + "."


def _drawn(rng: Random) -> Iterator[str]:
    """Words without end, each as often as its rank in the vocabulary has it."""
    words, weights = vocabulary(), _weights()
    while True:
        yield from rng.choices(words, cum_weights=weights, k=_DRAWN_AT_ONCE)


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / (rank + _FLATTENED) ** _STEEPNESS for rank in range(WORDS)))
