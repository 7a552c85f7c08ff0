#!/bin/sh
# A mistake gives a status that --fail sees, and a problem that says where it is.
curl -sS --fail-with-body -o - -w '\n%{http_code} %{content_type}\n' "${1:-http://127.0.0.1:8080}/v1/evaluate" \
  -d '{"expression": "x @ w", "inputs": {"x": [[1, 2]], "w": [[1], [2], [3]]}}' 2>/dev/null
echo "curl ends with $?"
