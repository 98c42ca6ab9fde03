# One command for each thing a person does here. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo web test check e2e golden contract sdks soak scrape bench docs install tools

# Outside the checkout, so that a second clone finds the dependencies built.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/tenure/target
export CARGO_TERM_PROGRESS_WHEN ?= auto

# Cargo picks one set of features for what it is asked to build. Every command here asks for the whole
# workspace, so that the demo, the tests and the lints share the dependencies they compile.
CARGO := cargo --locked
TENURE := $(CARGO_TARGET_DIR)/debug/tenure

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: web ## build tenure, make a believable company in ./demo-company and open its dashboard
	@[ -x "$(TENURE)" ] || echo "The first build compiles about 450 crates: 20 minutes on two cores, then seconds."
	$(CARGO) build --workspace --bins
	@if [ -e demo-company/tenure.yaml ]; then \
	  echo "demo-company/ is there already; to make it anew: rm -r demo-company && make demo"; \
	else \
	  "$(TENURE)" demo demo-company; \
	fi
	@bash .ci/tour "$(TENURE)" demo-company

web: tools ## build the dashboard that the binary embeds
	@bash .ci/tools node
	@bash .ci/web

test: web ## run every test, worked examples and walk-throughs included
	cd web && npm test --silent
	$(CARGO) build --workspace --bins
	@if cargo nextest --version >/dev/null 2>&1; then \
	  $(CARGO) nextest run --workspace --no-fail-fast && $(CARGO) test --workspace --doc; \
	else \
	  $(CARGO) test --workspace --no-fail-fast; \
	fi

check: tools ## what a change must pass: format, lints, tests, documents
	cargo fmt --all --check
	@$(MAKE) --no-print-directory web
	cd web && npm run --silent check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(MAKE) test
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

e2e: web ## go through every page of the dashboard in Chromium, on a demo company
	@bash .ci/tools chromium
	$(CARGO) build --workspace --bins
	bash .ci/e2e "$(TENURE)"

golden: tools ## compare with DuckDB and with published numbers, on the real data sets in ../shared
	@bash .ci/tools python3-venv
	$(CARGO) build --workspace --bins
	bash tests/oracle/run "$(TENURE)"

contract: tools ## hold the HTTP service to its own OpenAPI document
	@bash .ci/tools python3-venv
	$(CARGO) build --workspace --bins
	bash tests/contract/run "$(TENURE)"

sdks: tools ## let stock tracking libraries from PyPI and npm deliver into a running service (needs a network and Node)
	@bash .ci/tools chromium
	$(CARGO) build --workspace --bins
	bash tests/sdks/run "$(TENURE)"

soak: tools ## send events at a running service for a minute and tell how fast it keeps them
	$(CARGO) build --workspace --bins
	python3 benches/soak.py "$(TENURE)"

scrape: tools ## have a real Prometheus scrape the service
	@bash .ci/tools prometheus
	$(CARGO) build --workspace --bins
	bash tests/scrape/run "$(TENURE)"

bench: tools ## time tenure beside its peers (builds a release binary: about an hour on two cores)
	@bash .ci/tools python3-venv
	bash benches/run
	bash benches/run_fits

docs: tools ## write generated pages and the walk-throughs' outputs anew, and the crates' API documents
	$(CARGO) run --example docs
	$(CARGO) build --workspace --bins
	$(CARGO) test --workspace --test all -- --ignored write_
	$(CARGO) doc --workspace --no-deps

install: tools ## build an optimised tenure into ~/.cargo/bin (about an hour on two cores)
	cargo install --path crates/cli --locked

# Installs what a bare machine lacks; says what to do where it cannot.
tools:
	@bash .ci/tools
