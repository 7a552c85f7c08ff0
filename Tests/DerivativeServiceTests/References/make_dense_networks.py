"""Writes dense_networks.json: 200 random dense networks with the value, jvp, gradient and hvp of their loss.

    pip install jax numpy
    python make_dense_networks.py

A case holds the `model`, `inputs` and `tangents` of a request as they go over the wire (float64) and the expected results,
so the requests for every method derive from one case. The derivatives are JAX's, checked here against central differences.
The definitions are Keras': means over the last axis and then the batch; a cross entropy after a sigmoid or softmax output
layer is taken from the logits, probabilities from elsewhere are clipped to [1e-7, 1 - 1e-7]. Networks whose pre-activations come
close to a kink (a relu's 0, an edge of the clipping) are drawn again.
"""

from pathlib import Path

import jax
import numpy as np

from reference_io import central_difference, close, rounded, write_cases

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
import jax.numpy as jnp  # noqa: E402  (the configuration must come first)

CASES = 200
SEED = 20260

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": lambda z: jnp.where(z > 0, z, 0.0),
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "softmax": lambda z: jax.nn.softmax(z, axis=-1),
}
EPSILON = 1e-7
RELU_MARGIN = 0.01
PROBABILITY_MARGIN = 0.05

# (loss, output activations it is drawn with, from_logits)
LOSSES = [
    ("mean_squared_error", list(ACTIVATIONS), None),
    ("sum_squared_error", list(ACTIVATIONS), None),
    ("binary_crossentropy", ["sigmoid"], None),
    ("binary_crossentropy", ["linear", "tanh", "softplus", "relu"], True),
    ("binary_crossentropy", ["softplus"], False),
    ("categorical_crossentropy", ["softmax"], None),
    ("categorical_crossentropy", ["linear", "tanh", "softplus"], True),
    ("categorical_crossentropy", ["softplus"], False),
]


def clipped(p):
    return jnp.clip(p, EPSILON, 1 - EPSILON)


def binary_crossentropy(prediction, targets, from_logits):
    if from_logits:
        z = prediction
        each = jnp.maximum(z, 0.0) - z * targets + jnp.log1p(jnp.exp(-jnp.abs(z)))
    else:
        p = clipped(prediction)
        each = -(targets * jnp.log(p) + (1 - targets) * jnp.log(1 - p))
    return jnp.mean(jnp.mean(each, axis=-1))


def categorical_crossentropy(prediction, targets, from_logits):
    if from_logits:
        log_p = jax.nn.log_softmax(prediction, axis=-1)
    else:
        log_p = jnp.log(clipped(prediction / jnp.sum(prediction, axis=-1, keepdims=True)))
    return jnp.mean(-jnp.sum(targets * log_p, axis=-1))


def loss_value(loss, prediction, logits, targets, output_activation, from_logits):
    if loss == "mean_squared_error":
        return jnp.mean((prediction - targets) ** 2)
    if loss == "sum_squared_error":
        return jnp.sum((prediction - targets) ** 2)
    function, cached = {
        "binary_crossentropy": (binary_crossentropy, "sigmoid"),
        "categorical_crossentropy": (categorical_crossentropy, "softmax"),
    }[loss]
    if output_activation == cached:
        return function(logits, targets, True)
    return function(prediction, targets, bool(from_logits))


class Network:
    """One random network: its layers, loss and data, all drawn from `random`."""

    def __init__(self, index, random):
        self.random = random
        self.loss, outputs, self.from_logits = LOSSES[index % len(LOSSES)]
        self.depth = 1 + (index // len(LOSSES)) % 4
        self.batch = int(random.integers(1, 6))
        widths = [int(width) for width in random.integers(1, 6, size=self.depth + 1)]
        if self.loss == "categorical_crossentropy":
            widths[-1] = max(widths[-1], 2)
        self.widths = widths
        hidden = random.choice(list(ACTIVATIONS), size=self.depth - 1)
        self.activations = [str(name) for name in hidden] + [str(random.choice(outputs))]
        self.uses_bias = [bool(random.random() < 0.85) for _ in range(self.depth)]
        self.names = self.layer_names()
        self.parameters = self.draw_parameters(0.8)
        self.tangents = self.draw_parameters(0.7)
        self.x = self.draw((self.batch, widths[0]), 1.0)
        self.targets = self.draw_targets()

    def draw(self, shape, scale):
        return np.round(self.random.normal(scale=scale, size=shape), 3)

    def layer_names(self):
        if self.random.random() < 0.3:
            return [f"layer{number}" for number in range(self.depth)]
        return ["dense"] + [f"dense_{number}" for number in range(1, self.depth)]

    def draw_parameters(self, scale):
        parameters = {}
        for layer, name in enumerate(self.names):
            parameters[f"{name}.kernel"] = self.draw((self.widths[layer], self.widths[layer + 1]), scale)
            if self.uses_bias[layer]:
                parameters[f"{name}.bias"] = self.draw((self.widths[layer + 1],), scale)
        return parameters

    def draw_targets(self):
        shape = (self.batch, self.widths[-1])
        if self.loss == "binary_crossentropy":
            return self.random.integers(0, 2, size=shape).astype(float)
        if self.loss == "categorical_crossentropy":
            return np.eye(shape[1])[self.random.integers(0, shape[1], size=shape[0])]
        return self.draw(shape, 1.0)

    def pre_activations(self, parameters):
        """The pre-activations of all layers, and the prediction."""
        h, all_z = self.x, []
        for name, activation in zip(self.names, self.activations):
            z = h @ parameters[f"{name}.kernel"] + parameters.get(f"{name}.bias", 0.0)
            all_z.append(z)
            h = ACTIVATIONS[activation](z)
        return all_z, h

    def __call__(self, parameters):
        all_z, prediction = self.pre_activations(parameters)
        return loss_value(
            self.loss, prediction, all_z[-1], self.targets, self.activations[-1], self.from_logits
        )

    def is_smooth_at(self, parameters):
        """Whether every pre-activation and probability is far enough from a point where the loss has a kink."""
        all_z, prediction = self.pre_activations(parameters)
        far = [jnp.abs(z) > RELU_MARGIN for z, name in zip(all_z, self.activations) if name == "relu"]
        if self.loss == "binary_crossentropy" and self.from_logits is False:
            far += [jnp.abs(prediction - edge) > PROBABILITY_MARGIN for edge in (EPSILON, 1 - EPSILON)]
        return jnp.all(jnp.array([jnp.all(each) for each in far]))

    def model(self):
        layers = []
        for layer, name in enumerate(self.names):
            entry = {"type": "dense"}
            if not name.startswith("dense"):
                entry["name"] = name
            if layer % 2 == 0:
                entry["units"] = self.widths[layer + 1]
            if self.activations[layer] != "linear" or layer % 2 == 0:
                entry["activation"] = self.activations[layer]
            entry["kernel"] = rounded(self.parameters[f"{name}.kernel"])
            if self.uses_bias[layer]:
                entry["bias"] = rounded(self.parameters[f"{name}.bias"])
            else:
                entry["use_bias"] = False
            layers.append(entry)
        loss = self.loss if self.from_logits is None else {"name": self.loss, "from_logits": self.from_logits}
        return {"layers": layers, "loss": loss}


def derivatives(network):
    """A compiled function of parameters and tangents: everything that a case needs."""

    @jax.jit
    def all_at(primals, tangents):
        value, jvp = jax.jvp(network, (primals,), (tangents,))
        gradient, hvp = jax.jvp(jax.grad(network), (primals,), (tangents,))
        return value, jvp, gradient, hvp, network.is_smooth_at(primals)

    return all_at


def largest(arrays):
    return max(float(np.max(np.abs(array))) for array in arrays.values())


def smooth_network(index):
    """Draws until no pre-activation lies near a kink and the loss depends on the parameters noticeably."""
    random = np.random.default_rng([SEED, index])
    while True:
        network = Network(index, random)
        all_at = derivatives(network)
        _, _, gradient, _, smooth = all_at(network.parameters, network.tangents)
        if smooth and largest(gradient) > 1e-3:
            return network, all_at


def case(index):
    network, all_at = smooth_network(index)
    primals, tangents = network.parameters, network.tangents
    value, jvp, gradient, hvp, _ = all_at(primals, tangents)

    numeric_jvp = central_difference(lambda p: {"value": all_at(p, tangents)[0]}, primals, tangents)
    numeric_hvp = central_difference(lambda p: all_at(p, tangents)[2], primals, tangents)
    scale = max(1.0, abs(float(value)), largest(gradient))
    assert close(numeric_jvp, {"value": jvp}, 1e-8, scale), f"case {index}: jvp {numeric_jvp} {jvp}"
    assert close(numeric_hvp, hvp, 1e-8, scale), f"case {index}: hvp {numeric_hvp} {hvp}"

    return {
        "name": f"{index:03} {network.loss} {'-'.join(network.activations)}",
        "model": network.model(),
        "inputs": {"x": rounded(network.x), "targets": rounded(network.targets)},
        "tangents": {name: rounded(tangent) for name, tangent in tangents.items()},
        "value": rounded(value),
        "jvp": rounded(jvp),
        "gradient": {name: rounded(gradient[name]) for name in primals},
        "hvp": {name: rounded(hvp[name]) for name in primals},
    }


if __name__ == "__main__":
    write_cases(Path(__file__).with_name("dense_networks.json"), [case(index) for index in range(CASES)])
