#!/bin/sh
# Several calls in one request: two Hessian-vector products, a notification, which has no answer, and a call with a mistake.
curl -sS "${1:-http://127.0.0.1:8080}/rpc" -d '[
  {"jsonrpc": "2.0", "id": "along x", "method": "hvp",
   "params": {"expression": "x ** 2 * y", "inputs": {"x": 3, "y": 5}, "tangents": {"x": 1, "y": 0}}},
  {"jsonrpc": "2.0", "id": "along y", "method": "hvp",
   "params": {"expression": "x ** 2 * y", "inputs": {"x": 3, "y": 5}, "tangents": {"x": 0, "y": 1}}},
  {"jsonrpc": "2.0", "method": "evaluate", "params": {"expression": "x", "inputs": {"x": 1}}},
  {"jsonrpc": "2.0", "id": "wrong", "method": "evaluat"}]'
