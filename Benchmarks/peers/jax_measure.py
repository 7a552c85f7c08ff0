"""JAX's side of the measurements: the same works as the Swift package, asked for line by line on standard input.

One thread, compiled functions, results waited for. The protocol is in Sources/Measure/Measure.swift.
"""

import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

from measuring import network_shapes, serve

RANDOM = np.random.default_rng(1)


def random(shape):
    return jnp.asarray(RANDOM.uniform(-1, 1, shape).astype(np.float32) / np.sqrt(shape[0]))


def loss(parameters, x, targets):
    *hidden, (kernel, bias) = parameters
    for weights, offset in hidden:
        x = jnp.tanh(x @ weights + offset)
    return jnp.mean(jnp.square(x @ kernel + bias - targets))


def network(derivative, text, batch):
    data, layers = network_shapes(text, int(batch))
    x, targets = (random(shape) for shape in data)
    parameters, tangents = ([(random(k), random(b)) for k, b in layers] for _ in range(2))

    def gradients(point, vector, x, targets):
        return jax.grad(loss)(point, x, targets)

    def jvp(point, vector, x, targets):
        return jax.jvp(lambda p: loss(p, x, targets), (point,), (vector,))[1]

    def hvp(point, vector, x, targets):
        return jax.jvp(lambda p: jax.grad(loss)(p, x, targets), (point,), (vector,))[1]

    function = jax.jit({"gradient": gradients, "jvp": jvp, "hvp": hvp}[derivative])
    return lambda: jax.block_until_ready(function(parameters, tangents, x, targets))


def elementwise(name, count):
    function = jax.jit({
        "tanh": jnp.tanh, "exp": jnp.exp, "log": jnp.log, "sigmoid": jax.nn.sigmoid, "erf": jax.scipy.special.erf,
        "add": lambda x: x + 1, "chain": lambda x: ((x * x + 1) * 0.5 - x) * x,
    }[name])
    numbers = jnp.asarray(RANDOM.uniform(0.01, 4, int(count)).astype(np.float32))
    return lambda: jax.block_until_ready(function(numbers))


serve({"network": network, "map": elementwise})
