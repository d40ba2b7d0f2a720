# What can be made here. `make help` lists it.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)

.DEFAULT_GOAL := help
.PHONY: help build run samples test check roundtrip torture bench bench-quota bench-loss bench-simulator clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/enroll
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/enroll ./cmd/enroll

samples: samples/out/people.csv ## draw the sample photos and write their roster

samples/out/people.csv: $(wildcard samples/generate/*.go samples/face/*.go)
	$(GO) run ./samples/generate

run: build samples ## enroll the sample roster against the simulator and show its report
	@bin/enroll run --simulate --create-group --quality 1 samples/out/people.csv; code=$$?; \
	test $$code = 0 || test $$code = 3 || exit $$code; \
	echo; echo "Exit code $$code: the sample holds rows that must be refused, one for each kind of fault."; \
	echo "errors.csv says for each what is wrong and what to do; it is itself a roster, to be mended and run again."

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
	@echo "Packages are told as they end; the last two, $(LONGEST), take a minute or more."
	@packages=$$($(GO) list ./...) || exit; \
	short=$$(printf '%s\n' $$packages $(LONGEST) | sort | uniq -u); \
	$(GO) test $(RACE) $(PATIENCE) $$short $(LONGEST)
endef

.PHONY: npm
npm:
	@command -v npm >/dev/null || echo "NOT TESTED: npm is not installed, so the official SDK for Node is not tried against the simulator"

check: npm ## everything that CI checks: format, vet, staticcheck, tests, go.mod
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt these: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags libreoffice ./roster/spreadsheet
	$(GO) tool staticcheck ./...
	$(suite)
	$(GO) mod tidy -diff

roundtrip: ## let LibreOffice save an errors.csv as XLSX and as CSV again, and hold every cell against what it was
	@command -v soffice >/dev/null || { echo "LibreOffice is not installed, and nothing was tried. Install its Calc, which brings soffice: apt-get install libreoffice-calc-nogui"; exit 1; }
	$(GO) vet -tags libreoffice ./roster/spreadsheet
	$(GO) test -tags libreoffice -count 1 -run LibreOffice -timeout 10m ./roster/spreadsheet

torture: ## the long tests: millions of stories, thousands of tortures, a kill at every point and at hundreds of pairs of points
	$(GO) test ./ratelimit -long -v -run 'Smooth|Unknown|Second|Locked' -timeout 30m
	$(GO) test ./enrollment -run TestStories -stories 1200000 -v -timeout 30m
	$(GO) test ./pipeline -run TestWhatever -seeds 5000 -timeout 60m
	$(GO) test ./pipeline -run TestNobodyElses -rivals 1000 -v -timeout 60m
	$(GO) test ./cmd/enroll -run TestKilledAtEveryPoint -crashes 0 -pairs 480 -v -timeout 60m

bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-quota: build ## measure the share of the quota used, for ten minutes, beside what one would write without enroll
	$(GO) run ./samples/quota -enroll bin/enroll -halve

bench-loss: build ## measure what lost replies cost: calls spent on reconciling, people left in doubt
	$(GO) run ./samples/loss -enroll bin/enroll

bench-simulator: build ## measure the simulator's calls a second, and its memory for a million people
	$(GO) run ./samples/load -enroll bin/enroll

.PHONY: module
module: ## give the module the path under which it is hosted: make module MODULE=git.example.org/tools/enroll
	@test -n "$(MODULE)" || { echo "Say which: make module MODULE=git.example.org/tools/enroll"; exit 1; }
	@old=$$($(GO) list -m) && grep -rlF "\"$$old/" --include='*.go' . | xargs sed -i.old "s#\"$$old/#\"$(MODULE)/#" && \
	find . -name '*.go.old' -delete && $(GO) mod edit -module $(MODULE) && gofmt -w $$(git ls-files '*.go') && $(GO) build ./... && \
	echo "The module is $(MODULE) now."

clean: ## remove what was made
	rm -rf bin samples/out
