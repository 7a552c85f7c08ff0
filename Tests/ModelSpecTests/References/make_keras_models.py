"""Reference values of models from Keras on TensorFlow, in float64.

    pip install tensorflow-cpu && python make_keras_models.py > keras_models.json

Each case is a model as a request gives it, its inputs, and what Keras computes: the value of the loss (or the predictions), the
gradient by every trainable parameter, and the Hessian-vector product along given tangents. `tolerance` is wider where Keras puts
float32 constants into a float64 program. A product is null where TensorFlow has no second derivative, and a central difference of
gradients where its second derivative is wrong: that of `tf.nn.moments`, which takes the mean for a constant.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

keras.config.set_floatx("float64")
random = np.random.default_rng(20240607)
BATCH, FEATURES, UNITS = 4, 3, 3


def uniform(*shape, low=-1.0, high=1.0):
    return np.round(random.uniform(low, high, shape), 3)


def camel(name):
    return {"rms_normalization": "RMSNormalization"}.get(name, "".join(part.capitalize() for part in name.split("_")))


def keras_activation(spec):
    if isinstance(spec, str):
        return keras.activations.get(spec)
    options = {key: value for key, value in spec.items() if key != "name"}
    return lambda x: keras.activations.get(spec["name"])(x, **options)


def keras_regularizer(spec):
    if isinstance(spec, dict):
        return keras.regularizers.L1L2(**spec)
    return keras.regularizers.get(spec)


def keras_layer(layer):
    weights = {key for key in PARAMETERS if isinstance(layer.get(key), list)}
    options = {key: value for key, value in layer.items() if key != "type" and key not in weights}
    for key in options:
        if key == "activation":
            options[key] = keras_activation(options[key])
        elif key.endswith("regularizer"):
            options[key] = keras_regularizer(options[key])
    if layer["type"] == "dense":
        options["units"] = len(layer["kernel"][0])
    return getattr(keras.layers, camel(layer["type"]))(**options)


PARAMETERS = ["kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "scale"]


class Network:
    """The layers of a request as Keras layers with the same weights."""

    def __init__(self, layers, sample):
        self.layers, self.names, self.penalized = [], [], []
        for layer in layers:
            if layer["type"] == "residual":
                inner = Network(layer["layers"], sample)
                self.layers.append((inner, None))
                self.penalized += inner.penalized
                sample = sample + inner(sample)
                continue
            made = keras_layer(layer)
            sample = made(sample, training=False)
            weights = {weight.name: weight for weight in made.weights}
            for key, weight in weights.items():
                weight.assign(np.array(layer[key], dtype="float64"))
            self.layers.append((made, weights))
            self.penalized.append(made)

    def __call__(self, x):
        for layer, weights in self.layers:
            x = x + layer(x) if weights is None else layer(x, training=False)
        return x

    def variables(self, counts=None):
        """Trainable variables by their names in a request: default names are counted per type."""
        counts = {} if counts is None else counts
        found = {}
        for layer, weights in self.layers:
            if weights is None:
                counts["residual"] = counts.get("residual", 0) + 1
                found.update(layer.variables(counts))
                continue
            kind = "".join("_" + c.lower() if c.isupper() else c for c in type(layer).__name__).strip("_")
            kind = kind.replace("r_m_s_", "rms_")
            number = counts.get(kind, 0)
            counts[kind] = number + 1
            for weight in layer.trainable_weights:
                found[f"{kind}_{number}.{weight.name}" if number else f"{kind}.{weight.name}"] = weight
        return found


def keras_loss(spec):
    spec = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = spec.pop("name")
    if name == "sum_squared_error":
        return lambda t, p, w: tf.reduce_sum((p - t) ** 2)
    names = {"kl_divergence": "KLDivergence", "log_cosh": "LogCosh", "binary_crossentropy": "BinaryCrossentropy"}
    return getattr(keras.losses, names.get(name, camel(name)))(**spec)


def case(name, layers, loss=None, x=None, targets=None, sample_weight=None, tolerance=1e-11):
    x = uniform(BATCH, FEATURES) if x is None else x
    network = Network(layers, tf.constant(x))
    variables = network.variables()
    tangents = {key: uniform(*variable.shape) for key, variable in variables.items()}

    def value():
        predictions = network(tf.constant(x))
        if loss is None:
            return predictions
        result = keras_loss(loss)(tf.constant(targets), predictions, sample_weight)
        for layer in network.penalized:
            for penalty in layer.losses:
                result = result + penalty
        return result

    inputs = {"x": x.tolist()}
    if loss is not None:
        inputs["targets"] = targets.tolist()
    if sample_weight is not None:
        inputs["sample_weight"] = sample_weight.tolist()
    model = {"layers": layers} if loss is None else {"layers": layers, "loss": loss}
    result = {"name": name, "model": model, "inputs": inputs, "tolerance": tolerance}
    result["value"] = np.array(value()).tolist()
    handles = [variable.value for variable in variables.values()]
    if loss is None or np.ndim(result["value"]) > 0 or not handles:
        return result
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            total = value()
        gradient = inner.gradient(total, handles, unconnected_gradients="zero")
        product = sum(tf.reduce_sum(g * tangents[key]) for key, g in zip(variables, gradient))
    result["gradient"] = {key: np.array(g).tolist() for key, g in zip(variables, gradient)}
    result["tangents"] = {key: tangent.tolist() for key, tangent in tangents.items()}
    if "layer_normalization" in name:
        result["hvp"] = {key: h.tolist() for key, h in difference(value, variables, tangents).items()}
        result["hvp_tolerance"] = 1e-7
        return result
    try:
        hvp = outer.gradient(product, handles, unconnected_gradients="zero")
        result["hvp"] = {key: np.array(h).tolist() for key, h in zip(variables, hvp)}
    except LookupError:
        result["hvp"] = None
    return result


def difference(value, variables, tangents, step=1e-5):
    """The central difference of the gradient along the tangents."""
    start = {key: variable.value.numpy().copy() for key, variable in variables.items()}

    def gradient(sign):
        for key, variable in variables.items():
            variable.assign(start[key] + sign * step * tangents[key])
        handles = [variable.value for variable in variables.values()]
        with tf.GradientTape() as tape:
            total = value()
        return [np.array(g) for g in tape.gradient(total, handles, unconnected_gradients="zero")]

    ahead, behind = gradient(1), gradient(-1)
    for key, variable in variables.items():
        variable.assign(start[key])
    return {key: (a - b) / (2 * step) for key, a, b in zip(variables, ahead, behind)}


def dense(inputs=FEATURES, units=UNITS, **options):
    layer = {"type": "dense", "kernel": uniform(inputs, units).tolist()}
    if options.get("use_bias", True):
        layer["bias"] = uniform(units).tolist()
    return {**layer, **options}


def normalization(kind, **options):
    layer = {"type": kind, **options}
    if kind == "rms_normalization":
        return {**layer, "scale": uniform(UNITS, low=0.5, high=1.5).tolist()}
    if options.get("scale", True):
        layer["gamma"] = uniform(UNITS, low=0.5, high=1.5).tolist()
    if options.get("center", True):
        layer["beta"] = uniform(UNITS).tolist()
    if kind == "batch_normalization":
        layer["moving_mean"] = uniform(UNITS).tolist()
        layer["moving_variance"] = uniform(UNITS, low=0.5, high=1.5).tolist()
    return layer


def activations():
    float32_constants = {"leaky_relu": 1e-6, "gelu": 1e-6, "selu": 1e-6}
    plain = ("celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear "
             "log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus "
             "sparse_sigmoid squareplus swish tanh tanh_shrink").split()
    specs = plain + [
        {"name": "relu", "negative_slope": 0.25, "max_value": 0.5, "threshold": 0.125},
        {"name": "leaky_relu", "negative_slope": 0.25}, {"name": "elu", "alpha": 2.0}, {"name": "celu", "alpha": 0.5},
        {"name": "gelu", "approximate": True}, {"name": "hard_shrink", "threshold": 0.25},
        {"name": "soft_shrink", "threshold": 0.25}, {"name": "squareplus", "b": 2.0},
        {"name": "threshold", "threshold": 0.25, "default_value": 0.5}, {"name": "softmax", "axis": 0},
        {"name": "log_softmax", "axis": 0},
    ]
    for spec in specs:
        name = spec if isinstance(spec, str) else spec["name"]
        width = 4 if name == "glu" else UNITS
        layers = [dense(units=width, activation=spec)]
        out = width // 2 if name == "glu" else width
        targets = uniform(BATCH, out)
        yield case(f"activation {spec}", layers, "mean_squared_error", targets=targets,
                   tolerance=float32_constants.get(name, 1e-11))


def layers():
    targets = uniform(BATCH, UNITS)
    models = {
        "two dense": [dense(activation="tanh"), dense(units=UNITS)],
        "no bias": [dense(use_bias=False)],
        "activation layer": [dense(), {"type": "activation", "activation": "tanh"}],
        "dropout": [dense(), {"type": "dropout", "rate": 0.5}],
        "rescaling": [{"type": "rescaling", "scale": 0.5, "offset": 0.25}, dense()],
        "residual": [dense(), {"type": "residual", "layers": [dense(activation="tanh"), dense()]}],
        "layer_normalization": [dense(), normalization("layer_normalization")],
        "layer_normalization epsilon": [dense(), normalization("layer_normalization", epsilon=0.5, center=False)],
        "layer_normalization unscaled": [dense(), normalization("layer_normalization", scale=False)],
        "batch_normalization": [dense(), normalization("batch_normalization"), dense()],
        "batch_normalization bare": [dense(), normalization("batch_normalization", scale=False, center=False)],
        "rms_normalization": [dense(), normalization("rms_normalization")],
        "reshape and flatten": [{"type": "reshape", "target_shape": [-1, 1]}, dense(inputs=1, units=2),
                                {"type": "flatten"}, dense(inputs=6)],
        "regularizers": [dense(kernel_regularizer={"l1": 0.5, "l2": 0.25}, bias_regularizer={"l2": 0.5}), dense()],
        "activity_regularizer": [dense(activation="tanh", activity_regularizer={"l1": 0.25, "l2": 0.5}), dense()],
    }
    for name, model in models.items():
        yield case(f"layers {name}", model, "mean_squared_error", targets=targets)
        yield case(f"layers {name}, predictions", model)


def losses():
    weights = uniform(BATCH, low=0.5, high=2.0)
    one_hot = np.eye(UNITS)[[0, 2, 1, 1]]
    labels = np.array([0, 2, 1, 1])
    binary = (uniform(BATCH, UNITS) > 0).astype("float64")
    signs = binary * 2 - 1
    positive = uniform(BATCH, UNITS, low=0.1, high=0.9)
    real = uniform(BATCH, UNITS, low=-2, high=2)

    def each(name, targets, activation="linear", **options):
        spec = {"name": name, **options}
        label = f"loss {spec} after {activation}"
        tolerance = 1e-7 if name == "log_cosh" else 1e-11
        layers = [dense(activation=activation)]
        yield case(label, layers, spec, targets=targets, tolerance=tolerance)
        if not options:
            for reduction in ["sum", "mean", "none", "mean_with_sample_weight", "sum_over_batch_size"]:
                yield case(f"{label}, {reduction}", layers, {**spec, "reduction": reduction}, targets=targets,
                           sample_weight=weights, tolerance=tolerance)

    for name in ["mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "log_cosh",
                 "cosine_similarity"]:
        yield from each(name, real)
    yield from each("huber", real)
    yield from each("huber", real, delta=0.5)
    yield from each("cosine_similarity", real, axis=0)
    yield from each("mean_squared_logarithmic_error", positive, "sigmoid")
    for name in ["hinge", "squared_hinge"]:
        yield from each(name, binary)
        yield from each(name, signs)
        yield from each(name, real)
    yield from each("categorical_hinge", one_hot)
    yield from each("kl_divergence", positive, "sigmoid")
    yield from each("poisson", positive, "softplus")
    for after in ["sigmoid", "softmax", "hard_sigmoid"]:
        yield from each("binary_crossentropy", binary, after)
        yield from each("categorical_crossentropy", one_hot, after)
        yield from each("sparse_categorical_crossentropy", labels, after)
        yield from each("binary_focal_crossentropy", binary, after)
        yield from each("categorical_focal_crossentropy", one_hot, after)
    yield from each("binary_crossentropy", binary, from_logits=True, label_smoothing=0.25)
    yield from each("categorical_crossentropy", one_hot, from_logits=True, label_smoothing=0.25)
    yield from each("categorical_crossentropy", np.eye(BATCH)[:, :UNITS], "softmax", axis=0)
    yield from each("sparse_categorical_crossentropy", labels, from_logits=True)
    yield from each("sparse_categorical_crossentropy", labels, from_logits=True, ignore_class=1)
    yield from each("sparse_categorical_crossentropy", labels[:, None], "softmax", ignore_class=2)
    yield from each("binary_focal_crossentropy", binary, "sigmoid", apply_class_balancing=True, alpha=0.75, gamma=3.0)
    yield from each("binary_focal_crossentropy", binary, from_logits=True, label_smoothing=0.125)
    yield from each("categorical_focal_crossentropy", one_hot, "softmax", alpha=0.5, gamma=1.5, label_smoothing=0.25)
    yield from each("categorical_focal_crossentropy", one_hot, from_logits=True)
    yield from each("dice", binary, "sigmoid")
    yield from each("dice", binary, "sigmoid", axis=1)
    yield from each("tversky", binary, "sigmoid", alpha=0.25, beta=0.75)
    yield from each("categorical_generalized_cross_entropy", labels, "softmax")
    yield from each("categorical_generalized_cross_entropy", labels, "softmax", q=0.75)
    yield from each("circle", labels, gamma=2.0)
    yield from each("circle", labels, gamma=2.0, margin=0.25, remove_diagonal=False)
    yield from each("sum_squared_error", real, reduction="sum")


def main():
    cases = [*activations(), *layers(), *losses()]
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    sys.stdout.write(f"[\n{lines}\n]\n")


main()
