#!/bin/sh
# Tensors as base64 of their bytes, which is shorter than digits and faster to read: the gradient of a sum of squares.
url="${1:-http://127.0.0.1:8080}"
x="$(printf '\000\000\200\077\000\000\000\100\000\000\100\100' | base64)" # 1, 2, 3 as float32
curl -sS "$url/v1/gradient" -d '{"expression": "sum(x ** 2)", "encoding": "base64",
  "primals": {"x": {"shape": [3], "dtype": "float32", "base64": "'"$x"'"}}}' |
  sed 's/.*"base64":"\([^"]*\)".*/\1/' | base64 -d | od -A n -t f4
