# make test runs everything that must pass; it installs what it needs first.

.PHONY: test soak bench lint deny mutants screenshots tools
.DEFAULT_GOAL := test

AXE := target/axe/node_modules/axe-core/axe.min.js
STRANGERS := target/strangers/installed
NU := target/nu/node_modules/vnu-jar/build/dist/vnu.jar
APT := $(if $(filter 0,$(shell id -u)),,sudo) apt-get

test: tools lint
	cargo test --locked

# The long mode: kills the program at three hundred random moments, or at so many as KILLS says. SEED repeats a run.
KILLS ?= 300
soak: tools
	KILLS=$(KILLS) cargo test --locked --test suite faults::kill -- --nocapture

# Measures the release build beside a bare yardstick and prints tables; fails when an aim is missed (docs/measuring.md). It
# takes about 40 minutes. The first run fills databases of up to a million clients in target/bench/, and each works on copies
# of them (10 GB).
bench:
	ulimit -n 8192 && cargo bench --locked --bench product

lint:
	cargo fmt --check
	cargo clippy --locked --all-targets -- --deny warnings

# Bans, licences and sources of every dependency; advisories too where a copy of the database is at hand.
deny:
	command -v cargo-deny >/dev/null || cargo install cargo-deny --locked --debug
	cargo deny --locked check bans licenses sources
	@if [ -d "$${CARGO_HOME:-$$HOME/.cargo}/advisory-dbs" ]; then cargo deny --locked --offline check advisories; \
	else echo "advisories: no copy of the database is at hand, not checked"; fi

# Changes the rules of domain, service and store in one place at a time (.cargo/mutants.toml) and prints the changes that no
# test notices. All of it takes a night: MINUTES says when to stop, FILES which files to change.
MINUTES ?= 480
mutants: tools
	command -v cargo-mutants >/dev/null || cargo install cargo-mutants --locked --debug
	CARGO_TARGET_DIR=$(CURDIR)/target/mutants timeout --signal=INT $(MINUTES)m \
		cargo mutants --output target --shuffle $(foreach file,$(FILES),--re '^$(file):') || true
	@echo "No test notices:" && cat target/mutants.out/missed.txt target/mutants.out/timeout.txt

# Takes the README's pictures from a running product.
screenshots: tools
	PICTURES=.readme cargo test --locked --test suite screenshots:: -- --ignored

tools: $(AXE) $(STRANGERS)
	@command -v strace >/dev/null && command -v unshare >/dev/null && command -v prlimit >/dev/null || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends strace util-linux; }
	@command -v chromedriver >/dev/null && command -v chromium >/dev/null || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends chromium chromium-driver; }
	@command -v node >/dev/null && command -v python3 >/dev/null || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends nodejs python3; }
	@if command -v java >/dev/null; then $(MAKE) --no-print-directory $(NU); fi

$(AXE):
	@command -v npm >/dev/null || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends npm; }
	npm install --prefix target/axe --no-save --no-audit --no-fund --silent axe-core@4

# What checks the markup of every page, where there is a Java to run it.
$(NU):
	npm install --prefix target/nu --no-save --no-audit --no-fund --silent vnu-jar@26

# Libraries for applications, with which tests/strangers reads the provider.
$(STRANGERS): Makefile
	@command -v npm >/dev/null && python3 -m venv --help >/dev/null && python3 -c 'import ensurepip' || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends npm python3-venv; }
	npm install --prefix target/strangers --no-save --no-audit --no-fund --silent openid-client@6.9.0 jose@6.2.18 \
		oidc-client-ts@3.5.0 express@5.3.0 express-session@1.19.0
	python3 -m venv target/strangers/python
	target/strangers/python/bin/python -m pip install --quiet --disable-pip-version-check Authlib==1.6.12 requests==2.34.2 Flask==3.1.3
	touch $@
