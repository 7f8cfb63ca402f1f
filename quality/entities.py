"""How well people, organisations and places are found: ``python -m quality.entities FILE``.

FILE holds sentences as CoNLL or IOB2 columns: a token and its tag on each line, parted by a tab or a space, a blank
line after each sentence; or four and more columns that begin with the token's number (Universal NER). ``KINDS`` says
which labels are counted as which of our kinds; all others (products, works, elections, events, awards, nationalities)
count as no entity. Precision, recall and F1 are those of CoNLL: a mention counts where its kind and both its ends are
right. Where the file tells its texts apart (``-DOCSTART-``, ``# newdoc``), each is read as an article is: sentences
beside their neighbours, a name of one kind throughout. Where it does not, each sentence is read alone.

``shown_*`` are of the mentions that are sure enough to be shown: their precision, and the share of the true mentions
that they find. ``sparing_*`` are where only sentences with a new capitalised word are tagged, as in articles.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from mynews.model.meaning import EntityKind
from mynews.understanding import tagger
from mynews.understanding.encoder import Encoder
from mynews.understanding.entities import SURE
from mynews.understanding.mentions import mentions_in
from mynews.understanding.places import Gazetteer
from mynews.understanding.tagger import Tagger
from quality.floors import broken_floors, digest_of

KINDS: dict[str, EntityKind] = {
    "per": "person",
    "person": "person",
    "politician": "person",
    "scientist": "person",
    "musicalartist": "person",
    "writer": "person",
    "researcher": "person",
    "org": "organisation",
    "organisation": "organisation",
    "politicalparty": "organisation",
    "university": "organisation",
    "corporation": "organisation",
    "group": "organisation",
    "band": "organisation",
    "loc": "place",
    "location": "place",
    "country": "place",
}
"""Labels of wikigold, BTC and Universal NER (PER, ORG, LOC), of CrossNER in all its fields, and of WNUT17, whose groups
are bands and teams."""

_TEXT_BEGINS = re.compile(r"^(?:-DOCSTART-|# newdoc).*$", re.MULTILINE)

Mention = tuple[EntityKind, int, int]
"""Kind, first token, and the token after the last."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence and its true mentions."""

    tokens: tuple[str, ...]
    mentions: frozenset[Mention]

    @property
    def text(self) -> str:
        """The tokens with a space between each two."""
        return " ".join(self.tokens)


def read_sentences(file: Path) -> list[Sentence]:
    """The sentences of a file in any of the layouts that the module's docstring names."""
    return [sentence for document in read_documents(file) for sentence in document]


def read_documents(file: Path) -> list[list[Sentence]]:
    """The sentences of a file, text by text; each is a text of its own where the file does not tell."""
    texts = _TEXT_BEGINS.split(file.read_text("utf-8"))
    documents = [[_sentence(rows) for rows in _rows(text)] for text in texts]
    if len(texts) == 1:
        return [[sentence] for sentence in documents[0]]
    return [sentences for sentences in documents if sentences]


def _sentence(rows: Sequence[tuple[str, str]]) -> Sentence:
    return Sentence(tuple(token for token, _ in rows), frozenset(_mentions([tag for _, tag in rows])))


def _rows(text: str) -> Iterator[list[tuple[str, str]]]:
    rows: list[tuple[str, str]] = []
    for line in [*text.split("\n"), ""]:
        columns = line.split("\t") if "\t" in line else line.split()
        if line.startswith("# ") and "\t" not in line:
            continue
        if len(columns) < 2 or not columns[0].strip():
            if rows:
                yield rows
            rows = []
            continue
        numbered = len(columns) >= 4 and columns[0].isdecimal()
        token, tag = (columns[1], columns[2]) if numbered else (columns[0], columns[-1])
        rows.append((token.strip(), tag.strip()))


def _mentions(tags: Sequence[str]) -> Iterator[Mention]:
    """The mentions of tags in IOB1 or IOB2; those whose label is none of ours are left out."""
    start, open_label = 0, ""
    for place, tag in enumerate([*tags, "O"]):
        mark, _, label = tag.partition("-")
        if open_label and (mark != "I" or label != open_label):
            kind = KINDS.get(open_label.lower())
            if kind:
                yield kind, start, place
            open_label = ""
        if label and not open_label:
            start, open_label = place, label


@dataclass(frozen=True, slots=True)
class Found:
    """The mentions found in a sentence, each with its confidence."""

    mentions: dict[Mention, float]

    def at_least(self, confidence: float) -> frozenset[Mention]:
        """Those that are so sure."""
        return frozenset(mention for mention, sure in self.mentions.items() if sure >= confidence)


def find(
    documents: Sequence[Sequence[Sentence]], encoder: Encoder, model: Tagger, *, sparing: bool = False
) -> list[Found]:
    """What is found in each sentence of each text, in tokens; ``sparing`` as articles are read."""
    gazetteer = Gazetteer.load()
    return [
        Found({_in_tokens(sentence, mention): mention.confidence for mention in mentions})
        for sentences in documents
        for sentence, mentions in zip(
            sentences,
            mentions_in([sentence.text for sentence in sentences], encoder, model, gazetteer, sparing=sparing),
            strict=True,
        )
    ]


def _in_tokens(sentence: Sentence, mention: tagger.Mention) -> Mention:
    """The tokens that hold a character of the mention."""
    ends = list(accumulate(len(token) + 1 for token in sentence.tokens))
    first = next(n for n, end in enumerate(ends) if mention.start < end)
    after = next((n for n, end in enumerate(ends) if mention.end < end), len(ends) - 1) + 1
    return mention.kind, first, after


def score(true: Iterable[frozenset[Mention]], found: Iterable[frozenset[Mention]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all sentences."""
    pairs = list(zip(true, found, strict=True))
    right = sum(len(truth & said) for truth, said in pairs)
    said, truth = sum(len(said) for _, said in pairs), sum(len(truth) for truth, _ in pairs)
    precision, recall = right / said if said else 0.0, right / truth if truth else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def measure(documents: Sequence[Sequence[Sentence]], encoder: Encoder, model: Tagger) -> dict[str, float]:
    """All figures of one run."""
    sentences = [sentence for document in documents for sentence in document]
    start = time.perf_counter()
    found = find(documents, encoder, model)
    seconds = time.perf_counter() - start
    true, said = [sentence.mentions for sentence in sentences], [own.at_least(0) for own in found]
    figures: dict[str, float] = {"sentences": len(sentences), "texts": len(documents)}
    figures |= dict(zip(("precision", "recall", "f1"), score(true, said), strict=True))
    for kind in tagger.KINDS:
        own = [[frozenset(it for it in mentions if it[0] == kind) for mentions in side] for side in (true, said)]
        figures |= dict(zip((f"{kind}_precision", f"{kind}_recall", f"{kind}_f1"), score(*own), strict=True))
    shown = score(true, [own.at_least(SURE) for own in found])
    figures |= {"shown_precision": shown[0], "shown_share": shown[1]}
    spared = find(documents, encoder, model, sparing=True)
    figures["sparing_f1"] = score(true, [own.at_least(0) for own in spared])[2]
    figures["sparing_shown_precision"] = score(true, [own.at_least(SURE) for own in spared])[0]
    return {name: round(value, 4) for name, value in figures.items()} | {
        "sentences_per_s": round(len(sentences) / max(seconds, 1e-9), 1)
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON line, and a line for each floor that is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, metavar="FILE")
    file: Path = parser.parse_args(arguments).file
    if not file.is_file():
        print("skipped: no data")
        return 0
    documents = read_documents(file)
    if not documents:
        print(f"{file} holds no sentence with tags. Give a file of CoNLL or IOB2 columns.", file=sys.stderr)
        return 2
    figures = measure(documents, Encoder.load(), Tagger.load())
    print(json.dumps(figures))
    broken = broken_floors(f"entities {file.name.partition('.')[0]}", digest_of([file]), figures)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
