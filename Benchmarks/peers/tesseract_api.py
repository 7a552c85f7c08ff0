"""A Tesseract of one sum and one product, for Tesseract's own server."""

from pydantic import BaseModel
from tesseract_core.runtime import Array, Float32


class InputSchema(BaseModel):
    x: Array[(None,), Float32]


class OutputSchema(BaseModel):
    value: Array[(None,), Float32]


def apply(inputs: InputSchema) -> OutputSchema:
    return OutputSchema(value=2 * inputs.x + 1)
