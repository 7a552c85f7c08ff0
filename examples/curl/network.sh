#!/bin/sh
# The gradient of a network's loss with respect to every parameter, in Keras' words.
curl -sS "${1:-http://127.0.0.1:8080}/v1/gradient" -d '{
  "model": {
    "layers": [{"type": "dense", "units": 2, "activation": "relu", "kernel": [[1, -1], [0.5, 2]], "bias": [0, 0.5]},
               {"type": "dense", "units": 1, "kernel": [[1], [-0.5]], "bias": [0]}],
    "loss": {"name": "huber", "delta": 1}},
  "inputs": {"x": [[1, 2], [-1, 1]], "targets": [[0], [1]]}}'
