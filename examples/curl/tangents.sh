#!/bin/sh
# Many tangents at one point in one call: what depends on the point alone is computed once. Here the columns of a Hessian.
curl -sS "${1:-http://127.0.0.1:8080}/v1/hvp" -d '{
  "expression": "sum(x ** 4) + prod(x)", "inputs": {"x": [1, 2, 3]},
  "tangents": [{"x": [1, 0, 0]}, {"x": [0, 1, 0]}, {"x": [0, 0, 1]}]}'
