"""Writes operations.json: every operation of the catalogue called by its name, with its value from NumPy and SciPy in float64.

    pip install numpy scipy
    python make_operations.py

A row is an operation, the inputs that are its operands, its attributes, and the shape and elements of what NumPy makes of it. A test calls it as
a node of a program and as a formula. Losses have no values here: Keras' are beside the tests of the methods.
"""

import json
from pathlib import Path

import numpy as np
from scipy import linalg, special

INPUTS = {
    "x": np.array([[1.5, -2.0, 0.25], [0.75, 3.0, -1.25]]),
    "y": np.array([[2.0, 0.5, -0.75], [1.25, -3.0, 0.125]]),
    "z": np.array([[2.0, 0.0, -0.75], [0.0, -3.0, 0.125]]),
    "v": np.array([0.5, -1.5, 2.0]),
    "u": np.array([0.5, -0.25, 0.875]),
    "p": np.array([0.25, 0.5, 1.75]),
    "g": np.array([1.25, 2.0, 4.5]),
    "pair": np.array([0.5, -1.5]),
    "q": np.array([[4.0, 1.0, -0.5], [0.25, 3.0, 1.0], [-1.0, 0.5, 5.0]]),
    "d": np.array([[4.0, 1.0, -0.5], [1.0, 3.0, 0.25], [-0.5, 0.25, 5.0]]),
    "m": np.array([[0.5, -1.0], [2.0, 0.25], [1.0, 3.0]]),
    "t": np.arange(24, dtype="float64").reshape(2, 3, 4) / 8 - 1,
    "w": np.linspace(-1, 1, 12).reshape(2, 2, 3),
    "image": np.sin(np.arange(32, dtype="float64")).reshape(1, 4, 4, 2),
    "filters": np.cos(np.arange(24, dtype="float64")).reshape(2, 2, 2, 3),
    "targets": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
    "positive": np.array([[0.2, 0.3, 0.5], [0.625, 0.25, 0.125]]),
    "i": np.array([2, 0, 1]),
    "labels": np.array([0, 2]),
    "places": np.array([[1, 2], [0, 1]]),
    "a": np.array([True, False, True]),
    "b": np.array([False, False, True]),
}

I = INPUTS
ROWS = []


def row(op, operands, value, /, **attrs):
    """`value` is NumPy's, or a function of the operands."""
    names = operands.split()
    ROWS.append((op, names, attrs, value(*(I[name] for name in names)) if callable(value) else value))


def elementwise():
    numpy_names = {"neg": "negative", "reciprocal": "reciprocal", "round": "rint", "asinh": "arcsinh", "atan": "arctan"}
    for op in "neg abs sign square exp expm1 exp2 sin cos tan sinh cosh tanh asinh atan floor ceil round reciprocal".split():
        row(op, "v", getattr(np, numpy_names.get(op, op)))
    for op in "sqrt log log1p log2 log10".split():
        row(op, "p", getattr(np, op))
    row("rsqrt", "p", lambda p: 1 / np.sqrt(p))
    row("asin", "u", np.arcsin)
    row("acos", "u", np.arccos)
    row("atanh", "u", np.arctanh)
    row("acosh", "g", np.arccosh)
    for op in "erf erfc erfinv".split():
        row(op, "u", getattr(special, op))
    row("ndtri", "positive", special.ndtri)
    row("lgamma", "p", special.gammaln)
    row("digamma", "p", special.digamma)
    row("bessel_i0e", "v", special.i0e)
    row("bessel_i1e", "v", special.i1e)
    row("sinc", "v", np.sinc)
    for op in ["identity", "stop_gradient"]:
        row(op, "x", lambda x: x)
    row("cast", "a", lambda a: a.astype(float), dtype="float64")
    row("logical_not", "a", np.logical_not)


def of_two_operands():
    numpy_names = {"sub": "subtract", "mul": "multiply", "div": "divide", "floordiv": "floor_divide", "mod": "remainder",
                   "atan2": "arctan2"}  # fmt: skip
    for op in ("add sub mul div maximum minimum floordiv mod atan2 hypot logaddexp greater greater_equal less less_equal "
               "equal not_equal").split():
        row(op, "x y", getattr(np, numpy_names.get(op, op)))
    row("add", "x v", np.add)
    row("pow", "p v", np.power)
    row("squared_difference", "x y", lambda x, y: (x - y) ** 2)
    row("div_no_nan", "x z", lambda x, z: np.where(z == 0, 0, x / np.where(z == 0, 1, z)))
    row("mul_no_nan", "x z", np.multiply)
    row("xlogy", "x positive", special.xlogy)
    row("xlog1py", "x positive", special.xlog1py)
    row("logical_and", "a b", np.logical_and)
    row("logical_or", "a b", np.logical_or)
    row("where", "a v p", np.where)
    row("clip_by_value", "x", lambda x: np.clip(x, -1, 1.5), min=-1, max=1.5)
    row("add_n", "x y z", lambda x, y, z: x + y + z)


def reductions():
    for op, function in {"sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "prod": np.prod,
                         "variance": np.var, "std": np.std, "logsumexp": special.logsumexp}.items():  # fmt: skip
        row(f"reduce_{op}", "x", function)
        row(f"reduce_{op}", "t", lambda t: function(t, axis=(0, 2), keepdims=True), axis=[0, 2], keepdims=True)
    row("norm", "x", np.linalg.norm)
    row("norm", "x", lambda x: np.abs(x).sum(axis=1), ord=1, axis=1)
    row("norm", "x", lambda x: np.abs(x).max(), ord="inf")
    row("norm", "x", lambda x: (np.abs(x) ** 3).sum(axis=0) ** (1 / 3), ord=3, axis=0)
    row("cumsum", "x", lambda x: np.cumsum(x, axis=0))
    row("cumsum", "v", lambda v: np.array([v[1] + v[2], v[2], 0]), exclusive=True, reverse=True)
    row("cumprod", "x", lambda x: np.cumprod(x, axis=1), axis=1)
    row("cumulative_logsumexp", "v", lambda v: np.logaddexp.accumulate(v))
    row("argmax", "x", lambda x: np.argmax(x, axis=0))
    row("argmin", "x", lambda x: np.argmin(x, axis=1), axis=1)
    row("top_k", "x", lambda x: -np.sort(-x)[:, :2], k=2)
    row("sort", "x", np.sort)
    row("sort", "x", lambda x: -np.sort(-x, axis=0), axis=0, descending=True)


def linear_algebra():
    row("matmul", "x m", np.matmul)
    row("matmul", "x y", lambda x, y: x.T @ y, transpose_a=True)
    row("matmul", "x y", lambda x, y: x @ y.T, transpose_b=True)
    row("dot", "v p", np.dot)
    row("tensordot", "x m", lambda x, m: np.tensordot(x, m, 1), axes=1)
    row("tensordot", "x y", lambda x, y: np.tensordot(x, y, [[0], [0]]), axes=[[0], [0]])
    row("outer", "v p", np.outer)
    row("einsum", "x m", lambda x, m: np.einsum("ij,jk->ki", x, m), equation="ij,jk->ki")
    row("trace", "q", np.trace)
    row("diag", "v", np.diag)
    row("diag_part", "q", np.diag)
    row("band_part", "q", lambda q: np.triu(np.tril(q, 1)), lower=0, upper=1)
    row("matrix_inverse", "q", np.linalg.inv)
    row("matrix_determinant", "q", np.linalg.det)
    row("logdet", "q", lambda q: np.linalg.slogdet(q)[1])
    row("cholesky", "d", np.linalg.cholesky)
    row("solve", "q m", np.linalg.solve)
    row("triangular_solve", "q m", lambda q, m: linalg.solve_triangular(np.tril(q), m, lower=True))
    row("triangular_solve", "q m", lambda q, m: linalg.solve_triangular(np.triu(q), m), lower=False)


def shapes():
    row("reshape", "x", lambda x: x.reshape(3, 2), shape=[3, -1])
    row("transpose", "t", lambda t: t.transpose())
    row("transpose", "t", lambda t: t.transpose(2, 0, 1), perm=[2, 0, 1])
    row("expand_dims", "x", lambda x: x[:, None], axis=1)
    row("squeeze", "image", lambda image: image[0])
    row("squeeze", "image", lambda image: image[0], axis=0)
    row("concat", "x y", lambda x, y: np.concatenate([x, y], 1), axis=1)
    row("stack", "v p", lambda v, p: np.stack([v, p]))
    row("stack", "v p", lambda v, p: np.stack([v, p], 1), axis=1)
    row("split", "t", lambda t: np.split(t, 2, axis=2)[1], num_or_sizes=2, axis=2, index=1)
    row("split", "t", lambda t: t[:, 1:], num_or_sizes=[1, 2], axis=1, index=1)
    row("slice", "t", lambda t: t[1:, :2, 1:], begin=[1, 0, 1], size=[1, 2, -1])
    row("strided_slice", "t", lambda t: t[:, ::-1, 1:4:2], begin=[None, None, 1], end=[None, None, 4], strides=[1, -1, 2])
    row("pad", "v", lambda v: np.pad(v, (1, 2), constant_values=0.5), paddings=[[1, 2]], mode="constant", value=0.5)
    row("pad", "x", lambda x: np.pad(x, ((0, 0), (2, 1)), mode="reflect"), paddings=[[0, 0], [2, 1]], mode="reflect")
    row("pad", "x", lambda x: np.pad(x, ((1, 0), (0, 2)), mode="symmetric"), paddings=[[1, 0], [0, 2]], mode="symmetric")
    row("tile", "x", lambda x: np.tile(x, (2, 1)), multiples=[2, 1])
    row("repeat", "x", lambda x: np.repeat(x, 2, axis=1), repeats=2, axis=1)
    row("repeat", "v", lambda v: np.repeat(v, [1, 0, 2]), repeats=[1, 0, 2])
    row("broadcast_to", "v", lambda v: np.broadcast_to(v, (2, 3)), shape=[2, 3])
    row("reverse", "x", lambda x: x[:, ::-1], axis=1)
    row("roll", "x", lambda x: np.roll(x, 1, axis=0), shift=1)
    row("roll", "x", lambda x: np.roll(x, (1, -1), axis=(0, 1)), shift=[1, -1], axis=[0, 1])


def added(base, places, updates):
    result = base.copy()
    np.add.at(result, tuple(places.T), updates)
    return result


def indexing():
    row("gather", "v i", lambda v, i: v[i])
    row("gather", "x i", lambda x, i: x[:, i], axis=1)
    row("gather_nd", "x places", lambda x, places: x[tuple(places.T)])
    row("scatter_nd", "places pair", lambda places, pair: added(np.zeros((2, 3)), places, pair), shape=[2, 3])
    row("tensor_scatter_nd_add", "x places pair", added)
    row("tensor_scatter_nd_update", "x places pair", lambda x, places, pair: x + added(0 * x, places, pair - x[tuple(places.T)]))
    row("segment_sum", "m i", lambda m, i: np.stack([m[i == k].sum(axis=0) for k in range(4)]), num_segments=4)
    row("one_hot", "i", lambda i: np.eye(4)[i], depth=4, dtype="float64")


def sigmoid(x):
    return special.expit(x)


def relu6(x):
    return np.clip(x, 0, 6)


def simplex_projection(row):
    ordered = np.sort(row)[::-1]
    counts = np.arange(1, row.size + 1)
    size = np.max(counts[1 + counts * ordered > np.cumsum(ordered)])
    return np.maximum(row - (ordered[:size].sum() - 1) / size, 0)


def activations():
    row("relu", "x", lambda x: np.maximum(x, 0))
    row("relu", "x", lambda x: np.where(x >= 1, 1, np.where(x > 0.5, x, 0.1 * (x - 0.5))),
        negative_slope=0.1, max_value=1, threshold=0.5)
    row("relu6", "q", relu6)
    row("leaky_relu", "x", lambda x: np.where(x > 0, x, 0.2 * x))
    row("leaky_relu", "x", lambda x: np.where(x > 0, x, 0.3 * x), negative_slope=0.3)
    row("elu", "x", lambda x: np.where(x > 0, x, np.expm1(x)))
    row("elu", "x", lambda x: np.where(x > 0, x, 2 * np.expm1(x)), alpha=2)
    row("selu", "x", lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)))
    row("celu", "x", lambda x: np.where(x > 0, x, 0.5 * np.expm1(x / 0.5)), alpha=0.5)
    row("sigmoid", "x", sigmoid)
    row("log_sigmoid", "x", special.log_expit)
    row("softplus", "x", lambda x: np.logaddexp(x, 0))
    row("softsign", "x", lambda x: x / (1 + np.abs(x)))
    for op in ["silu", "swish"]:
        row(op, "x", lambda x: x * sigmoid(x))
    row("mish", "x", lambda x: x * np.tanh(np.logaddexp(x, 0)))
    row("exponential", "x", np.exp)
    row("linear", "x", lambda x: x)
    row("gelu", "x", lambda x: x / 2 * (1 + special.erf(x / np.sqrt(2))))
    row("gelu", "x", lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))), approximate=True)
    row("hard_sigmoid", "q", lambda x: relu6(x + 3) / 6)
    for op in ["hard_silu", "hard_swish"]:
        row(op, "q", lambda x: x * relu6(x + 3) / 6)
    row("hard_tanh", "x", lambda x: np.clip(x, -1, 1))
    row("hard_shrink", "x", lambda x: np.where(np.abs(x) > 0.5, x, 0))
    row("soft_shrink", "x", lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.75, 0), threshold=0.75)
    row("tanh_shrink", "x", lambda x: x - np.tanh(x))
    row("threshold", "x", lambda x: np.where(x > 0.5, x, -3), threshold=0.5, default_value=-3)
    row("squareplus", "x", lambda x: (x + np.sqrt(x**2 + 4)) / 2)
    row("squareplus", "x", lambda x: (x + np.sqrt(x**2 + 1)) / 2, b=1)
    row("sparse_plus", "x", lambda x: np.where(x <= -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x)))
    row("sparse_sigmoid", "x", lambda x: np.clip((x + 1) / 2, 0, 1))
    row("softmax", "x", lambda x: special.softmax(x, axis=-1))
    row("softmax", "x", lambda x: special.softmax(x, axis=0), axis=0)
    row("log_softmax", "x", lambda x: special.log_softmax(x, axis=-1))
    row("sparsemax", "x", lambda x: np.stack([simplex_projection(each) for each in x]))
    row("glu", "t", lambda t: t[..., :2] * sigmoid(t[..., 2:]))
    row("glu", "x", lambda x: x[:1] * sigmoid(x[1:]), axis=0)


def windows(image, size, step, function):
    count = (image.shape[1] - size) // step + 1
    return np.stack([
        np.stack([function(image[:, step * i : step * i + size, step * j : step * j + size]) for j in range(count)], 1)
        for i in range(count)], 1)  # fmt: skip


def convolved(image, filters, step=1):
    return windows(image, 2, step, lambda part: np.einsum("bijc,ijco->bo", part, filters))


def layers():
    normal = lambda x, axis, epsilon: (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + epsilon)
    row("softmax_cross_entropy_with_logits", "targets x", lambda t, x: -(t * special.log_softmax(x, -1)).sum(-1))
    row("softmax_cross_entropy_with_logits", "targets x", lambda t, x: -(t * special.log_softmax(x, 0)).sum(0), axis=0)
    row("sigmoid_cross_entropy_with_logits", "targets x", lambda t, x: -(t * special.log_expit(x) + (1 - t) * special.log_expit(-x)))
    row("sparse_softmax_cross_entropy_with_logits", "labels x",
        lambda labels, x: -special.log_softmax(x, -1)[np.arange(2), labels])
    row("l2_normalize", "x", lambda x: x / np.linalg.norm(x))
    row("l2_normalize", "x", lambda x: x / np.sqrt(np.maximum((x**2).sum(1, keepdims=True), 8)), axis=1, epsilon=8)
    row("layer_norm", "x v p", lambda x, v, p: normal(x, 1, 1e-3) * v + p)
    row("layer_norm", "x x y", lambda x, v, p: normal(x, (0, 1), 0.5) * v + p, axis=[0, 1], epsilon=0.5)
    row("rms_norm", "x v", lambda x, v: x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * v)
    row("batch_norm", "x v p u g", lambda x, v, p, u, g: (x - u) / np.sqrt(g + 1e-3) * v + p)
    row("batch_norm_training", "x v p", lambda x, v, p: normal(x, 0, 0.25) * v + p, epsilon=0.25)
    row("conv2d", "image filters", convolved)
    row("conv2d", "image filters", lambda image, filters: convolved(image, filters, 2), strides=2)
    row("conv2d", "image filters",
        lambda image, filters: convolved(np.pad(image, ((0, 0), (0, 1), (0, 1), (0, 0))), filters), padding="SAME")
    row("avg_pool2d", "image", lambda image: windows(image, 2, 2, lambda part: part.mean((1, 2))), ksize=2)
    row("max_pool2d", "image", lambda image: windows(image, 3, 1, lambda part: part.max((1, 2))), ksize=[3, 3], strides=1)


def losses():
    for op in """mean_squared_error mean_absolute_error mean_absolute_percentage_error mean_squared_logarithmic_error huber
            log_cosh hinge squared_hinge categorical_hinge kl_divergence poisson cosine_similarity binary_crossentropy
            binary_focal_crossentropy categorical_crossentropy categorical_focal_crossentropy dice tversky
            sum_squared_error""".split():
        row(op, "targets positive", None)
    row("huber", "targets positive pair", None, delta=0.5, reduction="sum")
    row("binary_crossentropy", "targets x", None, from_logits=True, label_smoothing=0.25)
    for op in ["sparse_categorical_crossentropy", "categorical_generalized_cross_entropy", "circle"]:
        row(op, "labels positive", None)


def described(op, operands, attributes, value):
    result = {"op": op, "inputs": operands}
    if attributes:
        result["attrs"] = attributes
    if value is not None:
        value = np.asarray(value)
        result |= {"shape": list(value.shape), "elements": value.astype(float).ravel().tolist()}
    return result


def main():
    for part in [elementwise, of_two_operands, reductions, linear_algebra, shapes, indexing, activations, layers, losses]:
        part()
    inputs = {name: array.tolist() for name, array in INPUTS.items()}
    rows = ",\n".join(json.dumps(described(*each)) for each in ROWS)
    text = f'{{"inputs": {json.dumps(inputs)},\n"rows": [\n{rows}\n]}}\n'
    Path(__file__).with_name("operations.json").write_text(text)


if __name__ == "__main__":
    main()
