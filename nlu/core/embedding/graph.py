"""Writes the computation of all-MiniLM-L6-v2 as an ONNX graph with weights of seven bits.

BERT (Devlin et al. 2019) of six layers, the mean of the last layer's tokens, scaled to length one.
The dense layers, nearly all of the work, multiply integers: weights by one scale an output channel,
inputs by one scale a token, so that a vector does not depend on its batch (after Jacob et al.
2018). The vectors keep a cosine of .996 with the 32-bit original's.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Tensors = dict[str, Array]

WIDTH, LAYERS, HEADS = 384, 6, 12
EPSILON = 1e-12
ABSENT = 10_000.0  # taken off the score of a token that only fills the batch up
# Seven bits: processors without VNNI add pairs of products in 16 bits, which eight would overflow
# (255 * 127 * 2 > 32,767), so that the same message would get other vectors there.
MOST, MOST_INPUT = 63, 127
ZERO_POINT = np.array(128, dtype=np.float32)  # unsigned by signed is what processors do fast


class GraphWriter:
    """Collects nodes and constants; each method returns the name of what it computes."""

    def __init__(self) -> None:
        from onnx import helper, numpy_helper

        self._onnx, self._numbers = helper, numpy_helper
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, value: Array) -> str:
        """Store a value."""
        name = f"c{len(self.constants)}"
        self.constants[name] = self._numbers.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, *values: int) -> str:
        """Store a list of whole numbers: axes, shapes."""
        return self.constant(np.array(values, dtype=np.int64))

    def call(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Apply an operation with one output."""
        return self.call_for(1, kind, *inputs, domain=domain, **attributes)[0]

    def call_for(
        self, count: int, kind: str, *inputs: str, domain: str = "", **attributes: Any
    ) -> list[str]:
        """Apply an operation with `count` outputs."""
        outputs = [f"n{len(self.nodes)}_{number}" for number in range(count)]
        made = self._onnx.make_node(kind, list(inputs), outputs, domain=domain, **attributes)
        self.nodes.append(made)
        return outputs

    def float_of(self, name: str) -> str:
        """Turn whole or half numbers into 32-bit ones."""
        return self.call("Cast", name, to=1)

    def dense(self, inputs: str, weights: Array, bias: Array) -> str:
        """Multiply by `weights` (inputs, outputs) in integers and add `bias`."""
        scale = np.abs(weights).max(axis=0) / MOST
        whole = np.clip(np.round(weights / scale), -MOST, MOST).astype(np.int8)
        largest = self.call("ReduceMax", self.call("Abs", inputs), self.integers(-1), keepdims=1)
        most = self.constant(np.array(MOST_INPUT, dtype=np.float32))
        steps = self.call("Div", largest, most)
        shifted = self.call("Add", self.call("Div", inputs, steps), self.constant(ZERO_POINT))
        small = self.call("Cast", self.call("Round", shifted), to=2)
        zero = self.constant(ZERO_POINT.astype(np.uint8))
        product = self.float_of(self.call("MatMulInteger", small, self.constant(whole), zero))
        product = self.call("Mul", product, self.constant(scale.astype(np.float32)))
        return self.call("Add", self.call("Mul", product, steps), self.constant(bias))

    def norm(self, states: str, tensors: Tensors, name: str) -> str:
        """Normalise the last axis (Ba et al. 2016)."""
        scale, shift = (self.constant(tensors[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.call("LayerNormalization", states, scale, shift, axis=-1, epsilon=EPSILON)

    def finish(self, result: str) -> bytes:
        """Return the model that maps `ids` and `present` to `result`."""
        make = self._onnx
        inputs = [make.make_tensor_value_info(name, 7, ["n", "t"]) for name in ("ids", "present")]
        outputs = [make.make_tensor_value_info(result, 1, ["n", WIDTH])]
        constants = list(self.constants.values())
        graph = make.make_graph(self.nodes, "minilm", inputs, outputs, constants)
        sets = [make.make_opsetid("", 18), make.make_opsetid("com.microsoft", 1)]
        model: bytes = make.make_model(graph, opset_imports=sets, ir_version=9).SerializeToString()
        return model


def write_graph(tensors: Tensors) -> bytes:
    """Return the model for tensors named as in the published weights.

    It takes `ids` and `present` (1 for a token, 0 for filling), both (texts, tokens), and gives
    unit vectors (texts, 384).
    """
    write = GraphWriter()
    present = write.float_of("present")
    ones = write.constant(np.array(1, dtype=np.float32))
    absent = write.call("Sub", present, ones)
    absent = write.call("Mul", absent, write.constant(np.array(ABSENT, dtype=np.float32)))
    absent = write.call("Unsqueeze", absent, write.integers(1, 2))
    states = write_embedding(write, tensors)
    for number in range(LAYERS):
        states = write_layer(write, tensors, f"encoder.layer.{number}.", states, absent)
    weights = write.call("Unsqueeze", present, write.integers(2))
    total = write.call(
        "ReduceSum", write.call("Mul", states, weights), write.integers(1), keepdims=0
    )
    mean = write.call("Div", total, write.call("ReduceSum", weights, write.integers(1), keepdims=0))
    length = write.call("ReduceL2", mean, write.integers(1), keepdims=1)
    return write.finish(write.call("Div", mean, length))


def write_embedding(write: GraphWriter, tensors: Tensors) -> str:
    """Look up the tokens and their places; the table in halves, as it needs no more."""
    words = tensors["embeddings.word_embeddings.weight"].astype(np.float16)
    places = tensors["embeddings.position_embeddings.weight"]
    places = places + tensors["embeddings.token_type_embeddings.weight"][0]
    found = write.float_of(write.call("Gather", write.constant(words), "ids", axis=0))
    shape = write.call("Shape", "ids")
    tokens = write.call("Slice", shape, write.integers(1), write.integers(2), write.integers(0))
    start, axis = write.integers(0), write.integers(0)
    placed = write.call("Slice", write.constant(places), start, tokens, axis)
    return write.norm(write.call("Add", found, placed), tensors, "embeddings.LayerNorm")


def write_layer(write: GraphWriter, tensors: Tensors, prefix: str, states: str, absent: str) -> str:
    """One layer: attention, then two dense ones; each is added to what came in."""
    seen = write_attention(write, tensors, f"{prefix}attention.", states, absent)
    states = write.norm(
        write.call("Add", states, seen), tensors, f"{prefix}attention.output.LayerNorm"
    )
    up = write.dense(states, *read_dense(tensors, f"{prefix}intermediate.dense"))
    bent = write.call("Gelu", up, domain="com.microsoft")
    down = write.dense(bent, *read_dense(tensors, f"{prefix}output.dense"))
    return write.norm(write.call("Add", states, down), tensors, f"{prefix}output.LayerNorm")


def write_attention(
    write: GraphWriter, tensors: Tensors, prefix: str, states: str, absent: str
) -> str:
    """Twelve heads of 32, query, key and value from one product."""
    parts = [read_dense(tensors, f"{prefix}self.{name}") for name in ("query", "key", "value")]
    weights = np.hstack([weight for weight, _bias in parts])
    inward = write.dense(states, weights, np.hstack([bias for _weight, bias in parts]))
    split = write.call("Reshape", inward, write.integers(0, 0, 3, HEADS, WIDTH // HEADS))
    split = write.call("Transpose", split, perm=[2, 0, 3, 1, 4])
    heads = write.call_for(3, "Split", split, write.integers(1, 1, 1), axis=0)
    query, key, value = (write.call("Squeeze", head, write.integers(0)) for head in heads)
    scores = write.call("MatMul", query, write.call("Transpose", key, perm=[0, 1, 3, 2]))
    root = write.constant(np.array((WIDTH // HEADS) ** -0.5, dtype=np.float32))
    scores = write.call("Add", write.call("Mul", scores, root), absent)
    mixed = write.call("MatMul", write.call("Softmax", scores, axis=-1), value)
    mixed = write.call("Transpose", mixed, perm=[0, 2, 1, 3])
    joined = write.call("Reshape", mixed, write.integers(0, 0, WIDTH))
    return write.dense(joined, *read_dense(tensors, f"{prefix}output.dense"))


def read_dense(tensors: Tensors, name: str) -> tuple[Array, Array]:
    """Return the matrix (inputs, outputs) and the bias of a dense layer."""
    return tensors[f"{name}.weight"].T, tensors[f"{name}.bias"]
