# `make` lists what there is. Everything sets itself up: nothing but Python 3.11+, make and a package index is needed.
# Stamps in .build/ remember what was set up, so that a second run needs no network.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := .venv/bin
STAMPS := .build/stamps
ADMIN := src/lingqu/entrypoints/web/static/index.html
OPENAPI := web/packages/api/openapi.json
SCHEMA := web/packages/api/src/schema.ts
NPM := tools/setup/with_node.sh npm --prefix web
TYPES := tools/setup/with_node.sh web/node_modules/.bin/openapi-typescript $(OPENAPI) --output $(SCHEMA)
PINS := pyproject.toml constraints.txt tools/setup/venv.sh
WEB := $(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)

# TESTS names what to run: make test TESTS=tests/unit
TESTS ?= tests
# ARGS goes to the program: make demo ARGS="--for 60 --json"
ARGS ?=

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' Makefile

# ── use ──

.PHONY: demo
demo: $(STAMPS)/run $(ADMIN) ## a living brand in your browser; stops with Ctrl-C
	@$(BIN)/lingqu demo $(ARGS)

.PHONY: bench
bench: $(STAMPS)/dev ## measure: make bench ARGS="accept --json"
	@$(BIN)/lingqu bench $(or $(ARGS),accept --json)

# ── develop ──

.PHONY: test
test: $(STAMPS)/dev $(ADMIN) ## all tests, browser tests too; some: make test TESTS=tests/unit
	@# What must be in time in real seconds runs alone, after the rest; 5 says that a selection holds none of a kind.
	@# Half of a process's time is waiting for a browser or a timer: three share two cores.
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not chaos" $(TESTS) || [ $$? -eq 5 ]
	@$(BIN)/python -m pytest -n 0 -m chaos $(TESTS) || [ $$? -eq 5 ]

.PHONY: fuzz
fuzz: $(STAMPS)/dev ## 200,000 bent callbacks, many made-up requests per operation, 300 crowds of segments, 3,000 plans, 300 lives of a brand
	FUZZ_CALLBACKS=200000 FUZZ_OPENAPI=150 AGREEMENT_EXAMPLES=300 PLANNER_EXAMPLES=3000 OUTREACH_EXAMPLES=300 $(BIN)/python -m pytest -n 3 --dist loadfile \
	  tests/integration/ingestion/test_mutated_callbacks.py tests/e2e/http/test_openapi.py tests/integration/segments \
	  tests/unit/outreach/planning/test_exactness.py tests/integration/outreach/test_any_interleaving.py

.PHONY: fix
fix: $(STAMPS)/dev $(STAMPS)/node ## format, and mend what tools can mend
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	$(NPM) run --silent fix

.PHONY: api
api: $(STAMPS)/run $(STAMPS)/node ## write the OpenAPI document and the admin's types from the code
	@mkdir -p .build && $(BIN)/lingqu openapi > .build/openapi.json && mv .build/openapi.json $(OPENAPI)
	$(TYPES)

.PHONY: fidelity
fidelity: $(STAMPS)/dev ## write what the twin holds of WeCom from the facts that the tests run
	@$(BIN)/python -m tools.fidelity

.PHONY: migration
migration: $(STAMPS)/run ## begin a migration: make migration NAME=add_groups
	@$(BIN)/python -m tools.migration "$(NAME)"

.PHONY: web
web: $(ADMIN) ## build the admin

.PHONY: lock
lock: ## pin again what pyproject.toml allows, newest versions: constraints.txt
	@tools/setup/venv.sh lock
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-annotate --universal --python-version 3.11 \
	  --group test --group check --group bench --group build --group node --group lock pyproject.toml --output-file constraints.txt

# ── check: all that needs no test run; `make -k check` shows every failure at once ──

CHECKS := check-format check-lint check-types check-walls check-own check-docs check-pins check-imports check-dead \
  check-typos check-web check-api check-fidelity

.PHONY: check $(CHECKS)
check: $(CHECKS) ## format, lint, types, walls, pins, docs, drift: all that needs no test run
	@echo "all checks passed"

check-format: $(STAMPS)/dev
	$(BIN)/ruff format --check --quiet .

check-lint: $(STAMPS)/dev
	$(BIN)/ruff check --quiet .

check-types: $(STAMPS)/dev
	$(BIN)/basedpyright

check-walls: $(STAMPS)/dev
	$(BIN)/lint-imports
	@echo "exceptions to the walls (ignore_imports; may only fall): $$(grep -c '^ *"[a-z_.]* -> ' pyproject.toml)"

check-own: $(STAMPS)/dev
	$(BIN)/python -m tools.lints

check-docs: $(STAMPS)/dev
	$(BIN)/python -m tools.docs

check-fidelity: $(STAMPS)/dev
	$(BIN)/python -m tools.fidelity --check

check-pins: $(STAMPS)/dev
	$(BIN)/python -m tools.pins

check-imports: $(STAMPS)/dev
	$(BIN)/deptry src

check-dead: $(STAMPS)/dev
	$(BIN)/vulture

check-typos: $(STAMPS)/dev
	$(BIN)/typos

check-web: $(STAMPS)/node
	$(NPM) run --silent check

check-api: $(STAMPS)/dev $(STAMPS)/node
	@mkdir -p .build && $(BIN)/lingqu openapi > .build/openapi.json
	@diff -u $(OPENAPI) .build/openapi.json || { echo "$(OPENAPI) is out of date: make api" >&2; exit 1; }
	@$(TYPES) --check || { echo "$(SCHEMA) is out of date: make api" >&2; exit 1; }

# ── set up ──

$(STAMPS)/run: $(PINS)
	@tools/setup/venv.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: $(PINS)
	@tools/setup/venv.sh test check bench
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run

$(STAMPS)/node: web/package-lock.json tests/e2e/node/package-lock.json tools/setup/with_node.sh | $(STAMPS)/run
	$(NPM) ci --silent
	tools/setup/with_node.sh npm --prefix tests/e2e/node ci --silent
	@mkdir -p $(STAMPS) && touch $@

$(ADMIN): $(WEB) | $(STAMPS)/node
	$(NPM) run --silent build
	@touch $@
