"""The service that people would write in Python: FastAPI in front of JAX, answering the small call of the benchmarks.

usage: jax_service.py PORT
"""

import os
import sys

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import fastapi
import jax
import jax.numpy as jnp
import numpy as np
import orjson
import uvicorn

app = fastapi.FastAPI()


@jax.jit
def value_and_product(kernel, bias, tangent, x, targets):
    return jax.jvp(lambda kernel: jnp.mean(jnp.square(x @ kernel + bias - targets)), (kernel,), (tangent,))


@app.post("/rpc")
async def call(request: fastapi.Request):
    message = orjson.loads(await request.body())
    params = message["params"]
    layer = params["model"]["layers"][0]
    given = layer["kernel"], layer["bias"], params["tangents"]["dense.kernel"], params["inputs"]["x"], params["inputs"]["targets"]
    value, product = value_and_product(*(np.asarray(numbers, np.float32) for numbers in given))
    reply = {"jsonrpc": "2.0", "id": message["id"], "result": {"value": float(value), "jvp": float(product)}}
    return fastapi.Response(orjson.dumps(reply), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="error", access_log=False)
