"""Writes nestings.json: transforms nested up to eight deep, with the result of every stage from JAX in float64.

    pip install jax numpy
    python make_nestings.py

A case is a function, its inputs, and the transforms of a `derivative` call, outermost first: forward accumulators (`jvp`) and tapes (`gradient`,
`vjp`), mixed at random. In JAX each is a function of the inputs made of the one before.
"""

from pathlib import Path

import jax
import numpy as np

from reference_io import rounded, write_cases

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
import jax.numpy as jnp  # noqa: E402

random = np.random.default_rng(80_000)
DEPTH, ROUNDS = 8, 6

# Formulas that are Python too, with the shapes of their inputs.
FUNCTIONS = [
    ("sin(x) * exp(y) * x ** 3", {"x": (), "y": ()}),
    ("x ** 3.5 / y + tanh(x * y)", {"x": (), "y": ()}),
    ("sum(exp(x * 0.5) * w @ x)", {"x": (2,), "w": (2, 2)}),
    ("log(1 + x ** 2) * w", {"x": (2,), "w": ()}),
    ("sum(tanh(x @ w) ** 2)", {"x": (2, 2), "w": (2, 2)}),
    ("sin(w @ x) * cumsum(x)", {"x": (2,), "w": (2, 2)}),
]
NAMES = {name: getattr(jnp, name) for name in ["sin", "exp", "tanh", "log", "sum", "cumsum"]}


def uniform(shape, low=-1.0, high=1.0):
    return jnp.asarray(np.round(random.uniform(low, high, shape), 3))


def some(names):
    chosen = [name for name in names if random.random() < 0.6]
    return chosen or [list(names)[random.integers(len(names))]]


def jvp(inner, inputs):
    tangents = {name: uniform(inputs[name].shape) for name in some(inputs)}

    def stage(values):
        all_tangents = {name: tangents.get(name, jnp.zeros_like(value)) for name, value in values.items()}
        return jax.jvp(inner, (values,), (all_tangents,))[1]

    return stage, {"jvp": {"tangents": {name: rounded(each) for name, each in tangents.items()}}}


def pullback(inner, names, cotangents):
    def stage(values):
        chosen = {name: values[name] for name in names}
        return jax.vjp(lambda these: inner({**values, **these}), chosen)[1](cotangents)[0]

    return stage


def gradient(inner, inputs):
    names = some(inputs)
    return pullback(inner, names, jnp.ones(())), {"gradient": {"primals": names}}


def vjp(inner, inputs):
    names = some(inputs)
    cotangents = jax.tree.map(lambda leaf: uniform(leaf.shape), inner(inputs))
    written = {name: rounded(each) for name, each in cotangents.items()} if isinstance(cotangents, dict) else rounded(cotangents)
    return pullback(inner, names, cotangents), {"vjp": {"primals": names, "cotangents": written}}


def case(formula, shapes, depth, number):
    inputs = {name: uniform(shape, 0.4, 1.4) for name, shape in shapes.items()}
    stage = lambda values: jnp.asarray(eval(formula, NAMES, values))
    value, transforms, stages = stage(inputs), [], []
    for _ in range(depth):
        result = stage(inputs)
        is_scalar = not isinstance(result, dict) and result.ndim == 0
        kinds = [jvp, jvp, vjp, gradient] if is_scalar else [jvp, jvp, vjp]
        stage, transform = kinds[random.integers(len(kinds))](stage, inputs)
        transforms.insert(0, transform)
        stages.append(jax.jit(stage)(inputs))
    return {
        "name": f"{number} {formula}, {' of '.join(next(iter(each)) for each in transforms)}",
        "expression": formula,
        "inputs": {name: rounded(each) for name, each in inputs.items()},
        "transforms": transforms,
        "value": rounded(value),
        "stages": [described(each) for each in stages],
    }


def described(result):
    return {name: rounded(each) for name, each in result.items()} if isinstance(result, dict) else rounded(result)


def main():
    cases = []
    for number in range(ROUNDS):
        for formula, shapes in FUNCTIONS:
            cases.append(case(formula, shapes, DEPTH - number % 3, len(cases)))
    write_cases(Path(__file__).with_name("nestings.json"), cases)


if __name__ == "__main__":
    main()
