"""Reads a server's /metrics with Prometheus' own parser, and holds what it says to what was asked of the server before: one call that
succeeded, one that was refused, one request that was malformed.

usage: check_metrics.py URL      needs prometheus_client
"""

import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

NAMED = {
    "pushforward_http_requests": "counter", "pushforward_http_request_duration_seconds": "histogram",
    "pushforward_http_requests_in_flight": "gauge", "pushforward_rpc_calls": "counter", "pushforward_shed": "counter",
    "pushforward_queue_depth": "gauge", "pushforward_queue_limit": "gauge", "pushforward_memory_bytes": "gauge",
    "pushforward_plan_cache_hits": "counter", "pushforward_plan_cache_misses": "counter", "pushforward_connections": "gauge",
    "pushforward_connections_accepted": "counter", "pushforward_http_rejections": "counter",
    "pushforward_build_info": "gauge", "process_cpu_seconds": "counter",
    "process_resident_memory_bytes": "gauge", "process_open_fds": "gauge", "process_max_fds": "gauge",
    "process_start_time_seconds": "gauge",
}


def value(family, **labels):
    return sum(sample.value for sample in family.samples if labels.items() <= sample.labels.items())


def check_histogram(family):
    for route in {sample.labels["route"] for sample in family.samples}:
        of_route = [sample for sample in family.samples if sample.labels["route"] == route]
        buckets = [(float(sample.labels["le"]), sample.value) for sample in of_route if sample.name.endswith("_bucket")]
        count = next(sample.value for sample in of_route if sample.name.endswith("_count"))
        assert buckets == sorted(buckets) and [n for _, n in buckets] == sorted(n for _, n in buckets), route
        assert buckets[-1] == (float("inf"), count), route


def main():
    with urllib.request.urlopen(sys.argv[1]) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"), answer.headers["Content-Type"]
        families = {family.name: family for family in text_string_to_metric_families(answer.read().decode())}
    for name, kind in NAMED.items():
        assert name in families, f"{name} is missing"
        assert families[name].type == kind and families[name].documentation, (name, families[name].type)
    requests = families["pushforward_http_requests"]
    assert value(requests, route="/v1/evaluate", method="POST", code="200") == 1, requests
    assert value(requests, route="/v1/evaluate", method="POST", code="422") == 1, requests
    calls = families["pushforward_rpc_calls"]
    assert value(calls, method="evaluate", code="0") == 1 and value(calls, method="evaluate", code="-32602") == 1, calls
    assert value(families["pushforward_http_rejections"], reason="missing_host") == 1
    check_histogram(families["pushforward_http_request_duration_seconds"])
    print(f"{len(families)} families")


if __name__ == "__main__":
    main()
