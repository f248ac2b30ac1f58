# Every command does all of its own set-up: the right Node comes with `npm ci`, the cluster's programs are built once.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
STAMP := node_modules/.package-lock.json

.PHONY: help run test unit integration e2e lint format generate build bench soak clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(STAMP) ## the demo on an embedded cluster; CLUSTER_KUBECONFIG=… CONTEXT=… for a real one (asks first; YES=1 answers)
	@env -u KUBECONFIG node demo/main.ts

test: $(STAMP) ## everything: lint, types, unit, property, integration (real API server), e2e (real node)
	@env -u KUBECONFIG node test/run.ts

unit: $(STAMP) ## unit and property tests only
	@env -u KUBECONFIG node test/run.ts 'unit and property'

integration: $(STAMP) ## tests on a real API server only
	@env -u KUBECONFIG node test/run.ts build integration

e2e: $(STAMP) ## tests on a real node only
	@env -u KUBECONFIG node test/run.ts build e2e

lint: $(STAMP) ## format, lint and type check
	@node test/run.ts format lint types

format: $(STAMP) ## rewrite the formatting
	@npm run --silent format

generate: $(STAMP) ## types and reference pages from the CRDs and the code
	@npm run --silent generate

bench: $(STAMP) ## speed and size of the bundle on an embedded cluster; ONLY=start for one scenario, WRITE=1 for its part of docs/performance.md
	@npm run --silent build >&2
	@env -u KUBECONFIG node bench/main.ts

soak: $(STAMP) ## half an hour of changes without pause, and whether anything grows; MINUTES=5 for less
	@npm run --silent build >&2
	@env -u KUBECONFIG node bench/soak/main.ts

build: $(STAMP) ## bundle into dist/
	@npm run --silent build

clean: ## what was built in this checkout
	rm -rf dist coverage node_modules

$(STAMP): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer (https://nodejs.org); the right Node then comes by itself" >&2; exit 1; }
	@echo "installing dependencies …"
	@npm ci
	@touch $(STAMP)
	@node -e 'process.exit(+process.versions.node.split(".")[0] >= 24 ? 0 : 1)' || { rm -f $(STAMP); echo "the Node of this project did not install: run npm ci without --ignore-scripts" >&2; exit 1; }
