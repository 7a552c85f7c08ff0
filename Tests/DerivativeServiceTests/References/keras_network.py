"""The layers and the loss of a request as Keras objects with the same weights, in float64.

Where Keras on TensorFlow is not what it says, the definition stands here instead, written with TensorFlow's operations:
`CORRECTED` for activations and `LogCosh`, `Penalty`, `moments` below. Each corrected function is checked against Keras' own to float32 accuracy
(sparsemax, which Keras has wrong, against the properties of a projection).
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow import nn as keras_nn

keras.config.set_floatx("float64")

PARAMETERS = ["kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "scale"]


def f64(value):
    return tf.constant(value, dtype="float64")


def leaky_relu(x, negative_slope=0.2):
    """Keras' slope is rounded to float32."""
    return tf.where(x > 0, x, f64(negative_slope) * x)


def gelu(x, approximate=False):
    """TensorFlow's √2, √(2/π) and 0.044715 are rounded to float32."""
    if approximate:
        return 0.5 * x * (1 + tf.tanh(f64(np.sqrt(2 / np.pi)) * (x + f64(0.044715) * x**3)))
    return 0.5 * x * (1 + tf.math.erf(x / f64(np.sqrt(2))))


def softsign(x):
    """TensorFlow's has no second derivative."""
    return x / (1 + tf.abs(x))


def selu(x):
    """TensorFlow's second derivative takes its first from the rounded result."""
    negative = f64(1.6732632423543772) * tf.math.expm1(tf.minimum(x, 0))
    return f64(1.0507009873554805) * tf.where(x > 0, x, negative)


def sparsemax(x):
    """Keras' rows do not sum to one. The projection on the simplex: Martins and Astudillo, ICML 2016, algorithm 1."""
    ordered = tf.sort(x, direction="DESCENDING")
    sums = tf.cumsum(ordered, axis=-1)
    counts = tf.range(1, x.shape[-1] + 1, dtype=x.dtype)
    support = tf.reduce_sum(tf.cast(1 + counts * ordered > sums, x.dtype), axis=-1, keepdims=True)
    total = tf.gather(sums, tf.cast(support, "int32") - 1, batch_dims=1)
    return tf.maximum(x - (total - 1) / support, 0)


CORRECTED = {"leaky_relu": leaky_relu, "gelu": gelu, "softsign": softsign, "selu": selu, "sparsemax": sparsemax}


def moments(x, axes, keepdims=False, synchronized=False):
    """TensorFlow's variance takes the mean for a constant, so that its second derivative is wrong."""
    mean = tf.reduce_mean(x, axes, keepdims=True)
    variance = tf.reduce_mean(tf.square(x - mean), axes, keepdims=keepdims)
    return (mean if keepdims else tf.squeeze(mean, axes)), variance


def check_corrections():
    """Every corrected function is Keras' own up to the rounding of its constants."""
    x = f64(np.linspace(-3, 3, 24).reshape(8, 3) + 0.01)
    for name in set(CORRECTED) - {"sparsemax"}:
        np.testing.assert_allclose(CORRECTED[name](x), keras.activations.get(name)(x), rtol=2e-6, atol=1e-7)
    np.testing.assert_allclose(gelu(x, True), keras.activations.gelu(x, True), rtol=2e-6, atol=1e-7)
    np.testing.assert_allclose(tf.reduce_sum(sparsemax(x), axis=-1), np.ones(8), rtol=1e-14)
    for kept in (True, False):
        for ours, theirs in zip(moments(x, [1], kept), keras_nn.moments(x, [1], kept)):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    log_cosh = keras.losses.LogCosh()(x, x * x)
    np.testing.assert_allclose(LogCosh()(x, x * x), log_cosh, rtol=1e-6)


def activation(spec):
    options = {} if isinstance(spec, str) else {key: value for key, value in spec.items() if key != "name"}
    name = spec if isinstance(spec, str) else spec["name"]
    function = CORRECTED.get(name) or keras.activations.get(name)
    return (lambda x: function(x, **options)) if options else function


class Penalty(keras.regularizers.Regularizer):
    """l1·Σ|w| + l2·Σw²; Keras rounds the factors to float32."""

    NAMED = {"l1": {"l1": 0.01}, "l2": {"l2": 0.01}, "l1_l2": {}}

    def __init__(self, spec):
        factors = self.NAMED[spec] if isinstance(spec, str) else spec
        self.l1, self.l2 = f64(factors.get("l1", 0.0)), f64(factors.get("l2", 0.0))

    def __call__(self, x):
        return self.l1 * tf.reduce_sum(tf.abs(x)) + self.l2 * tf.reduce_sum(tf.square(x))


class LogCosh(keras.losses.Loss):
    """Keras' log 2 is rounded to float32."""

    def call(self, targets, predictions):
        error = predictions - tf.cast(targets, predictions.dtype)
        return tf.reduce_mean(error + tf.math.softplus(-2 * error) - f64(np.log(2)), axis=-1)


def camel(name):
    return {"rms_normalization": "RMSNormalization"}.get(name, "".join(part.capitalize() for part in name.split("_")))


def layer(spec):
    options = {key: value for key, value in spec.items() if key != "type" and key not in weights_of(spec)}
    for key, value in options.items():
        if key == "activation":
            options[key] = activation(value)
        elif key.endswith("regularizer"):
            options[key] = Penalty(value)
    if spec["type"] == "dense":
        options["units"] = len(spec["kernel"][0])
    return getattr(keras.layers, camel(spec["type"]))(**options)


def weights_of(spec):
    """The parameters that a layer of a request gives; `scale` is also a switch and a factor."""
    return {key for key in PARAMETERS if isinstance(spec.get(key), list)}


class Network:
    """The layers of a request with their weights."""

    def __init__(self, specs, sample):
        self.layers, self.penalized = [], []
        for spec in specs:
            if spec["type"] == "residual":
                inner = Network(spec["layers"], sample)
                self.layers.append((inner, True))
                self.penalized += inner.penalized
                continue
            made = layer(spec)
            sample = made(sample, training=False)
            for weight in made.weights:
                weight.assign(np.array(spec[weight.name], dtype="float64"))
            self.layers.append((made, False))
            self.penalized.append(made)

    def __call__(self, x, **_):
        for made, is_residual in self.layers:
            x = x + made(x) if is_residual else made(x, training=False)
        return x

    def variables(self, counts=None):
        """Trainable variables by their names in a request: default names are counted per type."""
        counts = {} if counts is None else counts
        found = {}
        for made, is_residual in self.layers:
            if is_residual:
                found.update(made.variables(counts))
                continue
            kind = "".join("_" + c.lower() if c.isupper() else c for c in type(made).__name__).strip("_")
            kind = kind.replace("r_m_s_", "rms_")
            number = counts.get(kind, 0)
            counts[kind] = number + 1
            for weight in made.trainable_weights:
                found[f"{kind}_{number}.{weight.name}" if number else f"{kind}.{weight.name}"] = weight.value
        return found

    def penalties(self):
        return [penalty for made in self.penalized for penalty in made.losses]


def loss(spec):
    options = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = options.pop("name")
    if name == "sum_squared_error":
        return lambda targets, predictions, weights: tf.reduce_sum((predictions - targets) ** 2)
    if name == "log_cosh":
        return LogCosh(**options)
    return getattr(keras.losses, {"kl_divergence": "KLDivergence"}.get(name, camel(name)))(**options)


def correct():
    """Puts the corrected moments in Keras' place, where its normalizations find them."""
    keras_nn.moments = moments
