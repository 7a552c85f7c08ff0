"""Writes keras_models.json: models with the results of every method from Keras on TensorFlow, in float64.

    pip install tensorflow-cpu
    python make_keras_models.py

A case holds a model, its inputs, the names of its primals (`x` and every trainable parameter) and two vectors of tangents, as requests
give them, and what Keras and TensorFlow make of them:

- `loss`: the value of the loss, the products of its Jacobian with both tangents, and where it is a scalar the gradient and both Hessian-vector
  products, else the Jacobian;
- `predictions`, in cases about layers and activations: the value without the loss, the products and the Jacobian.

Every product is checked against the Jacobian or a central difference. `keras_network.py` tells where the definitions of this project are taken
in place of Keras', because Keras is wrong or rounds constants to float32.
"""

from pathlib import Path

import numpy as np
import tensorflow as tf

import keras_network
from reference_io import central_difference, close, rounded, write_cases

random = np.random.default_rng(20240607)
BATCH, FEATURES, UNITS = 3, 3, 3


def uniform(*shape, low=-1.0, high=1.0):
    return np.round(random.uniform(low, high, shape), 3)


class Function:
    """A function of named tensors, differentiated by TensorFlow."""

    def __init__(self, primals, value):
        self.primals, self.value = primals, value

    def shape(self):
        return self.value().shape

    def product(self, tangents):
        with tf.autodiff.ForwardAccumulator(list(self.primals.values()), list(tangents.values())) as accumulator:
            value = self.value()
        return accumulator.jvp(value, unconnected_gradients="zero")

    def gradient(self, target=lambda value: value):
        with tf.GradientTape() as tape:
            for primal in self.primals.values():
                tape.watch(primal)
            value = target(self.value())
        found = tape.gradient(value, list(self.primals.values()), unconnected_gradients="zero")
        return dict(zip(self.primals, found))

    def jacobian(self):
        shape = self.shape()
        count = int(np.prod(shape))
        rows = [self.gradient(lambda value: tf.reshape(value, [-1])[row]) for row in range(count)]
        return {
            name: np.reshape([row[name] for row in rows], (*shape, *primal.shape))
            for name, primal in self.primals.items()
        }

    def second_product(self, tangents):
        with tf.GradientTape() as tape:
            for primal in self.primals.values():
                tape.watch(primal)
            gradient = self.gradient()
            slope = sum(tf.reduce_sum(gradient[name] * tangents[name]) for name in gradient)
        found = tape.gradient(slope, list(self.primals.values()), unconnected_gradients="zero")
        return dict(zip(self.primals, found))

    def difference_of_gradients(self, tangents):
        start = {name: primal.numpy() for name, primal in self.primals.items()}

        def gradient_at(point):
            for name, primal in self.primals.items():
                primal.assign(point[name])
            return {name: np.array(each) for name, each in self.gradient().items()}

        difference = central_difference(gradient_at, start, tangents)
        gradient_at(start)
        return difference


def products(function, tangents, jacobian, label):
    """The products with both tangents, which the Jacobian must give too."""
    found = [function.product(each) for each in tangents]
    for product, tangent in zip(found, tangents):
        rank = len(product.shape)
        expected = sum(np.tensordot(jacobian[name], tangent[name], axes=np.ndim(tangent[name])) for name in tangent)
        assert np.ndim(expected) == rank and close({"": product}, {"": expected}, 1e-12, largest(jacobian)), label
    return rounded(found)


def largest(tensors):
    return max(1.0, *(float(np.max(np.abs(each))) for each in tensors.values()))


def results(function, tangents, label):
    """What the methods answer."""
    value = np.array(function.value())
    if value.ndim:
        jacobian = function.jacobian()
        return {
            "value": rounded(value),
            "jvps": products(function, tangents, jacobian, label),
            "jacobian": by_name(jacobian),
        }
    gradient = function.gradient()
    second = [function.second_product(each) for each in tangents]
    for product, tangent in zip(second, tangents):
        difference = function.difference_of_gradients(tangent)
        assert close(difference, product, 2e-7, largest(gradient)), f"{label}: {difference} {product}"
    return {
        "value": rounded(value),
        "jvps": products(function, tangents, gradient, label),
        "gradient": by_name(gradient),
        "hvps": [by_name(each) for each in second],
    }


def by_name(tensors):
    return {name: rounded(each) for name, each in tensors.items()}


def case(name, layers, loss=None, x=None, targets=None, sample_weight=None):
    """A case; without `loss` it is about the predictions, and their mean squared error with random targets."""
    x = uniform(BATCH, FEATURES) if x is None else x
    batch = tf.Variable(x)
    network = keras_network.Network(layers, batch)
    primals = {"x": batch, **network.variables()}
    tangents = [{key: uniform(*primal.shape) for key, primal in primals.items()} for _ in range(2)]
    result = {"name": name, "model": {"layers": layers}, "x": rounded(x), "primals": list(primals)}
    result["tangents"] = [by_name(each) for each in tangents]
    predictions = Function(primals, lambda: tf.convert_to_tensor(network(tf.convert_to_tensor(batch))))
    if loss is None:
        result["predictions"] = results(predictions, tangents, name)
        loss, targets = "mean_squared_error", uniform(*predictions.shape())

    def value():
        made = keras_network.loss(loss)(tf.constant(targets), network(tf.convert_to_tensor(batch)), sample_weight)
        return sum(network.penalties(), made)

    result["model"]["loss"] = loss
    result["inputs"] = {"targets": rounded(targets)}
    if sample_weight is not None:
        result["inputs"]["sample_weight"] = rounded(sample_weight)
    result["loss"] = results(Function(primals, value), tangents, name)
    return result


# Layers of requests


def dense(inputs=FEATURES, units=UNITS, **options):
    layer = {"type": "dense", "kernel": uniform(inputs, units).tolist()}
    if options.get("use_bias", True):
        layer["bias"] = uniform(units).tolist()
    return {**layer, **options}


def normalization(kind, *shape, **options):
    shape = shape or (UNITS,)
    layer = {"type": kind, **options}
    if kind == "rms_normalization":
        return {**layer, "scale": uniform(*shape, low=0.5, high=1.5).tolist()}
    if options.get("scale", True):
        layer["gamma"] = uniform(*shape, low=0.5, high=1.5).tolist()
    if options.get("center", True):
        layer["beta"] = uniform(*shape).tolist()
    if kind == "batch_normalization":
        layer["moving_mean"] = uniform(*shape).tolist()
        layer["moving_variance"] = uniform(*shape, low=0.5, high=1.5).tolist()
    return layer


# The cases


def activations():
    plain = """celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear
        log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus
        sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink""".split()
    with_options = [
        {"name": "relu", "negative_slope": 0.25, "max_value": 0.5, "threshold": 0.125},
        {"name": "leaky_relu", "negative_slope": 0.1}, {"name": "elu", "alpha": 2.0}, {"name": "celu", "alpha": 0.5},
        {"name": "gelu", "approximate": True}, {"name": "hard_shrink", "threshold": 0.25},
        {"name": "soft_shrink", "threshold": 0.25}, {"name": "squareplus", "b": 2.0},
        {"name": "threshold", "threshold": 0.25, "default_value": 0.5}, {"name": "softmax", "axis": 0},
        {"name": "log_softmax", "axis": 0}, {"name": "glu", "axis": 0},
    ]  # fmt: skip
    for spec in plain + with_options:
        is_halving = spec == "glu"
        yield case(f"activation {spec}", [dense(units=4 if is_halving else UNITS, activation=spec)],
                   x=uniform(4, FEATURES) if spec == {"name": "glu", "axis": 0} else None)


def layers():
    deep = uniform(2, 3, FEATURES)
    yield case("dense, dense", [dense(activation="tanh"), dense()])
    yield case("dense without bias", [dense(use_bias=False)])
    yield case("dense of a sequence", [dense(units=2, activation="tanh"), dense(inputs=2)], x=deep)
    yield case("activation", [dense(), {"type": "activation", "activation": "tanh"}])
    yield case("activation with an option", [dense(), {"type": "activation", "activation": {"name": "elu", "alpha": 0.5}}])
    yield case("dropout", [dense(), {"type": "dropout", "rate": 0.5}])
    yield case("rescaling", [{"type": "rescaling", "scale": 0.5, "offset": 0.25}, dense()])
    yield case("flatten", [dense(units=2), {"type": "flatten"}, dense(inputs=6)], x=deep)
    yield case("reshape", [{"type": "reshape", "target_shape": [-1, 1]}, dense(inputs=1, units=2), {"type": "flatten"},
                           dense(inputs=6)])
    yield case("residual", [dense(), {"type": "residual", "layers": [dense(activation="tanh"), dense()]}])
    yield case("residual in residual", [{"type": "residual", "layers": [
        dense(activation="tanh"), {"type": "residual", "layers": [dense(activation="sigmoid")]}]}])
    for kind in ["layer_normalization", "batch_normalization", "rms_normalization"]:
        yield case(kind, [dense(), normalization(kind), dense(activation="tanh")])
        yield case(f"{kind}, epsilon", [dense(), normalization(kind, epsilon=0.5)])
        yield case(f"{kind} of a sequence", [normalization(kind, FEATURES), dense()], x=deep)
    for kind in ["layer_normalization", "batch_normalization"]:
        for options in [{"scale": False}, {"center": False}, {"scale": False, "center": False}]:
            yield case(f"{kind} {options}", [dense(), normalization(kind, **options)])
    yield case("layer_normalization, two axes", [normalization("layer_normalization", 3, FEATURES, axis=[1, 2])], x=deep)
    yield case("batch_normalization, inner axis", [normalization("batch_normalization", 3, axis=1), dense()], x=deep)
    penalties = [{"l1": 0.3}, {"l2": 0.7}, {"l1": 0.1, "l2": 0.2}, "l1", "l2", "l1_l2"]
    for kind in ["kernel_regularizer", "bias_regularizer", "activity_regularizer"]:
        for penalty in penalties:
            yield case(f"{kind} {penalty}", [dense(activation="tanh", **{kind: penalty}), dense()], "mean_squared_error",
                       targets=uniform(BATCH, UNITS))
    for reduction in ["sum", "none"]:
        yield case(f"penalties on a {reduction}", [dense(kernel_regularizer="l2", activity_regularizer={"l1": 0.5})],
                   {"name": "mean_squared_error", "reduction": reduction}, targets=uniform(BATCH, UNITS))


REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "none", "mean_with_sample_weight"]


def losses():
    weights = uniform(BATCH, low=0.5, high=2.0)
    one_hot, labels = np.eye(UNITS)[[0, 2, 1]], np.array([0, 2, 1])
    binary = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]])
    signs = binary * 2 - 1
    positive, real = uniform(BATCH, UNITS, low=0.1, high=0.9), uniform(BATCH, UNITS, low=-2, high=2)

    def loss(name, targets, after="linear", **options):
        """The loss in every reduction, with weights and without; with options only as it is by default."""
        layers = [dense(activation=after)]
        label = f"loss {name} {options or ''} after {after}".replace("  ", " ")
        spec = {"name": name, **options} if options else name
        yield case(label, layers, spec, targets=targets)
        for reduction in [] if options else REDUCTIONS:
            spec = {"name": name, "reduction": reduction}
            yield case(f"{label}, {reduction}", layers, spec, targets=targets)
            yield case(f"{label}, {reduction}, weights", layers, spec, targets=targets, sample_weight=weights)

    yield from loss("mean_squared_error", real)
    yield from loss("mean_absolute_error", real)
    yield from loss("mean_absolute_percentage_error", real)
    yield from loss("mean_squared_logarithmic_error", positive, "sigmoid")
    yield from loss("huber", real)
    yield from loss("huber", real, delta=0.5)
    yield from loss("log_cosh", real)
    yield from loss("hinge", binary)
    yield from loss("squared_hinge", signs)
    yield from loss("categorical_hinge", one_hot)
    for name in ["hinge", "squared_hinge"]:
        yield from loss(name, real, reduction="sum")
        yield from loss(name, signs if name == "hinge" else binary, reduction="sum")
    yield from loss("kl_divergence", positive, "sigmoid")
    yield from loss("poisson", positive, "softplus")
    yield from loss("cosine_similarity", real)
    yield from loss("cosine_similarity", real, axis=0)
    crossentropies = {"binary_crossentropy": binary, "binary_focal_crossentropy": binary,
                      "categorical_crossentropy": one_hot, "categorical_focal_crossentropy": one_hot,
                      "sparse_categorical_crossentropy": labels}  # fmt: skip
    for name, targets in crossentropies.items():
        yield from loss(name, targets, "sigmoid" if name.startswith("binary") else "softmax")
        for after in ["softmax", "sigmoid", "hard_sigmoid"]:
            yield from loss(name, targets, after, reduction="sum")
        yield from loss(name, targets, from_logits=True)
        yield from loss(name, targets, "tanh", from_logits=True, reduction="none")
    for name in ["binary_crossentropy", "categorical_crossentropy"]:
        yield from loss(name, crossentropies[name], from_logits=True, label_smoothing=0.3)
        yield from loss(name, crossentropies[name], "softmax", label_smoothing=0.1)
        yield from loss(name, crossentropies[name], "softmax", axis=0)
    yield from loss("binary_focal_crossentropy", binary, "sigmoid", apply_class_balancing=True, alpha=0.7, gamma=3.0)
    yield from loss("binary_focal_crossentropy", binary, from_logits=True, label_smoothing=0.125, gamma=1.5)
    yield from loss("binary_focal_crossentropy", binary, "sigmoid", axis=0)
    yield from loss("categorical_focal_crossentropy", one_hot, "softmax", alpha=0.5, gamma=1.5, label_smoothing=0.2)
    yield from loss("categorical_focal_crossentropy", one_hot, "softmax", axis=0)
    for reduction in REDUCTIONS:
        yield from loss("sparse_categorical_crossentropy", labels, "softmax", ignore_class=1, reduction=reduction)
        yield case(f"ignored class and weights, {reduction}", [dense()],
                   {"name": "sparse_categorical_crossentropy", "ignore_class": 2, "from_logits": True,
                    "reduction": reduction}, targets=labels, sample_weight=weights)
    yield from loss("sparse_categorical_crossentropy", labels[:, None], "softmax", ignore_class=-1)
    yield from loss("dice", binary, "sigmoid")
    yield from loss("dice", binary, "sigmoid", axis=1)
    yield from loss("dice", binary, "sigmoid", axis=0, reduction="sum")
    yield from loss("tversky", binary, "sigmoid")
    yield from loss("tversky", binary, "sigmoid", alpha=0.3, beta=0.9)
    yield from loss("tversky", binary, "sigmoid", axis=1, reduction="none")
    yield from loss("categorical_generalized_cross_entropy", labels, "softmax")
    yield from loss("categorical_generalized_cross_entropy", labels, "softmax", q=0.75)
    yield from circles()
    yield from loss("sum_squared_error", real, reduction="sum")
    yield from sequences()


def circles():
    """Each label stands twice: without another of its kind, or of another, Keras' derivatives are no numbers."""
    pairs, x = np.array([0, 1, 0, 1]), uniform(4, FEATURES)
    for options in [{}, {"gamma": 2.0}, {"gamma": 2.0, "margin": 0.25}, {"gamma": 2.0, "remove_diagonal": False}]:
        yield case(f"loss circle {options or ''}", [dense(activation="tanh")], {"name": "circle", **options},
                   x=x, targets=pairs)
    for reduction in REDUCTIONS:
        yield case(f"loss circle, {reduction}", [dense()], {"name": "circle", "gamma": 3.0, "reduction": reduction},
                   x=x, targets=pairs)


def sequences():
    """Predictions of rank 3, and the shapes of weights that they take."""
    x, steps = uniform(2, 3, FEATURES), [dense(units=2, activation="softmax")]
    one_hot, labels = np.eye(2)[[[0, 1, 1], [1, 0, 1]]], np.array([[0, 1, 1], [1, 0, 1]])
    targets = {"mean_squared_error": uniform(2, 3, 2), "categorical_crossentropy": one_hot,
               "sparse_categorical_crossentropy": labels, "binary_crossentropy": one_hot}  # fmt: skip
    for name, each in targets.items():
        for weights in [uniform(2, 3, low=0.5, high=2.0), uniform(2, 1, low=0.5, high=2.0)]:
            for reduction in ["sum_over_batch_size", "none", "mean_with_sample_weight"]:
                yield case(f"sequence {name}, {reduction}, weights of {weights.shape}", steps,
                           {"name": name, "reduction": reduction}, x=x, targets=each, sample_weight=weights)


def main():
    keras_network.check_corrections()
    keras_network.correct()
    cases = [*activations(), *layers(), *losses()]
    for number, each in enumerate(cases):
        each["name"] = f"{number} {each['name']}"
    write_cases(Path(__file__).with_name("keras_models.json"), cases)


if __name__ == "__main__":
    main()
