# What can be made here. `make help` lists it.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)

.DEFAULT_GOAL := help
.PHONY: help build run samples test check roundtrip torture bench bench-quota bench-loss bench-simulator clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/enroll
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/enroll ./cmd/enroll

samples: samples/out/people.csv ## draw the sample photos and write their roster

samples/out/people.csv: $(wildcard samples/generate/*.go samples/face/*.go)
	$(GO) run ./samples/generate

run: build samples ## enroll the sample roster against the simulator and show its report
	@bin/enroll run --simulate --create-group --quality 1 samples/out/people.csv; code=$$?; \
	test $$code = 0 || test $$code = 3 || exit $$code; \
	echo; echo "Exit code $$code: the sample contains rows that must be refused, one for each kind of error."; \
	echo "errors.csv says what is wrong with each and what to do. It is itself a roster: fix it and run it again."

test: npm ## run all tests with the race detector, in 2 to 4 minutes on two cores
	$(suite)

# SQLite is C made into Go: what the compiler's checks of unsafe pointers find there is nothing to us,
# and they took a third of the time. The race detector still watches all of it.
RACE = -race -gcflags=modernc.org/...=-d=checkptr=0

# Ten minutes a package, as go test has it, are short on a machine that is very busy.
PATIENCE = -timeout 30m

# go test tells of packages in the order in which it is given them, so a long one silences all behind it.
LONGEST = $(shell $(GO) list ./pipeline ./cmd/enroll)

define suite
	@echo "All tests with the race detector: 2 to 4 minutes on two cores, longer if much must be compiled first."
	@echo "Packages are reported as they finish; the last two, $(LONGEST), take a minute or more."
	@packages=$$($(GO) list ./...) || exit; \
	short=$$(printf '%s\n' $$packages $(LONGEST) | sort | uniq -u); \
	$(GO) test $(RACE) $(PATIENCE) $$short $(LONGEST)
endef

.PHONY: npm
npm:
	@command -v npm >/dev/null || echo "NOT TESTED: npm is not installed, so the official SDK for Node was not tested against the simulator"

check: npm ## run everything that CI checks: format, vet, staticcheck, tests, go.mod
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt these: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags libreoffice ./roster/spreadsheet
	$(GO) tool staticcheck ./...
	$(suite)
	$(GO) mod tidy -diff

roundtrip: ## let LibreOffice save an errors.csv as XLSX and as CSV again, and compare every cell with the original
	@command -v soffice >/dev/null || { echo "LibreOffice is not installed, so nothing was tested. Install Calc, which includes soffice: apt-get install libreoffice-calc-nogui"; exit 1; }
	$(GO) vet -tags libreoffice ./roster/spreadsheet
	$(GO) test -tags libreoffice -count 1 -run LibreOffice -timeout 10m ./roster/spreadsheet

torture: ## run the long tests: millions of stories, thousands of torture runs, a kill at every point and at hundreds of pairs of points
	$(GO) test ./ratelimit -long -v -run 'Smooth|Unknown|Second|Locked' -timeout 30m
	$(GO) test ./enrollment -run TestStories -stories 1200000 -v -timeout 30m
	$(GO) test ./pipeline -run TestWhatever -seeds 5000 -timeout 60m
	$(GO) test ./pipeline -run TestNobodyElses -rivals 1000 -v -timeout 60m
	$(GO) test ./cmd/enroll -run TestKilledAtEveryPoint -crashes 0 -pairs 480 -v -timeout 60m

bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-quota: build ## measure the share of the quota used, for ten minutes, compared with clients written without enroll
	$(GO) run ./samples/quota -enroll bin/enroll -halve

bench-loss: build ## measure what lost replies cost: calls spent on reconciling, people left in doubt
	$(GO) run ./samples/loss -enroll bin/enroll

bench-simulator: build ## measure the simulator's calls per second, and its memory for a million people
	$(GO) run ./samples/load -enroll bin/enroll

.PHONY: module
module: ## set the module path to where it is hosted: make module MODULE=git.example.org/tools/enroll
	@test -n "$(MODULE)" || { echo "Set MODULE: make module MODULE=git.example.org/tools/enroll"; exit 1; }
	@old=$$($(GO) list -m) && grep -rlF "\"$$old/" --include='*.go' . | xargs sed -i.old "s#\"$$old/#\"$(MODULE)/#" && \
	find . -name '*.go.old' -delete && $(GO) mod edit -module $(MODULE) && gofmt -w $$(git ls-files '*.go') && $(GO) build ./... && \
	echo "The module path is now $(MODULE)."

clean: ## remove everything that was built
	rm -rf bin samples/out
