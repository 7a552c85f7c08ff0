"""Writes keras_configurations.json: what `to_json()` of Keras models gives, with the values and gradients of the models.

    pip install tensorflow-cpu
    python make_keras_configurations.py

`accepted` are Sequential models of layers that exist here; their values are Keras' in float64, with factors and slopes that are exact in float32,
which Keras rounds them to. `refused` are texts with something that does not exist here, and the path in the model at which the error must say so.
"""

import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers, regularizers

from reference_io import rounded

random = np.random.default_rng(314)


def uniform(*shape, low=-1.0, high=1.0):
    return np.round(random.uniform(low, high, shape), 3)


def accepted(name, model, loss, targets, features=4):
    """The model's text as it is written in float32; its values in float64."""
    model.build((None, features))
    text = model.to_json()
    keras.config.set_floatx("float64")
    exact = keras.models.model_from_json(text.replace("float32", "float64").replace("mixed_float16", "float64"))
    exact.build((None, features))
    weights = {}
    for layer in exact.layers:
        for weight in layer.weights:
            if weight.name not in ("seed_generator_state", "seed"):
                low = 0.5 if weight.name in ("moving_variance", "gamma", "scale") else -1.0
                weight.assign(uniform(*weight.shape, low=low, high=low + 1.5))
                weights[f"{layer.name}.{weight.name}"] = weight
    x = uniform(3, features)
    trainable = {key: weight.value for key, weight in weights.items() if weight.trainable}
    with tf.GradientTape() as tape:
        predictions = exact(tf.constant(x), training=False)
        value = getattr(keras.losses, camel(loss))()(tf.constant(targets), predictions)
        value = sum(exact.losses, value)
    gradient = tape.gradient(value, list(trainable.values()), unconnected_gradients="zero")
    keras.config.set_floatx("float32")
    return {
        "name": name,
        "keras": json.loads(text),
        "loss": loss,
        "inputs": {"x": rounded(x), "targets": rounded(targets), **{key: rounded(w) for key, w in weights.items()}},
        "value": rounded(value),
        "gradient": {key: rounded(each) for key, each in zip(trainable, gradient)},
    }


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def accepted_models():
    one_hot, real = np.eye(3)[[0, 2, 1]], uniform(3, 3)
    classifier = [layers.Dense(5, activation="relu"), layers.Dense(3, activation="softmax")]
    yield accepted("default names", keras.Sequential([keras.Input((4,)), *classifier]), "categorical_crossentropy", one_hot)
    unbuilt = [layers.Dense(5, activation="tanh", name="hidden"), layers.Dropout(0.5), layers.Dense(3, name="out")]
    yield accepted("no input layer", keras.Sequential(unbuilt), "mean_squared_error", real)
    compiled = keras.Sequential([keras.Input((4,)), layers.Dense(3, use_bias=False), layers.Softmax()])
    compiled.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    yield accepted("compiled, with a softmax layer", compiled, "categorical_crossentropy", one_hot)
    penalized = [
        layers.Dense(3, "sigmoid", kernel_regularizer=regularizers.L1L2(0.125, 0.25), bias_regularizer=regularizers.L2(0.25)),
        layers.Dense(3, kernel_regularizer=regularizers.L1(0.5), activity_regularizer=regularizers.L1L2(0.25, 0.5)),
    ]
    yield accepted("regularizers", keras.Sequential([keras.Input((4,)), *penalized]), "mean_squared_error", real)
    normalized = [
        layers.Rescaling(0.5, offset=0.25), layers.Dense(3), layers.BatchNormalization(epsilon=0.25),
        layers.LayerNormalization(center=False), layers.RMSNormalization(), layers.Dense(3), layers.Activation("silu"),
    ]  # fmt: skip
    yield accepted("normalizations", keras.Sequential([keras.Input((4,)), *normalized]), "mean_squared_error", real)
    shaped = [
        layers.Reshape((2, -1)), layers.Dense(3, activation="tanh"), layers.LayerNormalization(axis=[1, 2]),
        layers.Flatten(), layers.Dense(3),
    ]  # fmt: skip
    yield accepted("shapes", keras.Sequential([keras.Input((4,)), *shaped]), "mean_squared_error", real)
    activated = [
        layers.Dense(4), layers.ReLU(negative_slope=0.25, threshold=0.125), layers.Dense(4), layers.LeakyReLU(0.25),
        layers.Dense(4), layers.ELU(0.5), layers.GaussianNoise(0.1), layers.GaussianDropout(0.1), layers.AlphaDropout(0.1),
        layers.Dense(3),
    ]  # fmt: skip
    yield accepted("activation and noise layers", keras.Sequential([keras.Input((4,)), *activated]), "huber", real)
    frozen = keras.Sequential([keras.Input((4,)), layers.Dense(3, trainable=False), layers.Dense(3, activation="softplus")])
    yield accepted("a frozen layer", frozen, "poisson", np.abs(real))
    mixed = [layers.Dense(3, dtype="mixed_float16", name="half"), layers.Dense(3, dtype="float64")]
    yield accepted("dtype policies", keras.Sequential([keras.Input((4,)), *mixed]), "mean_squared_error", real)


@keras.saving.register_keras_serializable()
def mine(x):
    return x * x


def refused(name, model, path):
    return {"name": name, "keras": json.loads(model.to_json()), "path": path}


def sequential(*stack, features=(4,)):
    return keras.Sequential([keras.Input(features), *stack])


def refused_models():
    first = "config.layers[1]"
    x = keras.Input((4,))
    yield refused("a functional model", keras.Model(x, layers.Dense(2)(x)), "class_name")
    quantized = sequential(layers.Dense(4))
    quantized.quantize("int8")
    yield refused("a quantized layer", quantized, f"{first}.config.dtype.class_name")
    adapted = sequential(layers.Dense(4))
    adapted.layers[0].enable_lora(2)
    yield refused("a layer with LoRA", adapted, f"{first}.config.lora_rank")
    yield refused("a convolution", sequential(layers.Conv1D(2, 2), features=(4, 2)), f"{first}.class_name")
    yield refused("an activation with weights", sequential(layers.PReLU()), f"{first}.class_name")
    yield refused("a model inside", sequential(sequential(layers.Dense(2))), f"{first}.class_name")
    yield refused("a function of one's own", sequential(layers.Dense(2, activation=mine)), f"{first}.config.activation")
    yield refused("a layer as activation", sequential(layers.Dense(2, activation=layers.ReLU())), f"{first}.config.activation")
    yield refused("a regularizer that does not exist here",
                  sequential(layers.Dense(2, kernel_regularizer=regularizers.OrthogonalRegularizer())),
                  f"{first}.config.kernel_regularizer.class_name")
    yield refused("a regularizer of a normalization", sequential(layers.LayerNormalization(gamma_regularizer="l2")),
                  f"{first}.config.gamma_regularizer")
    yield refused("a penalty of an activation layer", sequential(layers.ReLU(activity_regularizer="l2")),
                  f"{first}.config.activity_regularizer")
    yield refused("channels first", sequential(layers.Flatten(data_format="channels_first"), features=(2, 3)),
                  f"{first}.config.data_format")
    yield refused("scales for each feature", sequential(layers.Rescaling([1.0, 2.0, 3.0, 4.0])), f"{first}.config.scale")


def main():
    cases = {"accepted": list(accepted_models()), "refused": list(refused_models())}
    parts = ",\n".join(
        f'"{part}": [\n' + ",\n".join(json.dumps(each, separators=(",", ":")) for each in rows) + "\n]"
        for part, rows in cases.items()
    )
    Path(__file__).with_name("keras_configurations.json").write_text("{" + parts + "}\n")


if __name__ == "__main__":
    main()
