# `make run` serves, `make test` tests; both install what is missing first. `make help` lists the rest.

SWIFT ?= swift
ARGS ?=
EXAMPLES ?= 200
# With Swift's libraries inside it starts faster, and takes less memory.
RELEASE := -c release --static-swift-stdlib
SOURCES := Package.swift Sources Tests Fuzzing Benchmarks

.DEFAULT_GOAL := help
.PHONY: help dependencies test-dependencies build run test lint format check-contract fuzz test-tsan bench load reliability clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 26

dependencies: ## install missing system packages (Debian)
	@scripts/install-dependencies

test-dependencies:
	@scripts/install-dependencies --tests

build: dependencies ## build for release
	$(SWIFT) build $(RELEASE) --product pushforward

run: build ## build for release and serve on 127.0.0.1:8080; options in ARGS="--port 9000"
	@exec "$$($(SWIFT) build $(RELEASE) --show-bin-path)/pushforward" serve $(ARGS)

test: test-dependencies ## build for debugging and run every test; options in ARGS="--filter HTTPTests"
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest $(ARGS)

lint: ## check the formatting, strictly
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format: ## format all Swift files in place
	$(SWIFT) format --in-place --recursive $(SOURCES)

check-contract: build ## hold the server to openapi.yaml with schemathesis from PyPI; requests for each route in EXAMPLES=200
	scripts/check-contract $(EXAMPLES)

fuzz: test-dependencies ## fuzz the parsers of what a request holds with libFuzzer, each for TIME=60 seconds or RUNS executions
	TIME="$(TIME)" RUNS="$(RUNS)" scripts/fuzz

# The sanitizer leaves SIGSEGV alone: a test has a worker end by it.
test-tsan: test-dependencies ## run the tests under the thread sanitizer, in a build folder of its own
	$(SWIFT) build --build-tests --sanitize thread --scratch-path .build-tsan
	TSAN_OPTIONS="suppressions=$(CURDIR)/scripts/tsan-suppressions:handle_segv=0" \
	  $(SWIFT) test --skip-build --disable-xctest --sanitize thread --scratch-path .build-tsan $(ARGS)

bench: build ## measure speed against others' and against the goals, see docs/PERFORMANCE.md; ARGS="--only http"
	Benchmarks/run $(ARGS)

load: build ## a million small calls under load: errors, throughput, memory (needs wrk)
	scripts/load-small-calls

reliability: test-dependencies build ## overload, rolling restart, slow clients, little memory, TLS (needs wrk; half an hour)
	$(SWIFT) build --build-tests
	scripts/overload
	scripts/rolling-restart
	scripts/slow-clients
	scripts/hostile-suite
	scripts/check-tls

clean: ## remove build products
	$(SWIFT) package clean
