# A list of what one can do here. The work is in tools/; TWOTICKS_LISTEN and TWOTICKS_DATA say where to serve and store.

.DEFAULT_GOAL := help
.PHONY: help run build test test-all dev check spec bite bench bench-cluster faults race fuzz release

help: ## list these
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: ## build everything and serve it on http://localhost:8080, data in ./data
	@tools/run.sh

build: ## build the page and the program: bin/twoticks
	@tools/build.sh

test: ## every test, browsers included (LAYERS=go,web runs some)
	@tools/test.sh

test-all: ## the same, and every browser scenario on two nodes with PostgreSQL and Redis
	@LAYERS=go,web,e2e,browsers,nodes,all-on-nodes tools/test.sh

dev: ## serve with a page that reloads on change
	@tools/dev.sh

check: ## format, vet, lint, types, unit tests, generated files, import law, sizes
	@tools/check.sh

spec: ## which of the 60 criteria the last make test showed (WRITE=1 refreshes docs/requirements.md)
	@go run ./tools/spec $(if $(WRITE),-write)

bite: ## break a copy in one way per requirement and see its test go red (ONLY=R3,R8 takes some)
	@tools/bite.sh $(if $(ONLY),-only $(ONLY))

bench: ## figures: speed of the server and of the page, in about eleven minutes
	@tools/bench.sh

bench-cluster: ## the same of two nodes on PostgreSQL and Redis
	@tools/bench.sh cluster

faults: ## kill servers and break the lines of 20 clients, then judge (NODES=3; SEED=7; SABOTAGE=1: find broken copies)
	@tools/faults.sh

race: ## the server's tests under the race detector
	@go test -race -count=1 -timeout=20m ./...

release: ## archives for every system, sums and bills of materials, in release/ (VERSION=1.0.0)
	@tools/release.sh

fuzz: ## every fuzz target for a while (FUZZTIME=20s)
	@tools/fuzz.sh
