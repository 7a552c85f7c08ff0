"""A Tesseract whose functions are those of a stored model on a server, for what works on a Tesseract's Python module alone:
`tesseract-runtime check-gradients`. Its schemas are made from what the server says of the model.

TESSERACT_API_PATH is this file, PUSHFORWARD_TESSERACT the model's address (http://localhost:8080/tesseract/rosenbrock).
"""

import os

import requests
from pydantic import create_model
from tesseract_core import Tesseract
from tesseract_core.runtime import Array, Differentiable

ADDRESS = os.environ["PUSHFORWARD_TESSERACT"]
model = Tesseract.from_url(ADDRESS)
schemas = requests.get(f"{ADDRESS}/openapi.json").json()["components"]["schemas"]


def schema(name, arrays):
    """A schema of differentiable arrays, some with paths into an object."""
    leaves, objects = {}, {}
    for path, array in arrays.items():
        first, _, rest = path.partition(".")
        if rest:
            objects.setdefault(first, {})[rest] = array
        else:
            shape = ... if array["shape"] is None else tuple(array["shape"])
            leaves[first] = (Differentiable[Array[shape, array["dtype"]]], ...)
    inner = {key: (schema(f"{name}_{key}", within), ...) for key, within in objects.items()}
    return create_model(name, **leaves, **inner)


InputSchema = schema("InputSchema", schemas["ApplyInputSchema"]["differentiable_arrays"])
OutputSchema = schema("OutputSchema", schemas["ApplyOutputSchema"]["differentiable_arrays"])


def apply(inputs: InputSchema) -> OutputSchema:
    return OutputSchema(**model.apply(inputs.model_dump()))


def jacobian(inputs: InputSchema, jac_inputs: set[str], jac_outputs: set[str]):
    return model.jacobian(inputs.model_dump(), sorted(jac_inputs), sorted(jac_outputs))


def jacobian_vector_product(inputs: InputSchema, jvp_inputs: set[str], jvp_outputs: set[str], tangent_vector):
    return model.jacobian_vector_product(inputs.model_dump(), sorted(jvp_inputs), sorted(jvp_outputs), tangent_vector)


def vector_jacobian_product(inputs: InputSchema, vjp_inputs: set[str], vjp_outputs: set[str], cotangent_vector):
    return model.vector_jacobian_product(inputs.model_dump(), sorted(vjp_inputs), sorted(vjp_outputs), cotangent_vector)
