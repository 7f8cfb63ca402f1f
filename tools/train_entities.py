"""Trains the tagger of people, organisations and places: ``python -m tools.train_entities DATA [--epochs N]``.

DATA is ``../shared/data``. Writes ``tagger.onnx`` into ``src/mynews/understanding/weights``. Three layers of
all-MiniLM-L6-v2 (the third to the fifth) are trained further on top of the packaged encoder's second, as it is
shipped, in 8 bits; a vector for the shape of each token (capital, digits ...) is added to what they get.

Learned from: CrossNER politics and science (MIT), BTC and WNUT17 (CC BY 4.0), and passages that
``tools/news_sentences.py`` makes, one to four sentences each. Names are exchanged for others, and letters change case,
so that the tagger learns where names stand rather than which. One sentence in ten is kept apart, and each epoch is
measured on it. wikigold and Universal NER are never read here: they measure.

Not part of the product; needs a virtual environment of its own with what ``tools/build_encoder.py`` names and
``pip install torch==2.13.0 py3langid==0.4.0`` (the CPU build). Some 25 minutes of one core.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from quality.entities import Mention, Sentence, find, read_sentences, score
from safetensors.numpy import load_file
from tools.build_encoder import (
    HEADS,
    MASK,
    OUT,
    SHARED,
    WEIGHTS_SHA256,
    WIDTH,
    Builder,
    Exact,
    Steps,
    measure_states,
    packaged,
    states_of,
)
from tools.build_places import COMMON
from tools.known_names import DEMONYMS
from tools.news_sentences import Names, joined, sentences
from torch import Tensor, nn

from mynews.understanding.encoder import SHARED_STATES, Encoder, TokenStates
from mynews.understanding.tagger import KINDS, SHAPES, TAGS, Tagger, first_of_words, shapes_of

LAST_LAYER = 5
BATCH_CHARACTERS = 2_250
UNTAGGED = -100
LAYERS_PACE, HEAD_PACE = 1.5e-4, 1e-3
NEWS_AN_EPOCH = 3_000


@dataclass(frozen=True, slots=True)
class Source:
    """Files to learn from: how much of them an epoch takes, of sentences with a name and of those without.

    ``in_order``: neighbours are often of one article.
    """

    files: Sequence[str]
    with_names: float
    without: float
    in_order: bool = False


SOURCES = (
    Source(("crossner/politics/*.txt", "crossner/science/*.txt"), 1.0, 1.0, in_order=True),
    Source(("btc/[aegh].conll",), 0.3, 0.1),
    Source(("btc/[bf].conll",), 0.05, 0.03),
    Source(("wnut17/*",), 0.5, 0.1),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the mentions in it, by their characters."""

    text: str
    mentions: frozenset[Mention]


@dataclass(frozen=True, slots=True)
class Batch:
    """What the tagger gets, and what it ought to say."""

    states: NDArray[np.float32]
    mask: NDArray[np.int32]
    shapes: NDArray[np.int64]
    tags: NDArray[np.int64]


class Layer(nn.Module):
    """A layer of BERT, its weights under the names that they have in the published file."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended, self.attended_norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(drop)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, _ = states.shape
        parts = [
            part(states).view(texts, tokens, HEADS, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        ]
        seen = nn.functional.scaled_dot_product_attention(*parts, attn_mask=mask[:, None, None, :].bool())
        seen = seen.transpose(1, 2).reshape(texts, tokens, WIDTH)
        middle: Tensor = self.attended_norm(states + self.drop(self.attended(seen)))
        out: Tensor = self.norm(middle + self.drop(self.narrow(nn.functional.gelu(self.wide(middle)))))
        return out


PUBLISHED = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}


class Model(nn.Module):
    """The tagger as it is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes = nn.Embedding(len(SHAPES), WIDTH)
        nn.init.normal_(self.shapes.weight, std=0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(SHARED, LAST_LAYER))
        self.scores = nn.Linear(WIDTH, len(TAGS))

    def forward(self, states: Tensor, mask: Tensor, shapes: Tensor) -> Tensor:
        state = states + self.shapes(shapes)
        for layer in self.layers:
            state = layer(state, mask)
        scores: Tensor = self.scores(state)
        return scores

    def begin_with(self, weights: dict[str, NDArray[np.float32]]) -> None:
        """Takes the published weights for its layers."""
        for number, layer in enumerate(self.layers, SHARED):
            layer.load_state_dict(
                {
                    f"{ours}.{kind}": torch.from_numpy(weights[f"encoder.layer.{number}.{theirs}.{kind}"])
                    for ours, theirs in PUBLISHED.items()
                    for kind in ("weight", "bias")
                }
            )

    def published(self) -> dict[str, NDArray[np.float32]]:
        """The weights of its layers under their published names."""
        return {
            f"encoder.layer.{number}.{theirs}.{kind}": layer.state_dict()[f"{ours}.{kind}"].numpy()
            for number, layer in enumerate(self.layers, SHARED)
            for ours, theirs in PUBLISHED.items()
            for kind in ("weight", "bias")
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, says how good each epoch is on what was kept apart, and writes the tagger."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--out", type=Path, default=OUT)
    chosen = parser.parse_args(arguments)
    torch.manual_seed(1)
    # A second thread gains nothing beside other work: both wait for each other at every step.
    torch.set_num_threads(1)
    encoder, rng = Encoder.load(threads=1), Random(1)
    world = read_places(chosen.data / "places/world-cities.csv")
    kept, learned = divide(chosen.data / "entities")
    model, average = Model(), Model()
    model.begin_with(load_file(packaged("model.safetensors", WEIGHTS_SHA256)))
    average.load_state_dict(model.state_dict())
    dev = list(batches([labelled(sentence) for sentence in kept], encoder))
    learner = torch.optim.AdamW(
        [
            {"params": [*model.layers.parameters()], "fastest": LAYERS_PACE},
            {"params": [*model.shapes.parameters(), *model.scores.parameters()], "fastest": HEAD_PACE},
        ],
        weight_decay=0.01,
        fused=True,
    )
    start = time.monotonic()
    for number in range(chosen.epochs):
        model.train()
        texts = list(epoch(learned, world, rng))
        groups = list(in_groups(texts, rng))
        for step, group in enumerate(groups):
            for part in learner.param_groups:
                part["lr"] = part["fastest"] * pace_at((number + step / len(groups)) / chosen.epochs)
            loss = learn(model, _states_of(group, encoder), learner)
            follow(average, model)
            if step % 100 == 0:
                print(f"step {step} of {len(groups)}: loss {loss:.3f}, {time.monotonic() - start:.0f} s", flush=True)
        average.eval()
        print(f"epoch {number + 1}: dev tags {right(average, dev):.4f}, {time.monotonic() - start:.0f} s", flush=True)
        write(average, dev[::2], chosen.out)
    say_thresholds(kept, encoder, Tagger.load(weights=chosen.out / "tagger.onnx"))
    return 0


def say_thresholds(kept: Sequence[Sentence], encoder: Encoder, tagger: Tagger) -> None:
    """Prints what showing only mentions of some confidence means on the sentences kept apart; SURE is chosen by it."""
    found = find([[sentence] for sentence in kept], encoder, tagger)
    true = [sentence.mentions for sentence in kept]
    for confidence in (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99):
        precision, recall, f1 = score(true, [own.at_least(confidence) for own in found])
        print(f"at least {confidence:.2f}: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")


@dataclass(frozen=True, slots=True)
class World:
    """Names of places as newspapers write them."""

    cities: Sequence[str]
    countries: Sequence[str]
    regions: Sequence[str]


def read_places(file: Path) -> World:
    """The names of all cities, countries and regions of the file."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    countries = {name for row in rows for name in COMMON.get(row["country"], (row["country"].partition(",")[0],))}
    regions = {row["subcountry"] for row in rows} - {""}
    return World([row["name"] for row in rows], sorted(countries), sorted(regions))


def divide(folder: Path) -> tuple[list[Sentence], list[tuple[Source, list[Sentence]]]]:
    """The sentences kept apart, and those to learn from, source by source. A sentence is always on the same side."""
    kept, learned = [], []
    for source in SOURCES:
        own = [
            clean
            for pattern in source.files
            for file in sorted(folder.glob(pattern))
            for sentence in read_sentences(file)
            if (clean := as_in_news(sentence)).tokens and is_latin(clean.text)
        ]
        apart = [hashlib.sha256(sentence.text.encode()).digest()[0] < 26 for sentence in own]
        kept += [sentence for sentence, is_apart in zip(own, apart, strict=True) if is_apart]
        learned.append((source, [sentence for sentence, is_apart in zip(own, apart, strict=True) if not is_apart]))
    return kept, learned


def is_latin(text: str) -> bool:
    """Whether all letters are Latin ones: what the encoder can read."""
    return all(ord(letter) < 0x250 for letter in text if letter.isalpha())


def as_in_news(sentence: Sentence) -> Sentence:
    """The sentence as news would have it: no user names of tweets, which the sets call people, and a nationality, which
    tweets have as a place now and then, is no entity."""
    tokens = sentence.tokens
    handles = {n for n, token in enumerate(tokens) if token.startswith("@") or (n and tokens[n - 1] == "@")}
    place, places = 0, []
    for n in range(len(tokens) + 1):
        places.append(place)
        place += n not in handles
    mentions = {
        (kind, places[start], places[end])
        for kind, start, end in sentence.mentions
        if not handles & set(range(start, end)) and " ".join(tokens[start:end]) not in DEMONYMS.split(";")
    }
    return Sentence(tuple(token for n, token in enumerate(tokens) if n not in handles), frozenset(mentions))


def epoch(learned: Sequence[tuple[Source, Sequence[Sentence]]], world: World, rng: Random) -> Iterator[Labelled]:
    """What one epoch learns from: the sets, half of them with names exchanged, and new passages of our own."""
    names = Names(world.cities, world.countries, world.regions, rng)
    for source, own in learned:
        chosen = [
            exchanged(sentence, names, rng) if rng.random() < 0.5 else sentence
            for sentence in own
            if rng.random() < (source.with_names if sentence.mentions else source.without)
        ]
        while chosen:
            count = rng.choice((1, 1, 2, 3)) if source.in_order else 1
            yield labelled(joined(chosen[:count]), rng)
            chosen = chosen[count:]
    for passage in sentences(world.cities, world.countries, world.regions, NEWS_AN_EPOCH, rng):
        yield labelled(passage, rng)


def exchanged(sentence: Sentence, names: Names, rng: Random) -> Sentence:
    """The sentence with two in three of its names exchanged for others of their kind."""
    tokens: list[str] = []
    mentions: list[Mention] = []
    before = 0
    for kind, start, end in sorted(sentence.mentions, key=lambda mention: mention[1]):
        tokens += sentence.tokens[before:start]
        at = len(tokens)
        tokens += names.of_kind(kind).split() if rng.random() < 0.66 else sentence.tokens[start:end]
        mentions.append((kind, at, len(tokens)))
        before = end
    return Sentence((*tokens, *sentence.tokens[before:]), frozenset(mentions))


def labelled(sentence: Sentence, rng: Random | None = None) -> Labelled:
    """The sentence as running text; with ``rng`` now and then all in capitals, in lower case or as a headline."""
    text, starts, ends = "", [], []
    for left, token in pairwise(["", *sentence.tokens]):
        closes = token[0] in ".,;:!?)]’'%" or left in ("", "(", "[", "“", "$", "@", "#") or "-" in (left, token)
        text += "" if closes else " "
        starts.append(len(text))
        text += token
        ends.append(len(text))
    draw = rng.random() if rng else 1.0
    for share, change in ((0.05, str.lower), (0.10, str.upper), (0.18, _headline)):
        if draw < share and len(change(text)) == len(text):
            text = change(text)
            break
    return Labelled(text, frozenset((kind, starts[a], ends[b - 1]) for kind, a, b in sentence.mentions))


def _headline(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] if len(word) > 3 else word for word in text.split(" "))


def batches(texts: Sequence[Labelled], encoder: Encoder) -> Iterator[Batch]:
    """All of them, texts of like length together."""
    return (_states_of(group, encoder) for group in in_groups(texts, Random(0)))


def in_groups(texts: Sequence[Labelled], rng: Random) -> Iterator[list[Labelled]]:
    """Texts of like length together, as many as a step takes, in random order."""
    groups: list[list[Labelled]] = [[]]
    for text in sorted(texts, key=lambda text: len(text.text) + rng.random() * 20):
        if (len(groups[-1]) + 1) * len(text.text) > BATCH_CHARACTERS:
            groups.append([])
        groups[-1].append(text)
    rng.shuffle(groups)
    return (group for group in groups if group)


def _states_of(texts: Sequence[Labelled], encoder: Encoder) -> Batch:
    parts = encoder.encode_tokens([text.text for text in texts])
    return _joined([_batch([texts[row] for row in rows], states) for rows, states in parts])


def _batch(texts: Sequence[Labelled], states: TokenStates) -> Batch:
    tags = np.full(states.mask.shape, UNTAGGED, np.int64)
    for row, text in enumerate(texts):
        truth = np.zeros(len(text.text) + 1, np.int64)
        for kind, start, end in text.mentions:
            truth[start:end] = 2 + 2 * KINDS.index(kind)
            truth[start] -= 1
        for place in first_of_words(text.text, states.spans[row]):
            tags[row, place] = truth[states.spans[row][place][0]]
    return Batch(states.states, states.mask, shapes_of([text.text for text in texts], states), tags)


def _joined(parts: Sequence[Batch]) -> Batch:
    longest = max(part.mask.shape[1] for part in parts)

    def pad(values: Sequence[NDArray[np.generic]], fill: int) -> NDArray[np.generic]:
        return np.concatenate(
            [
                np.pad(
                    value,
                    [(0, 0), (0, longest - value.shape[1]), *[(0, 0)] * (value.ndim - 2)],
                    constant_values=fill,
                )
                for value in values
            ]
        )

    return Batch(
        pad([part.states for part in parts], 0),
        pad([part.mask for part in parts], 0),
        pad([part.shapes for part in parts], len(SHAPES) - 1),
        pad([part.tags for part in parts], UNTAGGED),
    )


def learn(model: Model, batch: Batch, learner: torch.optim.Optimizer) -> float:
    """One step; the loss before it."""
    scores = model(*(torch.from_numpy(value) for value in (batch.states, batch.mask, batch.shapes)))
    loss = nn.functional.cross_entropy(
        scores.flatten(0, 1), torch.from_numpy(batch.tags).flatten(), ignore_index=UNTAGGED
    )
    learner.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    learner.step()
    return float(loss.detach())


def pace_at(share: float) -> float:
    """How fast to learn when so much is done, of the fastest: up within a tenth, then down to nothing."""
    return min(share / 0.1, (1 - share) / 0.9) + 1e-3


@torch.no_grad()
def follow(average: Model, model: Model, share: float = 0.003) -> None:
    """Moves the average of the weights of late steps, which is better than any of them, toward the last."""
    for mean, now in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(now, share)


@torch.no_grad()
def right(model: Model, dev: Sequence[Batch]) -> float:
    """F1 over the tags of single words, "O" left out."""
    hits = said = true = 0
    for batch in dev:
        scores = model(*(torch.from_numpy(value) for value in (batch.states, batch.mask, batch.shapes)))
        own = batch.tags != UNTAGGED
        found, truth = scores.argmax(-1).numpy()[own], batch.tags[own]
        hits += int(((found == truth) & (truth > 0)).sum())
        said, true = said + int((found > 0).sum()), true + int((truth > 0).sum())
    return 2 * hits / max(said + true, 1)


def write(model: Model, texts: Sequence[Batch], out: Path) -> None:
    """Writes the tagger in 8 bits; ``texts`` tell how large its states get."""
    feeds = [{SHARED_STATES: text.states, "mask": text.mask, "shapes": text.shapes} for text in texts]
    sizes = measure_states(graph(model, Exact()), feeds)
    (out / "tagger.onnx").write_bytes(graph(model, Steps(sizes)).SerializeToString(deterministic=True))


def graph(model: Model, way: Exact) -> onnx.ModelProto:
    """The tagger: states of the encoder, mask and shapes in; scores of each tag out."""
    builder = Builder(model.published(), way)
    net = builder.net
    net.node("Gather", [net.weight("shape_table", model.shapes.weight.detach().numpy()), "shapes"], "shape")
    state = net.node("Add", [SHARED_STATES, "shape"], "shaped")
    for number in range(SHARED + 1, LAST_LAYER + 1):
        state = builder.layer(number, state)
    net.node("MatMul", [state, net.weight("tags", model.scores.weight.detach().numpy().T)], "plain_scores")
    net.node("Add", ["plain_scores", net.weight("tags.bias", model.scores.bias.detach().numpy())], "scores")
    tokens = ["texts", "tokens"]
    return net.model(
        [
            states_of(SHARED_STATES),
            MASK,
            helper.make_tensor_value_info("shapes", TensorProto.INT64, tokens),
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [*tokens, len(TAGS)])],
    )


if __name__ == "__main__":
    sys.exit(main())
