#!/bin/sh
# Bodies may be compressed both ways: 10 000 numbers go as a few hundred bytes.
url="${1:-http://127.0.0.1:8080}"
numbers="$(seq -s , 10000)"
printf '{"expression": "mean(x)", "inputs": {"x": [%s]}}' "$numbers" | gzip |
  curl -sS --compressed -H 'Content-Encoding: gzip' --data-binary @- "$url/v1/evaluate"
