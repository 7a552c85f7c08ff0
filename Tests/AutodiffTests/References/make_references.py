"""Writes references.json: values and derivatives of every operation, by JAX in float64.

    pip install jax scipy && python make_references.py

Each case is an operation with attributes and operands, at 20 points. Elementwise operations have them as one vector; others have one
record each. A record holds the operands, a direction v for each floating operand and a weight w for the result, and

    value  f(x)
    jvp    J(x) v
    vjp    J(x)ᵀ w
    hvp    d/dt J(x + t v)ᵀ w at t = 0
    third  d²/dt² J(x + t v)ᵀ w at t = 0

Operands are multiples of 1/256, so that float32 holds them too. Points keep away from kinks, where conventions differ. Cases whose results
are no numbers to differentiate have a value alone.
"""

import json
import os
import zlib

os.environ["JAX_PLATFORMS"] = "cpu"
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import jax.scipy.linalg
import numpy as np
from jax import lax, nn
from jax.scipy import special

POINTS = 20


class Real:
    """Numbers between low and high, not within 1/16 of a kink, and each within a row of its own distance from the others if distinct."""

    def __init__(self, low, high, shape=None, kinks=(), distinct=False):
        self.low, self.high, self.shape, self.kinks, self.distinct = low, high, shape, kinks, distinct

    def sample(self, random, shape):
        size = int(np.prod(shape))
        if self.distinct:
            grid = random.permutation(size) * 0.25 + self.low
            return (grid + random.integers(0, 16, size) / 256).reshape(shape)
        found = []
        while len(found) < size:
            x = random.integers(int(np.ceil(self.low * 256)), int(np.floor(self.high * 256)) + 1) / 256
            if all(abs(x - k) >= 1 / 16 for k in self.kinks):
                found.append(x)
        return np.array(found, dtype=np.float64).reshape(shape)


class Index:
    def __init__(self, bound, shape, unique=False):
        self.bound, self.shape, self.unique = bound, shape, unique

    def sample(self, random, shape):
        if self.unique:
            return random.permutation(self.bound)[: int(np.prod(shape))].reshape(shape).astype(np.int64)
        return random.integers(0, self.bound, shape).astype(np.int64)


class Bool:
    def __init__(self, shape=None):
        self.shape = shape

    def sample(self, random, shape):
        return random.integers(0, 2, shape).astype(bool)


class Matrix:
    """Well conditioned square matrices, symmetric positive definite if asked for."""

    def __init__(self, shape, symmetric=False):
        self.shape, self.symmetric = shape, symmetric

    def sample(self, random, shape):
        n = shape[-1]
        x = random.integers(-256, 257, shape) / 256
        if self.symmetric:
            x = np.tril(x) + np.swapaxes(np.tril(x, -1), -1, -2)
        return x + (n + 1) * np.eye(n)


cases = []


def record(function, operands, random):
    floating = [i for i, x in enumerate(operands) if x.dtype == np.float64]

    def f(*points):
        complete = list(operands)
        for i, x in zip(floating, points):
            complete[i] = x
        return function(*complete)

    result = {"operands": [flat(x) for x in operands]}
    primals = tuple(jnp.asarray(operands[i]) for i in floating)
    value = f(*primals)
    result["value"] = flat(value)
    if not primals or value.dtype != jnp.float64:
        return result, value
    v = tuple(jnp.asarray(random.integers(-256, 257, x.shape) / 256) for x in primals)
    w = jnp.asarray(random.integers(-256, 257, value.shape) / 256)
    pullback = lambda *x: jax.vjp(f, *x)[1](w)
    product = lambda *x: jax.jvp(pullback, x, v)[1]
    result["directions"], result["weight"] = [flat(x) for x in v], flat(w)
    result["jvp"] = flat(jax.jvp(f, primals, v)[1])
    result["vjp"] = [flat(x) for x in pullback(*primals)]
    result["hvp"] = [flat(x) for x in product(*primals)]
    result["third"] = [flat(x) for x in jax.jvp(product, primals, v)[1]]
    return result, value


def flat(x):
    x = np.asarray(x)
    if x.dtype in (np.int64, np.int32, bool):
        return [int(e) for e in x.reshape(-1)]
    assert np.isfinite(x).all(), "a reference must be finite"
    return [int(e) if e == int(e) and abs(e) < 1e6 else float(e) for e in x.reshape(-1)]


def case(name, function, operands, elementwise=False, **attributes):
    random = np.random.default_rng(zlib.crc32(f"{name} {attributes}".encode()))
    records = []
    for _ in range(1 if elementwise else POINTS):
        inputs = [o.sample(random, (POINTS,) if elementwise else o.shape) for o in operands]
        made, value = record(function, inputs, random)
        records.append(made)
    names = {"float64": "float64", "int64": "int64", "bool": "bool"}
    cases.append(
        {
            "operation": name,
            "attributes": attributes,
            "types": [[names[str(x.dtype)], list(x.shape)] for x in inputs],
            "shape": list(value.shape),
            "records": records,
        }
    )


def elementwise(name, function, *ranges, **attributes):
    operands = [r if isinstance(r, (Real, Bool)) else Real(*r) for r in ranges]
    case(name, function, operands, elementwise=True, **attributes)


def away(low, high, *kinks):
    return Real(low, high, kinks=kinks)


# Elementwise, one operand

for name, function, low, high in [
    ("identity", lambda x: x, -2, 2), ("neg", jnp.negative, -2, 2), ("square", jnp.square, -2, 2),
    ("sqrt", jnp.sqrt, 0.25, 3), ("rsqrt", lax.rsqrt, 0.25, 3), ("reciprocal", jnp.reciprocal, 0.25, 3),
    ("exp", jnp.exp, -2, 2), ("expm1", jnp.expm1, -2, 2), ("exp2", jnp.exp2, -2, 2), ("log", jnp.log, 0.25, 3),
    ("log1p", jnp.log1p, -0.5, 3), ("log2", jnp.log2, 0.25, 3), ("log10", jnp.log10, 0.25, 3), ("sin", jnp.sin, -3, 3),
    ("cos", jnp.cos, -3, 3), ("tan", jnp.tan, -1, 1), ("asin", jnp.arcsin, -0.75, 0.75), ("acos", jnp.arccos, -0.75, 0.75),
    ("atan", jnp.arctan, -3, 3), ("sinh", jnp.sinh, -2, 2), ("cosh", jnp.cosh, -2, 2), ("tanh", jnp.tanh, -2, 2),
    ("asinh", jnp.arcsinh, -3, 3), ("acosh", jnp.arccosh, 1.5, 4), ("atanh", jnp.arctanh, -0.75, 0.75),
    ("erf", special.erf, -2, 2), ("erfc", special.erfc, -2, 2), ("erfinv", special.erfinv, -0.75, 0.75),
    ("ndtri", special.ndtri, 0.125, 0.875), ("lgamma", special.gammaln, 0.5, 6), ("digamma", special.digamma, 0.5, 6),
    ("bessel_i0e", special.i0e, 0.25, 6), ("bessel_i1e", special.i1e, 0.25, 6), ("sinc", jnp.sinc, 0.5, 3),
    ("exponential", jnp.exp, -2, 2), ("linear", lambda x: x, -2, 2),
]:
    elementwise(name, function, (low, high))
for name, function in [("abs", jnp.abs), ("sign", jnp.sign), ("floor", jnp.floor), ("ceil", jnp.ceil)]:
    elementwise(name, function, away(-2, 2, -2, -1, 0, 1, 2))
elementwise("round", jnp.round, away(-2, 2, -1.5, -0.5, 0.5, 1.5))
elementwise("stop_gradient", lax.stop_gradient, (-2, 2))
elementwise("cast", lambda x: x.astype(jnp.int64), away(-2, 2, -1, 0, 1), dtype="int64")
elementwise("logical_not", jnp.logical_not, Bool())

# Elementwise, several operands

for name, function, *ranges in [
    ("add", jnp.add, (-2, 2), (-2, 2)), ("sub", jnp.subtract, (-2, 2), (-2, 2)), ("mul", jnp.multiply, (-2, 2), (-2, 2)),
    ("div", jnp.divide, (-2, 2), (0.5, 2)), ("pow", jnp.power, (0.5, 2), (-2, 2)),
    ("maximum", jnp.maximum, (-2, 0), (0.25, 2)), ("minimum", jnp.minimum, (-2, 0), (0.25, 2)),
    ("squared_difference", lambda x, y: (x - y) ** 2, (-2, 2), (-2, 2)),
    ("floordiv", jnp.floor_divide, (0.25, 0.75), (1.25, 2)), ("mod", jnp.mod, (-0.75, -0.25), (1.25, 2)),
    ("atan2", jnp.arctan2, (0.25, 2), (0.25, 2)), ("hypot", jnp.hypot, (0.25, 2), (0.25, 2)),
    ("logaddexp", jnp.logaddexp, (-2, 0), (0.25, 2)), ("div_no_nan", jnp.divide, (-2, 2), (0.5, 2)),
    ("mul_no_nan", jnp.multiply, (-2, 2), (0.5, 2)), ("xlogy", special.xlogy, (0.25, 2), (0.5, 2)),
    ("xlog1py", special.xlog1py, (0.25, 2), (-0.5, 2)), ("greater", jnp.greater, (-2, 2), (-2, 2)),
    ("greater_equal", jnp.greater_equal, (-2, 2), (-2, 2)), ("less", jnp.less, (-2, 2), (-2, 2)),
    ("less_equal", jnp.less_equal, (-2, 2), (-2, 2)), ("equal", jnp.equal, (-0.01, 0.01), (-0.01, 0.01)),
    ("not_equal", jnp.not_equal, (-0.01, 0.01), (-0.01, 0.01)), ("logical_and", jnp.logical_and, Bool(), Bool()),
    ("logical_or", jnp.logical_or, Bool(), Bool()), ("where", jnp.where, Bool(), Real(-2, 2), Real(-2, 2)),
    ("add_n", lambda *x: sum(x), (-2, 2), (-2, 2), (-2, 2)),
]:
    elementwise(name, function, *ranges)
elementwise("clip_by_value", lambda x: jnp.clip(x, -1, 0.5), away(-2, 2, -1, 0.5), min=-1, max=0.5)

# Reductions

M = Real(-2, 2, (2, 3))
POSITIVE = Real(0.25, 2, (2, 3))
D = Real(-1, 0, (2, 3), distinct=True)
for name, function, operand in [
    ("reduce_sum", jnp.sum, M), ("reduce_mean", jnp.mean, M), ("reduce_max", jnp.max, D), ("reduce_min", jnp.min, D),
    ("reduce_prod", jnp.prod, M), ("reduce_logsumexp", special.logsumexp, M), ("reduce_variance", jnp.var, M), ("reduce_std", jnp.std, D),
]:
    case(name, lambda x: function(x, axis=1), [operand], axis=1)
    case(name, lambda x: function(x, keepdims=True), [operand], keepdims=True)
case("norm", lambda x: jnp.sqrt(jnp.sum(x * x, 0)), [POSITIVE], axis=0)
case("norm", lambda x: jnp.sum(jnp.abs(x)), [POSITIVE], ord=1)
case("norm", lambda x: jnp.sum(jnp.abs(x) ** 3) ** (1 / 3), [POSITIVE], ord=3)
case("norm", lambda x: jnp.max(jnp.abs(x)), [Real(0.25, 2, (2, 3), distinct=True)], ord="inf")
case("cumsum", lambda x: jnp.cumsum(x, 1), [M], axis=1)
case("cumsum", lambda x: jnp.flip(jnp.cumsum(jnp.flip(x, 1), 1), 1) - x, [M], axis=1, exclusive=True, reverse=True)
case("cumprod", lambda x: jnp.stack([jnp.prod(x[: i + 1]) for i in range(4)]), [Real(-2, 2, (4,))])
case("cumprod", lambda x: jnp.stack([jnp.prod(x[:i]) for i in range(4)]), [Real(-2, 2, (4,))], exclusive=True)
case("cumulative_logsumexp", lambda x: jnp.stack([special.logsumexp(x[: i + 1]) for i in range(5)]), [Real(-2, 2, (5,))])
case("argmax", lambda x: jnp.argmax(x, 1), [D], axis=1)
case("argmin", lambda x: jnp.argmin(x, 0), [D])
case("top_k", lambda x: jnp.flip(jnp.sort(x, -1), -1)[:, :2], [D], k=2)
case("sort", lambda x: jnp.sort(x, -1), [D])
case("sort", lambda x: jnp.flip(jnp.sort(x, 0), 0), [D], axis=0, descending=True)

# Linear algebra

case("matmul", jnp.matmul, [M, Real(-2, 2, (3, 2))])
case("matmul", lambda a, b: jnp.einsum("bji,kj->bik", a, b), [Real(-2, 2, (2, 3, 1)), M], transpose_a=True, transpose_b=True)
case("dot", jnp.dot, [M, Real(-2, 2, (3,))])
case("tensordot", lambda a, b: jnp.tensordot(a, b, ((0, 1), (1, 0))), [M, Real(-2, 2, (3, 2))], axes=[[0, 1], [1, 0]])
case("outer", jnp.outer, [Real(-2, 2, (2,)), Real(-2, 2, (3,))])
case("einsum", lambda a, b, c: jnp.einsum("ij,jk,ik->i", a, b, c), [M, Real(-2, 2, (3, 2)), Real(-2, 2, (2, 2))], equation="ij,jk,ik->i")
case("trace", jnp.trace, [Real(-2, 2, (3, 3))])
case("diag", jnp.diag, [Real(-2, 2, (3,))])
case("diag_part", jnp.diag, [Real(-2, 2, (3, 3))])
case("band_part", lambda x: jnp.tril(x), [Real(-2, 2, (3, 3))], lower=-1, upper=0)
case("matrix_inverse", jnp.linalg.inv, [Matrix((3, 3))])
case("matrix_determinant", jnp.linalg.det, [Matrix((3, 3))])
case("logdet", lambda x: jnp.linalg.slogdet(x)[1], [Matrix((3, 3))])
case("cholesky", lambda x: jnp.linalg.cholesky(x), [Matrix((3, 3), symmetric=True)])
case("solve", jnp.linalg.solve, [Matrix((3, 3)), Real(-2, 2, (3, 2))])
case("triangular_solve", lambda a, b: jax.scipy.linalg.solve_triangular(a, b, lower=True), [Matrix((3, 3)), Real(-2, 2, (3, 2))])
case("triangular_solve", lambda a, b: jax.scipy.linalg.solve_triangular(a, b), [Matrix((2, 2)), Real(-2, 2, (2, 1))], lower=False)

# Shape and indexing

case("reshape", lambda x: x.reshape(3, 2), [M], shape=[3, -1])
case("transpose", jnp.transpose, [M])
case("expand_dims", lambda x: x[:, None], [M], axis=1)
case("squeeze", lambda x: x[:, 0], [Real(-2, 2, (2, 1))], axis=1)
case("concat", lambda x, y: jnp.concatenate([x, y], 1), [M, Real(-2, 2, (2, 1))], axis=1)
case("stack", lambda x, y: jnp.stack([x, y], 1), [M, M], axis=1)
case("split", lambda x: x[:, 1:], [M], num_or_sizes=[1, 2], axis=1, index=1)
case("slice", lambda x: x[1:, :2], [M], begin=[1, 0], size=[-1, 2])
case("strided_slice", lambda x: x[::-1, 2:0:-1], [M], begin=[None, 2], end=[None, 0], strides=[-1, -1])
case("gather", lambda x, i: x[:, i], [M, Index(3, (4,))], axis=1)
case("gather_nd", lambda x, i: x[i[:, 0], i[:, 1]], [M, Index(2, (4, 2))])
case("scatter_nd", lambda i, u: jnp.zeros(3).at[i[:, 0]].add(u), [Index(3, (5, 1)), Real(-2, 2, (5,))], shape=[3])
case("tensor_scatter_nd_add", lambda x, i, u: x.at[i[:, 0]].add(u), [Real(-2, 2, (3,)), Index(3, (5, 1)), Real(-2, 2, (5,))])
case("tensor_scatter_nd_update", lambda x, i, u: x.at[i[:, 0]].set(u), [Real(-2, 2, (4,)), Index(4, (2, 1), unique=True), Real(-2, 2, (2,))])
case("segment_sum", lambda x, i: jax.ops.segment_sum(x, i, 3), [Real(-2, 2, (4, 2)), Index(3, (4,))], num_segments=3)
case("pad", lambda x: jnp.pad(x, ((1, 0), (0, 2)), constant_values=0.5), [M], paddings=[[1, 0], [0, 2]], value=0.5)
case("pad", lambda x: jnp.pad(x, ((1, 0), (2, 1)), mode="reflect"), [M], paddings=[[1, 0], [2, 1]], mode="reflect")
case("pad", lambda x: jnp.pad(x, ((2, 0), (0, 3)), mode="symmetric"), [M], paddings=[[2, 0], [0, 3]], mode="symmetric")
case("tile", lambda x: jnp.tile(x, (2, 1)), [M], multiples=[2, 1])
case("repeat", lambda x: jnp.repeat(x, 2, 1), [M], repeats=2, axis=1)
case("broadcast_to", lambda x: jnp.broadcast_to(x, (2, 2, 3)), [Real(-2, 2, (2, 1))], shape=[2, 2, 3])
case("reverse", lambda x: jnp.flip(x, 1), [M], axis=1)
case("roll", lambda x: jnp.roll(x, 2, 1), [M], shift=2, axis=1)
case("one_hot", lambda i: nn.one_hot(i, 3, dtype=jnp.int64), [Index(3, (4,))], depth=3, dtype="int64")

# Activations


def relu(x):
    return jnp.where(x >= 1.5, 1.5, jnp.where(x > 0.25, x, 0.1 * (x - 0.25)))


def sparsemax(z):
    s = jnp.flip(jnp.sort(z, -1), -1)
    k = jnp.arange(1, z.shape[-1] + 1)
    size = jnp.sum(1 + k * s > jnp.cumsum(s, -1), -1, keepdims=True)
    total = jnp.sum(jnp.where(k <= size, s, 0), -1, keepdims=True)
    return jnp.maximum(z - (total - 1) / size, 0)


elementwise("relu", nn.relu, away(-2, 2, 0))
elementwise("relu", relu, away(-2, 2, 0.25, 1.5), negative_slope=0.1, max_value=1.5, threshold=0.25)
elementwise("relu6", nn.relu6, away(-2, 8, 0, 6))
elementwise("leaky_relu", lambda x: nn.leaky_relu(x, 0.2), away(-2, 2, 0))
elementwise("elu", lambda x: nn.elu(x, 1.5), away(-2, 2, 0), alpha=1.5)
elementwise("selu", nn.selu, away(-2, 2, 0))
elementwise("celu", lambda x: nn.celu(x, 1.5), away(-2, 2, 0), alpha=1.5)
elementwise("sigmoid", nn.sigmoid, (-2, 2))
elementwise("log_sigmoid", nn.log_sigmoid, (-2, 2))
elementwise("softplus", nn.softplus, (-2, 2))
elementwise("softsign", nn.soft_sign, away(-2, 2, 0))
for alias in ["silu", "swish"]:
    elementwise(alias, nn.silu, (-2, 2))
elementwise("mish", nn.mish, (-2, 2))
elementwise("gelu", lambda x: nn.gelu(x, approximate=False), (-2, 2))
elementwise("gelu", lambda x: nn.gelu(x, approximate=True), (-2, 2), approximate=True)
elementwise("hard_sigmoid", nn.hard_sigmoid, away(-5, 5, -3, 3))
for alias in ["hard_silu", "hard_swish"]:
    elementwise(alias, nn.hard_silu, away(-5, 5, -3, 3))
elementwise("hard_tanh", nn.hard_tanh, away(-2, 2, -1, 1))
elementwise("hard_shrink", lambda x: jnp.where(jnp.abs(x) > 0.5, x, 0), away(-2, 2, -0.5, 0.5))
elementwise("soft_shrink", lambda x: jnp.sign(x) * jnp.maximum(jnp.abs(x) - 0.5, 0), away(-2, 2, -0.5, 0, 0.5))
elementwise("tanh_shrink", lambda x: x - jnp.tanh(x), (-2, 2))
elementwise("threshold", lambda x: jnp.where(x > 0.5, x, 7), away(-2, 2, 0.5), threshold=0.5, default_value=7)
elementwise("squareplus", nn.squareplus, (-2, 2))
elementwise("sparse_plus", nn.sparse_plus, away(-2, 2, -1, 1))
elementwise("sparse_sigmoid", nn.sparse_sigmoid, away(-2, 2, -1, 1))
case("softmax", nn.softmax, [M])
case("softmax", lambda x: nn.softmax(x, 0), [M], axis=0)
case("log_softmax", nn.log_softmax, [M])
case("sparsemax", sparsemax, [Real(-1, 0, (2, 3), distinct=True)])
case("glu", nn.glu, [Real(-2, 2, (2, 4))])

# Layers

LABELS = Real(0, 1, (2, 3))
V3 = Real(-2, 2, (3,))


def moments(x, axes):
    return jnp.mean(x, axes, keepdims=True), jnp.var(x, axes, keepdims=True)


def layer_norm(x, gamma, beta):
    mean, variance = moments(x, -1)
    return (x - mean) / jnp.sqrt(variance + 1e-3) * gamma + beta


def batch_norm_training(x, gamma, beta):
    mean, variance = moments(x, 0)
    return (x - mean) / jnp.sqrt(variance + 1e-3) * gamma + beta


def convolution(strides, padding):
    return lambda x, k: lax.conv_general_dilated(
        x, k, strides, padding, dimension_numbers=("NHWC", "HWIO", "NHWC"), precision=lax.Precision.HIGHEST
    )


def pool(x, reduce):
    return reduce(jnp.stack([x[:, i::2, j::2, :] for i in range(2) for j in range(2)]), 0)


case("softmax_cross_entropy_with_logits", lambda z, x: -jnp.sum(z * nn.log_softmax(x), -1), [LABELS, M])
elementwise("sigmoid_cross_entropy_with_logits", lambda z, x: jnp.logaddexp(0, x) - x * z, (0, 1), (-2, 2))
case("sparse_softmax_cross_entropy_with_logits", lambda i, x: -nn.log_softmax(x)[jnp.arange(2), i], [Index(3, (2,)), M])
case("l2_normalize", lambda x: x / jnp.sqrt(jnp.sum(x * x, 1, keepdims=True)), [POSITIVE], axis=1)
case("layer_norm", layer_norm, [M, V3, V3])
case("rms_norm", lambda x, s: x / jnp.sqrt(jnp.mean(x * x, -1, keepdims=True) + 1e-6) * s, [POSITIVE, V3])
case("batch_norm", lambda x, g, b, m, v: (x - m) / jnp.sqrt(v + 1e-3) * g + b, [M, V3, V3, V3, Real(0.5, 2, (3,))])
case("batch_norm_training", batch_norm_training, [Real(-2, 2, (4, 2)), Real(-2, 2, (2,)), Real(-2, 2, (2,))])
case("conv2d", convolution((1, 1), "VALID"), [Real(-2, 2, (1, 3, 3, 1)), Real(-2, 2, (2, 2, 1, 2))])
case("conv2d", convolution((2, 1), "SAME"), [Real(-2, 2, (1, 3, 3, 1)), Real(-2, 2, (2, 2, 1, 1))], strides=[2, 1], padding="SAME")
case("avg_pool2d", lambda x: pool(x, jnp.mean), [Real(-2, 2, (1, 2, 4, 1))], ksize=2)
case("max_pool2d", lambda x: pool(x, jnp.max), [Real(-1, 0, (1, 2, 4, 1), distinct=True)], ksize=2)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "references.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in cases) + "\n]\n")
print(len(cases), "cases of", len({c["operation"] for c in cases}), "operations")
