"""Trains the topic classifier: ``PYTHONPATH=src:. python tools/train_topics.py ../shared/data/topics``.

Writes ``topics.npz`` (the classifier) and ``term_vectors.npz`` (the vector of every term's name and definition) into
``src/mynews/understanding/weights``. Needs ``pip install torch==2.13.0 numpy onnxruntime tokenizers py3langid`` in a
virtual environment of its own, the packaged encoder and ``media_topics.tsv``. Seeds are fixed; a run takes some ten
minutes on one core. ``--vectors FILE.npy`` keeps the vectors of the headlines for the next run.

It learns from four kinds of text:

* the headlines of HuffPost, each section an output of its own, the sections of one top level added up afterwards;
* names and definitions of the IPTC terms, and ``topic_seeds.tsv``, headlines of our own writing, for all 17 top levels:
  HuffPost has sections for 12, and of politics and conflict it sees one country's;
* headlines of HuffPost's world sections, which stand for no top level, each with that one of our own kinds that a
  classifier trained on the rest finds likeliest, where it is fairly sure;
* rows of letters and of little words, which are about nothing.

The testing part of ``quality.topics`` and all that resembles it is left out. The tuning part says how sure is sure,
then the last training takes it in.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch  # type: ignore[import-not-found]
from numpy.typing import NDArray
from quality.floors import digest_of
from quality.topics import TRAINED_ON, Row, macro_f1, part_of, read_rows
from torch import Tensor, nn

from mynews.understanding.encoder import WIDTH, Encoder, Vectors
from mynews.understanding.topic_classifier import BUCKETS, word_buckets
from mynews.understanding.vocabulary import Vocabulary, load_terms

Rows = NDArray[np.int64]

OUT = Path(__file__).parents[1] / "src/mynews/understanding/weights"
SEEDS = Path(__file__).with_name("topic_seeds.tsv")

HIDDEN = 256
EPOCHS = 10
BATCH = 256
RATE = 2e-3
SEED_TIMES = 4  # our own headlines are few; so often each is shown in an epoch
WORLD = {"WORLD NEWS", "WORLDPOST", "THE WORLDPOST"}
HUMAN_INTEREST = {"WEIRD NEWS", "GOOD NEWS"}
# What a section is about below its top level, where it keeps to that.
NARROWER = {
    "COLLEGE": "20000405",
    "CRIME": "20000082",
    "DIVORCE": "20000783",
    "FOOD & DRINK": "20000568",
    "MEDIA": "20000045",
    "PARENTING": "20000787",
    "PARENTS": "20000787",
    "TASTE": "20000568",
    "TRAVEL": "20000563",
    "WEDDINGS": "20000786",
}
WORLD_SURE = 0.35  # fifty headlines read: forty of their top levels were right
PRECISION = 0.915  # wanted of what is shown on the tuning part: .90, and a margin for what was not seen
ALIKE = 0.6  # share of words in common from which a headline resembles another
NONE = "none"
LITTLE_WORDS = "the a of and to in it is was that for on with as at by be this from or one all if so we you they"


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the output it belongs to."""

    text: str
    output: str  # a section of HuffPost, the code of a term, or NONE


@dataclass(frozen=True, slots=True)
class Shares:
    """Which rows serve what: the training part, the tuning part, and the world sections of both."""

    spare: Rows
    tuning: Rows
    weak: Rows


class Network(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """What ``TopicClassifier`` computes, in the form that can be trained."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.vector_in = nn.Linear(WIDTH, HIDDEN)
        self.vector_out = nn.Linear(HIDDEN, outputs)
        self.vector_straight = nn.Linear(WIDTH, outputs, bias=False)
        self.words = nn.EmbeddingBag(BUCKETS, outputs, mode="sum")
        self.drop = nn.Dropout(0.4)
        nn.init.zeros_(self.words.weight)

    def forward(self, vectors: Tensor, words: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Scores of the outputs; the factors bring vector and words to a scale that one rate of learning suits."""
        hidden = self.drop(torch.relu(self.vector_in(8 * vectors)))
        buckets, starts, weights = words
        scores: Tensor = (
            self.vector_out(hidden)
            + self.vector_straight(4 * vectors)
            + 3 * self.words(buckets, starts, per_sample_weights=weights)
        )
        return scores


class Corpus:
    """Examples as numbers: vectors, words and outputs."""

    def __init__(self, examples: Sequence[Example], vectors: Vectors, outputs: Sequence[str]) -> None:
        numbers = {name: n for n, name in enumerate(outputs)}
        self.vectors = torch.from_numpy(vectors)
        self.buckets = [word_buckets(example.text) for example in examples]
        self.targets = torch.tensor([numbers[example.output] for example in examples])
        self.rarity = np.ones(BUCKETS, np.float32)

    def weigh_words(self, rows: Rows) -> None:
        """Sets how rare each word is among these rows."""
        counts = np.zeros(BUCKETS)
        for row in rows:
            counts[self.buckets[row]] += 1
        self.rarity = (1 + np.log((1 + len(rows)) / (1 + counts))).astype(np.float16).astype(np.float32)

    def words(self, rows: Rows) -> tuple[Tensor, Tensor, Tensor]:
        """Words of these rows with their weights, as ``EmbeddingBag`` takes them."""
        chosen = [self.buckets[row] for row in rows]
        weights = [self.rarity[buckets] / max(1e-9, float(np.linalg.norm(self.rarity[buckets]))) for buckets in chosen]
        starts = np.cumsum([0, *map(len, chosen)][:-1])
        return (
            torch.from_numpy(np.concatenate(chosen)),
            torch.from_numpy(starts),
            torch.from_numpy(np.concatenate(weights)),
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains twice, once to learn what can be trusted, and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="huffpost_headlines.jsonl and its mapping")
    parser.add_argument("--vectors", type=Path, metavar="FILE.npy", help="keep the vectors of all texts here")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    headlines = chosen.folder / "huffpost_headlines.jsonl"
    if digest_of([headlines]) != TRAINED_ON:
        print(
            "TRAINED_ON in quality/topics.py names another file; its testing part would not be kept apart.",
            file=sys.stderr,
        )
        return 1
    rows = read_rows(headlines, chosen.folder / "huffpost_to_iptc_top.json")
    shares = _shares(rows)
    own = list(_own_examples())
    examples = [*(Example(row.headline, row.label) for row in rows), *own]
    vectors = _vectors([example.text for example in examples], chosen.vectors)
    code_of = {row.label: row.top for row in rows if row.top} | dict.fromkeys(HUMAN_INTEREST, "08000000") | NARROWER
    code_of |= {example.output: example.output for example in own if example.output != NONE}
    train(rows, examples, shares, vectors, code_of)
    _write_term_vectors()
    return 0


def train(
    rows: Sequence[Row],
    examples: Sequence[Example],
    shares: Shares,
    vectors: Vectors,
    code_of: Mapping[str, str],
) -> None:
    """Two trainings, what is learned between them, and the weights written."""
    terms = load_terms()
    tops = tuple(term.code for term in terms.tops)
    codes = (*tops, *sorted(set(code_of.values()) - set(tops)))
    outputs = sorted({example.output for example in examples})
    lines = [_line(code_of.get(output), terms) for output in outputs]
    membership = np.array([[code in line for code in codes] for line in lines], np.float32)
    corpus = Corpus(examples, vectors, outputs)
    own = np.tile(np.arange(len(rows), len(examples)), SEED_TIMES)

    first = fit(corpus, np.concatenate([shares.spare, own]), len(outputs), membership)
    heat = _heat(first(shares.tuning), corpus.targets[shares.tuning])
    known = shares.tuning[[bool(rows[int(n)].top) for n in shares.tuning]]
    likely = first.likely(known, heat)[:, : len(tops)]
    truths = [rows[int(n)].top or "" for n in known]
    sure = _sure(likely, [tops.index(top) for top in truths])
    usual = [n for n, top in enumerate(tops) if top in truths]
    guesses = [tops[usual[n]] for n in likely[:, usual].argmax(1)]
    print(f"tuning part: macro-F1 {macro_f1(truths, guesses):.4f}, heat {heat:.2f}, sure {sure:.3f}")

    ours = {example.output for example in examples[len(rows) :]} - {NONE}
    general = np.array([outputs.index(top) for top in tops])
    ours_to_tops = membership[:, : len(tops)] * [[output in ours] for output in outputs]
    kept = _label_weakly(first, shares.weak, ours_to_tops, general)
    print(f"{len(kept)} of {len(shares.weak)} headlines of the world sections are weakly labelled")
    last = fit(corpus, np.concatenate([shares.spare, shares.tuning, kept, own]), len(outputs), membership)
    last.write(codes, heat, np.full(len(codes), sure))


def _label_weakly(trained: Trained, rows: Rows, tops: NDArray[np.float32], general: Rows) -> Rows:
    """Gives these rows the likeliest of the outputs that have a top level here, and says which rows it is sure of.

    Where no narrower output has half of what its top level has, it is the ``general`` output of that top level.
    """
    scores = trained(rows).masked_fill(torch.from_numpy(tops.sum(1) == 0), -torch.inf)
    likely = scores.softmax(1).numpy()
    by_top = likely @ tops
    within = likely * tops[:, by_top.argmax(1)].T
    narrow = within.max(1) >= by_top.max(1) / 2
    trained.corpus.targets[rows] = torch.from_numpy(np.where(narrow, within.argmax(1), general[by_top.argmax(1)]))
    kept: Rows = rows[by_top.max(1) >= WORLD_SURE]
    return kept


def _line(code: str | None, terms: Vocabulary) -> set[str]:
    """The term and all that it belongs to."""
    return {term.code for term in (terms[code], *terms.ancestors(code))} if code else set()


class Trained:
    """A trained network on its corpus."""

    def __init__(self, network: Network, corpus: Corpus, membership: NDArray[np.float32]) -> None:
        self.network = network.eval()
        self.corpus = corpus
        self.membership = membership

    def __call__(self, rows: Rows) -> Tensor:
        with torch.no_grad():
            scores: Tensor = self.network(self.corpus.vectors[rows], self.corpus.words(rows))
        return scores

    def likely(self, rows: Rows, heat: float) -> NDArray[np.float32]:
        """Probabilities of the terms."""
        likely: NDArray[np.float32] = (self(rows) / heat).softmax(1).numpy() @ self.membership
        return likely

    def write(self, codes: Sequence[str], heat: float, sure: NDArray[np.float64]) -> None:
        """The weights with all factors multiplied in: those of the words in bytes, the others in half precision."""
        weights = {name: weight.detach().numpy() for name, weight in self.network.named_parameters()}
        words = 3 / heat * weights["words.weight"]
        scale = np.abs(words).max(0) / 127
        halves = {
            "membership": self.membership,
            "vector_in": 8 * weights["vector_in.weight"].T,
            "vector_in_bias": weights["vector_in.bias"],
            "vector_out": weights["vector_out.weight"].T / heat,
            "vector_straight": 4 / heat * weights["vector_straight.weight"].T,
            "bias": weights["vector_out.bias"] / heat,
            "rarity": self.corpus.rarity,
            "words_scale": scale,
            "sure": sure,
        }
        arrays = {name: array.astype(np.float16) for name, array in halves.items()}
        np.savez_compressed(
            OUT / "topics.npz", codes=np.array(codes), words=np.round(words / scale).astype(np.int8), **arrays
        )


def fit(corpus: Corpus, rows: Rows, outputs: int, membership: NDArray[np.float32]) -> Trained:
    """A network trained on these rows; a row that stands there several times counts as often."""
    torch.manual_seed(1)
    corpus.weigh_words(rows)
    network = Network(outputs)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-2)
    steps = EPOCHS * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    for epoch in range(EPOCHS):
        shuffled = np.random.default_rng(epoch).permutation(rows)
        for at in range(0, len(rows), BATCH):
            batch = shuffled[at : at + BATCH]
            vectors = corpus.vectors[batch]
            noisy = vectors + 0.02 * torch.randn_like(vectors)
            loss = loss_of(network(noisy, corpus.words(batch)), corpus.targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return Trained(network, corpus, membership)


def _heat(scores: Tensor, targets: Tensor) -> float:
    """What to divide the scores by so that probabilities are as true as they can be."""
    return min(np.arange(0.5, 2.5, 0.02), key=lambda heat: float(nn.functional.cross_entropy(scores / heat, targets)))


def _sure(likely: NDArray[np.float32], truths: Sequence[int]) -> float:
    """The lowest probability from which on what is shown is right as often as wanted."""
    right = np.zeros_like(likely, bool)
    right[np.arange(len(likely)), truths] = True
    levels = np.arange(0.5, 0.99, 0.005)
    return next(float(level) for level in levels if right[likely >= level].mean() >= PRECISION)


def _shares(rows: Sequence[Row]) -> Shares:
    """What may be used of the rows, and for what; nothing that is or resembles the testing part."""
    parts = np.array([part_of(row.headline) for row in rows])
    apart = ~_like_testing(rows, parts)
    world = np.array([row.label in WORLD for row in rows])
    masks = (parts == "training") & ~world, (parts == "tuning") & ~world, (parts != "testing") & world
    return Shares(*(np.flatnonzero(apart & mask) for mask in masks))


def _like_testing(rows: Sequence[Row], parts: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which rows share most of their words with a row of the testing part."""
    bags = [frozenset(row.headline.lower().split()) for row in rows]
    holders: dict[str, list[int]] = defaultdict(list)
    for n in map(int, np.flatnonzero(parts == "testing")):
        for word in bags[n]:
            holders[word].append(n)
    like = np.zeros(len(rows), bool)
    for n, bag in enumerate(bags):
        if parts[n] == "testing":
            continue
        # Two headlines that are alike share one of their rarer words; the common ones need not be looked up.
        near = {other for word in bag if len(holders[word]) < 100 for other in holders[word]}
        like[n] = any(len(bag & bags[other]) >= ALIKE * len(bag | bags[other]) for other in near)
    return like


def _own_examples() -> Iterator[Example]:
    """Texts that come from no section: our headlines, IPTC's words, and nothing in particular."""
    for line in SEEDS.read_text().splitlines():
        top, headline = line.split("\t")
        yield Example(headline, top)
    terms = load_terms()
    for term in terms.terms.values():
        yield Example(term.name, terms.top(term.code).code)
        yield Example(term.definition, terms.top(term.code).code)
    rng = random.Random(1)
    little = LITTLE_WORDS.split()
    for _ in range(100):
        yield Example(" ".join(rng.choices(little, k=rng.randint(2, 9))), NONE)
        letters = ("".join(rng.choices("aaabcdeeefghiiijklmnooopqrstuuvwxyz", k=rng.randint(3, 9))) for _ in range(7))
        yield Example(" ".join(letters), NONE)


def _vectors(texts: Sequence[str], kept: Path | None) -> Vectors:
    """The vectors of all texts, from the file where it has them."""
    if kept and kept.exists() and len(stored := np.load(kept)) == len(texts):
        return np.asarray(stored, np.float32)
    vectors = Encoder.load(1).encode(texts)
    if kept:
        np.save(kept, vectors)
    return vectors


def _write_term_vectors() -> None:
    terms = load_terms().terms.values()
    vectors = Encoder.load(1).encode([f"{term.name}: {term.definition}" for term in terms])
    scale = np.abs(vectors).max(1, keepdims=True) / 127
    np.savez_compressed(
        OUT / "term_vectors.npz", vectors=np.round(vectors / scale).astype(np.int8), scale=scale.astype(np.float16)
    )


if __name__ == "__main__":
    raise SystemExit(main())
