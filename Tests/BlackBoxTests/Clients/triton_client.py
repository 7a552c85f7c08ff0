"""Has Triton's HTTP client use a server with the models of examples/models.

usage: triton_client.py HOST:PORT
"""

import json
import pathlib
import struct
import sys

import numpy as np
import requests
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

ADDRESS = sys.argv[1]
client = triton.InferenceServerClient(ADDRESS)


def tensor(name, array, binary=True):
    types = {"float64": "FP64", "float32": "FP32", "int64": "INT64", "int32": "INT32", "bool": "BOOL"}
    made = triton.InferInput(name, list(array.shape), types[array.dtype.name])
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def wanted(*names, binary=True):
    return [triton.InferRequestedOutput(name, binary_data=binary) for name in names]


def refused(says, *arguments, **more):
    try:
        client.infer(*arguments, **more)
    except InferenceServerException as error:
        assert says in str(error), error
    else:
        raise AssertionError(f"not refused: {says}")


assert client.is_server_live() and client.is_server_ready()
assert client.is_model_ready("rosenbrock") and client.is_model_ready("rosenbrock", "1")
assert not client.is_model_ready("rosenbrok") and not client.is_model_ready("rosenbrock", "2")
assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]
metadata = client.get_model_metadata("rosenbrock")
assert metadata["versions"] == ["1"]
assert metadata["inputs"] == [{"name": "x", "datatype": "FP64", "shape": [2]}]
assert [output["name"] for output in metadata["outputs"]] == ["value", "gradient:x"]
assert client.get_model_metadata("surrogate")["inputs"][0]["shape"] == [-1, 2]

# Bytes and JSON, each way.
x = np.array([0.0, 1.0])
for binary_in in [True, False]:
    for binary_out in [True, False]:
        answer = client.infer(
            "rosenbrock",
            [tensor("x", x, binary_in), tensor("tangent:x", np.array([1.0, 1.0]), binary_in)],
            outputs=wanted("value", "gradient:x", "jvp", binary=binary_out),
            request_id="7",
        )
        assert answer.get_response()["id"] == "7"
        assert answer.as_numpy("value") == 101.0
        assert answer.as_numpy("gradient:x").tolist() == [-2.0, 200.0]
        assert answer.as_numpy("jvp") == 198.0
mixed = [triton.InferRequestedOutput("value", binary_data=False), triton.InferRequestedOutput("gradient:x")]
answer = client.infer("rosenbrock", [tensor("x", x)], outputs=mixed)
assert answer.as_numpy("value") == 101.0 and answer.as_numpy("gradient:x").tolist() == [-2.0, 200.0]
assert client.infer("rosenbrock", [tensor("x", x)]).as_numpy("value") == 101.0
compressed = client.infer("rosenbrock", [tensor("x", x)], request_compression_algorithm="gzip")
assert compressed.as_numpy("value") == 101.0

# A network whose weights are in a file, for any number of rows, against NumPy.
text = (pathlib.Path(__file__).parents[3] / "examples/models/surrogate.safetensors").read_bytes()
length = struct.unpack("<Q", text[:8])[0]
header, data = json.loads(text[8 : 8 + length]), text[8 + length :]
weights = {
    name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
    for name, entry in header.items()
    if name != "__metadata__"
}
rows = np.random.default_rng(3).normal(size=(1000, 2)).astype(np.float32)
hidden = np.tanh(rows @ weights["hidden.kernel"] + weights["hidden.bias"])
heights = client.infer("surrogate", [tensor("x", rows)]).as_numpy("value")
assert np.allclose(heights, hidden @ weights["height.kernel"] + weights["height.bias"], atol=1e-6)

# Several outputs, and defaults for what is left out.
answer = client.infer("decay", [tensor("rate", np.array(0.0))], outputs=wanted("residual", "miss"))
assert np.allclose(answer.as_numpy("residual"), [-1.0, -0.2, 0.3, 0.5])
answer = client.infer("decay", [tensor("tangent:amplitude", np.array(2.0)), tensor("rate", np.array(0.0))], outputs=wanted("jvp:residual"))
assert answer.as_numpy("jvp:residual").tolist() == [2.0] * 4

refused("there is no model", "rosenbrok", [tensor("x", x)])
refused("the version 1 alone", "rosenbrock", [tensor("x", x)], model_version="2")
refused("the model has no input", "rosenbrock", [tensor("y", x)])
refused("is of the type FP64", "rosenbrock", [tensor("x", x.astype(np.float32))])
refused("not float64[3]", "rosenbrock", [tensor("x", np.zeros(3))])
refused("the model has no output", "rosenbrock", [tensor("x", x)], outputs=wanted("valeu"))
refused("needs the tangents", "rosenbrock", [tensor("x", x)], outputs=wanted("jvp"))
refused("needs a value", "surrogate", [])


def infer(body, **fields):
    return requests.post(f"http://{ADDRESS}/v2/models/rosenbrock/infer", data=body, headers=fields)


FIELD = "Inference-Header-Content-Length"
whole = b'{"inputs":[{"name":"x","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}}]}'
assert infer(whole + bytes(16), **{FIELD: str(len(whole))}).json()["outputs"][0]["data"] == [1.0]
for body, field, says in [
    (whole + bytes(15), str(len(whole)), "no more than follow"),
    (whole + bytes(17), str(len(whole)), "belong to no input"),
    (whole, str(len(whole) + 1), "the body has"),
    (whole, "-1", "the JSON's length"),
    (whole + bytes(16), None, "the end of the text"),
    (whole.replace(b"16", b"8") + bytes(8), str(len(whole) - 1), "takes 16 bytes"),
    (b'{"inputs":[{"name":"x","shape":[2],"datatype":"FP64"}]}', None, "binary_data_size"),
    (b'{"inputs":[{"name":"x","shape":[2],"datatype":"FP64","data":[[1],[2]]}]}', None, "float64[2, 1]"),
    (b'{"inputs":[{"name":"x","shape":[-2],"datatype":"FP64","data":[1,2]}]}', None, "not negative"),
    (b'{"inputs":[{"name":"x","shape":[2],"datatype":"FP64","parameters":{"shared_memory_region":"a"}}]}', None, "not offered"),
    (b'{"inputs":[],"input":[]}', None, "has no parameter"),
]:
    answer = infer(body, **({FIELD: field} if field else {}))
    assert answer.status_code == 400, (body, answer.text)
    assert list(answer.json()) == ["error"] and says in answer.json()["error"], (body, answer.text)

print("triton: ok")
