"""Writes expressions.json: expressions with their values from NumPy and their derivatives from JAX.

    pip install jax numpy scipy
    python make_expressions.py

The expressions below are at once the service's expression language and Python, so Python evaluates them twice: over NumPy
and SciPy for the value, over JAX for the derivatives, which are checked against central differences. A case with one
scalar output has `gradient` and `hvp`; another has `cotangents` and `vjp`. All have `tangents` and `jvp`.
Inputs are drawn by the shape and range that stand beside the expression, away from kinks and poles.
"""

import ast
from pathlib import Path

import jax
import numpy as np
import scipy.special

from reference_io import central_difference, close, rounded, write_cases

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
import jax.numpy as jnp  # noqa: E402
import jax.scipy.special as jsp  # noqa: E402

SEED = 31415

# Inputs: name -> shape, or (shape, low, high); the range is [-2, 2] where none is given.
POSITIVE = (0.3, 2.5)
UNIT = (-0.9, 0.9)


def scalar(*range_):
    return ((), *range_)


def vector(n, *range_):
    return ((n,), *range_)


def matrix(m, n, *range_):
    return ((m, n), *range_)


EXPRESSIONS = [
    # Operators and precedence
    ("x + y * 2", dict(x=scalar(), y=scalar())),
    ("(x + y) * 2", dict(x=scalar(), y=scalar())),
    ("x - y - 1", dict(x=scalar(), y=scalar())),
    ("x / y / 3", dict(x=scalar(), y=scalar(*POSITIVE))),
    ("-x ** 2", dict(x=scalar(*POSITIVE))),
    ("2 ** -x", dict(x=scalar())),
    ("x ** y ** 0.5", dict(x=scalar(*POSITIVE), y=scalar(*POSITIVE))),
    ("x ** 3.5", dict(x=scalar(*POSITIVE))),
    ("x ** 2 + y ** 2 * x", dict(x=scalar(), y=scalar())),
    ("x ** y", dict(x=scalar(*POSITIVE), y=scalar())),
    ("--x * -y", dict(x=scalar(), y=scalar())),
    ("+x - -y", dict(x=scalar(), y=scalar())),
    ("1 / (1 + x ** 2)", dict(x=scalar())),
    ("3", dict()),
    ("x * 0 + 1.5e-1", dict(x=scalar())),
    ("(x)", dict(x=matrix(2, 2))),
    # Matrix products
    ("x @ w", dict(x=matrix(2, 3), w=matrix(3, 2))),
    ("x @ w", dict(x=vector(3), w=vector(3))),
    ("x @ w", dict(x=matrix(2, 3), w=vector(3))),
    ("x @ w", dict(x=vector(2), w=matrix(2, 3))),
    ("sum((x @ w + b - t) ** 2)", dict(x=matrix(4, 3), w=matrix(3, 2), b=vector(2), t=matrix(4, 2))),
    ("mean((tanh(x @ w) @ v - t) ** 2)", dict(x=matrix(4, 3), w=matrix(3, 2), v=matrix(2, 1), t=matrix(4, 1))),
    ("x @ a @ x", dict(x=vector(3), a=matrix(3, 3))),
    # Assignments
    ("h = x * y; h * h", dict(x=scalar(), y=scalar())),
    ("h = tanh(x @ w); y = h @ v; sum(y * y)", dict(x=matrix(2, 3), w=matrix(3, 2), v=matrix(2, 2))),
    ("a = x\nb = a * a\nb + a", dict(x=vector(3))),
    ("x = x * 2; x = x * x; x + 1", dict(x=scalar())),
    # Broadcasting
    ("x + y", dict(x=matrix(2, 3), y=vector(3))),
    ("x * y", dict(x=matrix(2, 1), y=matrix(1, 3))),
    ("x - s", dict(x=matrix(2, 2), s=scalar())),
    ("sum(x * y)", dict(x=((2, 1, 3),), y=((4, 1),))),
    ("x / sum(x)", dict(x=vector(4, *POSITIVE))),
    # Elementwise functions
    *[(f"{name}(x)", dict(x=vector(3))) for name in (
        "exp", "expm1", "exp2", "sin", "cos", "tanh", "sinh", "cosh", "asinh", "atan", "erf", "erfc", "square", "abs",
        "sigmoid", "softplus", "log_sigmoid", "softsign", "silu", "mish")],
    *[(f"{name}(x)", dict(x=vector(3, *POSITIVE))) for name in (
        "log", "log1p", "log2", "log10", "sqrt", "rsqrt", "reciprocal", "lgamma", "digamma")],
    *[(f"{name}(x)", dict(x=vector(3, *UNIT))) for name in ("asin", "acos", "atanh", "tan", "erfinv", "sinc")],
    ("acosh(x + 1)", dict(x=vector(3, *POSITIVE))),
    ("ndtri(sigmoid(x))", dict(x=vector(3))),
    ("relu(x) + relu6(3 * x)", dict(x=vector(4, 0.4, 1.5))),
    ("elu(x) + selu(x)", dict(x=vector(4))),
    ("gelu(x)", dict(x=vector(4))),
    ("gelu(x, approximate=true)", dict(x=vector(4))),
    ("leaky_relu(x, negative_slope=0.1)", dict(x=vector(4))),
    ("maximum(x, y) + minimum(x, 2 * y)", dict(x=vector(4), y=vector(4))),
    ("atan2(x, y)", dict(x=vector(3), y=vector(3, *POSITIVE))),
    ("hypot(x, y)", dict(x=vector(3), y=vector(3, *POSITIVE))),
    ("logaddexp(x, y)", dict(x=vector(3), y=vector(3))),
    ("xlogy(x, y)", dict(x=vector(3, *POSITIVE), y=vector(3, *POSITIVE))),
    ("where(x > 0, x ** 3, exp(x))", dict(x=vector(4))),
    ("x // 1 + x % 0.7", dict(x=vector(3))),
    # Reductions
    ("sum(x, axis=1)", dict(x=matrix(2, 3))),
    ("sum(x * x, axis=0, keepdims=true) * x", dict(x=matrix(2, 3))),
    ("mean(x ** 3)", dict(x=matrix(2, 3))),
    ("max(x, axis=1) * min(x)", dict(x=matrix(2, 3))),
    ("prod(x)", dict(x=vector(4))),
    ("prod(x, axis=0)", dict(x=matrix(3, 2))),
    ("logsumexp(x)", dict(x=vector(4))),
    ("logsumexp(x, axis=-1)", dict(x=matrix(2, 3))),
    ("reduce_variance(x)", dict(x=vector(5))),
    ("reduce_std(x)", dict(x=vector(5))),
    ("sqrt(sum(x ** 2))", dict(x=vector(3))),
    ("norm(x)", dict(x=vector(3))),
    ("cumsum(x) * x", dict(x=vector(4))),
    ("cumprod(x)", dict(x=vector(4))),
    ("softmax(x)", dict(x=matrix(2, 3))),
    ("sum(log_softmax(x) * t)", dict(x=matrix(2, 3), t=matrix(2, 3))),
    # Linear algebra
    ("transpose(x) @ x", dict(x=matrix(2, 3))),
    ("trace(x @ x)", dict(x=matrix(3, 3))),
    ("outer(x, y)", dict(x=vector(2), y=vector(3))),
    ("einsum(\"ij,jk->ik\", x, y)", dict(x=matrix(2, 3), y=matrix(3, 2))),
    ("sum(solve(a + d, b) ** 2)", dict(a=matrix(2, 2, *UNIT), d=matrix(2, 2, 3.0, 3.1), b=matrix(2, 1))),
    ("logdet(x @ transpose(x) + d)", dict(x=matrix(2, 3), d=matrix(2, 2, 0.1, 0.3))),
    ("matrix_inverse(x + d)", dict(x=matrix(2, 2, *UNIT), d=matrix(2, 2, 3.0, 3.1))),
    # Indexing and shapes
    ("x[0] * x[-1]", dict(x=vector(4))),
    ("x[:, 1:3]", dict(x=matrix(2, 4))),
    ("x[..., -1] + x[0, 0]", dict(x=matrix(2, 3))),
    ("x[None, :] * x[:, None]", dict(x=vector(3))),
    ("x[::-1] - x[1:-1:2][0]", dict(x=vector(5))),
    ("reshape(x, (3, 2)) @ x", dict(x=matrix(2, 3))),
    ("sum(concatenate((x, y), axis=0) ** 2)", dict(x=matrix(1, 2), y=matrix(2, 2))),
    ("stack((x, y * y))", dict(x=vector(2), y=vector(2))),
    # Known functions of the field
    ("(1 - x) ** 2 + 100 * (y - x ** 2) ** 2", dict(x=scalar(), y=scalar())),
    ("sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)", dict(x=vector(4))),
    ("exp(sin(x)) * x ** 3", dict(x=scalar())),
    ("0.5 * sum(((x - m) / s) ** 2) + sum(log(s))", dict(x=vector(3), m=vector(3), s=vector(3, *POSITIVE))),
    ("-sum(p * log(p))", dict(p=vector(4, 0.1, 0.9))),
    ("log(1 + exp(-y * (w @ x + b)))", dict(w=vector(3), x=vector(3), b=scalar(), y=scalar())),
    ("(sin(x * y) + exp(x / y)) * (x + 3)", dict(x=scalar(*POSITIVE), y=scalar(*POSITIVE))),
    ("g = exp(-sum((x - c) ** 2)); g / (1 + g)", dict(x=vector(3), c=vector(3))),
    ("4 * k * ((s / r) ** 12 - (s / r) ** 6)", dict(k=scalar(*POSITIVE), s=scalar(0.8, 1.1), r=scalar(1.0, 1.6))),
]


def names(np_, special):
    """The language's functions over NumPy and SciPy or over their JAX counterparts."""

    def softmax(x, axis=-1):
        shifted = np_.exp(x - np_.max(x, axis=axis, keepdims=True))
        return shifted / np_.sum(shifted, axis=axis, keepdims=True)

    def softplus(x):
        return np_.logaddexp(x, 0.0)

    def sigmoid(x):
        return special.expit(x)

    def gelu(x, approximate=False):
        if approximate:
            return 0.5 * x * (1 + np_.tanh(np_.sqrt(2 / np_.pi) * (x + 0.044715 * x**3)))
        return 0.5 * x * (1 + special.erf(x / np_.sqrt(2.0)))

    def elu(x):
        return np_.where(x > 0, x, np_.expm1(np_.minimum(x, 0.0)))

    def log_softmax(x, axis=-1):
        return x - special.logsumexp(x, axis=axis, keepdims=True)

    same = """exp expm1 exp2 log log1p log2 log10 sqrt sin cos tan sinh cosh tanh square abs reciprocal maximum
        minimum hypot logaddexp where sum mean max min prod cumsum cumprod transpose trace outer einsum reshape concatenate stack
        sinc""".split()
    return {name: getattr(np_, name) for name in same} | {
        "asin": np_.arcsin, "acos": np_.arccos, "atan": np_.arctan, "atan2": np_.arctan2, "asinh": np_.arcsinh,
        "acosh": np_.arccosh, "atanh": np_.arctanh, "rsqrt": lambda x: 1 / np_.sqrt(x),
        "erf": special.erf, "erfc": special.erfc, "erfinv": special.erfinv, "ndtri": special.ndtri,
        "lgamma": special.gammaln, "digamma": special.digamma, "xlogy": special.xlogy, "logsumexp": special.logsumexp,
        "sigmoid": sigmoid, "softplus": softplus, "softmax": softmax, "log_softmax": log_softmax, "gelu": gelu, "elu": elu,
        "log_sigmoid": lambda x: -softplus(-x), "softsign": lambda x: x / (1 + np_.abs(x)), "silu": lambda x: x * sigmoid(x),
        "mish": lambda x: x * np_.tanh(softplus(x)), "relu": lambda x: np_.maximum(x, 0.0),
        "relu6": lambda x: np_.minimum(np_.maximum(x, 0.0), 6.0),
        "leaky_relu": lambda x, negative_slope=0.2: np_.where(x > 0, x, negative_slope * x),
        "selu": lambda x: 1.0507009873554805 * np_.where(
            x > 0, x, 1.6732632423543772 * np_.expm1(np_.minimum(x, 0.0))),
        "reduce_variance": np_.var, "reduce_std": np_.std, "norm": np_.linalg.norm,
        "matrix_inverse": np_.linalg.inv, "solve": np_.linalg.solve, "logdet": lambda x: np_.linalg.slogdet(x)[1],
        "true": True, "false": False,
    }  # fmt: skip


def function(text, namespace):
    """The expression as a Python function of a dictionary of inputs."""
    tree = ast.parse(text)
    last = ast.Expression(tree.body.pop().value)
    statements, result = compile(tree, text, "exec"), compile(last, text, "eval")

    def evaluate(inputs):
        scope = namespace | inputs
        exec(statements, scope)
        return eval(result, scope)

    return evaluate


def draw(random, shape, low=-2.0, high=2.0):
    return np.round(random.uniform(low, high, size=shape), 3)


def case(index, text, specification):
    random = np.random.default_rng([SEED, index])
    inputs = {name: draw(random, *of) for name, of in specification.items()}
    tangents = {name: draw(random, of[0], -1, 1) for name, of in specification.items()}
    value = np.asarray(function(text, names(np, scipy.special))(inputs), dtype=float)
    f = function(text, names(jnp, jsp))
    result = {
        "name": f"{index:03} {text}",
        "expression": text,
        "inputs": {name: rounded(each) for name, each in inputs.items()},
        "value": rounded(value),
    }
    if not inputs:
        return result

    primals = {name: jnp.asarray(each) for name, each in inputs.items()}
    jax_value, jvp = jax.jvp(lambda p: jnp.asarray(f(p)), (primals,), (tangents,))
    scale = max(1.0, float(np.max(np.abs(value))))
    assert close({"": jax_value}, {"": value}, 1e-12, scale), f"{text}: {value} {jax_value}"
    check(text, lambda p: {"jvp": f(p)}, inputs, tangents, {"jvp": jvp})
    result |= {"tangents": {name: rounded(each) for name, each in tangents.items()}, "jvp": rounded(jvp)}
    if value.ndim == 0:
        gradient, hvp = jax.jvp(jax.grad(f), (primals,), (tangents,))
        check(text, jax.grad(f), inputs, tangents, hvp)
        result |= {"gradient": by_name(gradient, inputs), "hvp": by_name(hvp, inputs)}
    else:
        cotangents = draw(random, value.shape, -1, 1)
        (vjp,) = jax.vjp(f, primals)[1](jnp.asarray(cotangents))
        result |= {"cotangents": rounded(cotangents), "vjp": by_name(vjp, inputs)}
    return result


def by_name(derivative, inputs):
    return {name: rounded(derivative[name]) for name in inputs}


def check(text, f, inputs, tangents, expected):
    primals = {name: jnp.asarray(each) for name, each in inputs.items()}
    numeric = central_difference(jax.jit(f), primals, tangents)
    scale = max(1.0, *(float(np.max(np.abs(each))) for each in expected.values()))
    assert close(numeric, expected, 1e-7, scale), f"{text}: {numeric} {expected}"


if __name__ == "__main__":
    cases = [case(index, text, inputs) for index, (text, inputs) in enumerate(EXPRESSIONS)]
    write_cases(Path(__file__).with_name("expressions.json"), cases)
