# HomeSync device toolkit. `make help` lists what there is; `make demo` and `make test` work from a fresh clone.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

TSX := node --conditions=@homesync/source --import tsx
INSTALLED := node_modules/.package-lock.json
NODE_WASM := simulator/wasm/node.wasm
PAGE := bridge/dist/web/index.html
PAGE_SOURCES := $(shell find bridge/web -type f)
RESULTS := build/test-results

CORE_SOURCES := $(shell find firmware/lib firmware/wasm protocol/generated/cpp -type f \( -name '*.h' -o -name '*.cpp' -o -name '*.ts' \))
CXX_FOUND := $(shell command -v $(CXX) 2>/dev/null)
GCOV_MISSING := $(strip $(foreach tool,g++ gcov,$(if $(shell command -v $(tool) 2>/dev/null),,$(tool))))
CLANG_TIDY := $(shell command -v clang-tidy 2>/dev/null)
CLANG_TIDY_FLAGS := -std=c++17 -fno-exceptions -fno-rtti -Ifirmware/lib/core/include -Ifirmware/lib/provisioning/include \
  -Iprotocol/generated/cpp
CLANG_FORMAT := $(shell command -v clang-format 2>/dev/null)
LX106_TOOLS := xtensa-lx106-elf-g++ qemu-system-xtensa
LX106_MISSING := $(strip $(foreach tool,$(LX106_TOOLS),$(if $(shell command -v $(tool) 2>/dev/null),,$(tool))) \
  $(if $(wildcard /usr/lib/xtensa-lx106-elf/picolibc.specs),,picolibc))
LX106_HOW := Debian: apt-get install gcc-xtensa-lx106 picolibc-xtensa-lx106-elf qemu-system-misc
FUZZ_SECONDS ?= 600
SOAK_SECONDS ?= 3600
FUZZER := $(wildcard $(shell clang++ -print-resource-dir 2>/dev/null)/lib/*/libclang_rt.fuzzer*)
FUZZER_HOW := Debian: apt-get install clang libclang-rt-dev, the latter with clang's version, as in libclang-rt-14-dev
SERVERS := mosquitto redis-server influxd victoria-metrics chromium tmux sqlite3
SERVERS_MISSING := $(strip $(foreach server,$(SERVERS),$(if $(shell PATH="$$PATH:/usr/sbin" command -v $(server) 2>/dev/null),,$(server))))
SERVERS_HOW := Debian: apt-get install mosquitto mosquitto-clients redis-server influxdb victoria-metrics chromium tmux sqlite3

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: install wasm web ## 100 virtual nodes, a broker and the bridge; ends with Ctrl-C (ARGS="--help" for more)
	@exec $(TSX) e2e/demo/main.ts $(ARGS)

.PHONY: test
test: install wasm web ## every test that this machine can run
	@mkdir -p $(RESULTS)
	@rm -f $(RESULTS)/*
ifneq ($(SERVERS_MISSING),)
	@echo "no $(SERVERS_MISSING): the tests against real servers are left out ($(SERVERS_HOW))"
endif
	$(if $(SERVERS_MISSING),HOMESYNC_NO_SERVERS=1 )node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json=$(RESULTS)/vitest.json
ifeq ($(CXX_FOUND),)
	@echo "no C++ compiler: the core's unit tests ran in WebAssembly only (Debian: apt-get install g++)"
else
	@$(MAKE) test-native
endif
ifneq ($(GCOV_MISSING),)
	@echo "no $(GCOV_MISSING): the lines of the core that the tests run were not counted (Debian: apt-get install g++)"
else
	@$(MAKE) coverage-native
endif
ifneq ($(LX106_MISSING),)
	@echo "no $(LX106_MISSING): the core was not run on the ESP8266's processor ($(LX106_HOW))"
else
	@$(MAKE) firmware-lx106
endif
ifeq ($(FUZZER),)
	@echo "no clang with libFuzzer: the core was not fuzzed ($(FUZZER_HOW))"
else
	@$(MAKE) fuzz-short
endif

.PHONY: test-native
test-native: ## the core's unit tests as a native program, under ASan and UBSan
	@mkdir -p $(RESULTS)
	@$(MAKE) -C firmware/test native > $(RESULTS)/native.txt 2>&1; status=$$?; cat $(RESULTS)/native.txt; exit $$status

.PHONY: coverage-native
coverage-native: install ## the lines of the core that its unit tests run, and enough of them
ifneq ($(GCOV_MISSING),)
	@echo "not found: $(GCOV_MISSING) (Debian: apt-get install g++)" >&2; exit 1
else
	@mkdir -p $(RESULTS)
	@$(MAKE) -C firmware -f test/line-coverage/Makefile > $(RESULTS)/coverage.txt 2>&1 \
	  && $(TSX) firmware/test/line-coverage/main.ts >> $(RESULTS)/coverage.txt 2>&1; \
	status=$$?; cat $(RESULTS)/coverage.txt; exit $$status
endif

.PHONY: firmware-lx106
firmware-lx106: install ## the core's unit tests on an emulated ESP8266 processor, and its budgets
ifneq ($(LX106_MISSING),)
	@echo "not found: $(LX106_MISSING) ($(LX106_HOW))" >&2; exit 1
else
	@mkdir -p $(RESULTS)
	@$(MAKE) -C firmware -f test/lx106/Makefile
	@$(TSX) firmware/test/lx106/main.ts > $(RESULTS)/lx106.txt 2>&1; status=$$?; cat $(RESULTS)/lx106.txt; exit $$status
endif

# One line a fuzz target; the closing line counts them, and a target that could not be built.
define FUZZ_RECIPE
	@mkdir -p $(RESULTS)
	@status=0; \
	$(MAKE) -k -C firmware -f test/fuzz/Makefile $(1) > $(RESULTS)/fuzz.txt 2>&1 || status=1; \
	awk -v status=$$status '/^fuzz [a-z]+: .*no finding$$/ { passed++ } /^fuzz [a-z]+: FAILED/ { failed++ } \
	  END { printf "%d passed, %d failed\n", passed, failed ? failed : status }' $(RESULTS)/fuzz.txt >> $(RESULTS)/fuzz.txt; \
	cat $(RESULTS)/fuzz.txt; exit $$status
endef

.PHONY: fuzz fuzz-short
ifeq ($(FUZZER),)
fuzz fuzz-short:
	@echo "clang's libFuzzer was not found ($(FUZZER_HOW))" >&2; exit 1
else
fuzz: ## fuzz the core, FUZZ_SECONDS=600 for each target
	$(call FUZZ_RECIPE,long FUZZ_SECONDS=$(FUZZ_SECONDS))
fuzz-short: ## fuzz the core with the same inputs as ever, in seconds
	$(call FUZZ_RECIPE,short)
endif

.PHONY: check
check: install ## format, lint, types, import directions, dead code, generated files
	node_modules/.bin/biome ci --error-on-warnings .
	node_modules/.bin/tsc -p tsconfig.json
	node_modules/.bin/tsc -p bridge/web/tsconfig.json
	node_modules/.bin/tsc -p e2e/browser/tsconfig.json
	@$(MAKE) check-imports
	node_modules/.bin/knip
	$(TSX) protocol/generate/main.ts --check
	$(TSX) simulator/generate/main.ts --check
	$(TSX) e2e/requirements/main.ts --check
	$(TSX) bench/page/main.ts --check
	$(TSX) e2e/release/main.ts check
ifeq ($(CLANG_FORMAT),)
	@echo "no clang-format: the layout of the C++ was not checked (Debian: apt-get install clang-format)"
else
	find firmware \( -name '*.h' -o -name '*.cpp' \) -not -path '*/build/*' -print0 | xargs -0 $(CLANG_FORMAT) --dry-run --Werror
endif
ifeq ($(CLANG_TIDY),)
	@echo "no clang-tidy: the core was not searched for faults that compilers do not see (Debian: apt-get install clang-tidy)"
else
	@echo "clang-tidy firmware/lib/core firmware/lib/provisioning"
	@printf '%s\n' firmware/lib/core/src/*.cpp firmware/lib/provisioning/src/*.cpp | xargs -P $$(getconf _NPROCESSORS_ONLN) -n 4 \
	  sh -c '$(CLANG_TIDY) --quiet "$$@" -- $(CLANG_TIDY_FLAGS) 2>/dev/null' clang-tidy
endif

# With a TypeScript that it does not know dependency-cruiser finds no module, and no fault: that is a fault too.
.PHONY: check-imports
check-imports: install
	@mkdir -p build
	@node_modules/.bin/depcruise --config .dependency-cruiser.cjs protocol broker simulator bridge e2e firmware bench > build/imports.txt; \
	status=$$?; cat build/imports.txt; test $$status -eq 0 || exit $$status; \
	grep -Eq '\([1-9][0-9]+ modules' build/imports.txt || { echo "dependency-cruiser found no modules"; exit 1; }

.PHONY: install
install: $(INSTALLED) ## the npm packages, exactly as locked

$(INSTALLED): package-lock.json package.json
	npm ci --no-audit --no-fund
	@touch $@

.PHONY: wasm
wasm: install $(NODE_WASM) ## the core as WebAssembly (cached)

$(NODE_WASM): $(CORE_SOURCES) | $(INSTALLED)
	$(TSX) firmware/wasm/build.ts
	@touch $@

PIO := $(firstword $(shell command -v pio 2>/dev/null) $(wildcard build/platformio/venv/bin/pio))
ENVIRONMENT ?= nodemcuv2

.PHONY: flash monitor
ifeq ($(PIO),)
flash monitor:
	@echo "PlatformIO was not found (pip install platformio)" >&2; exit 1
else
flash: ## build and flash the board: PORT=/dev/ttyUSB0, ENVIRONMENT=d1_mini
	$(PIO) run -e $(ENVIRONMENT) -t upload $(if $(PORT),--upload-port $(PORT))
monitor: ## the console of a board: PORT=/dev/ttyUSB0
	$(PIO) device monitor -e $(ENVIRONMENT) $(if $(PORT),--port $(PORT))
endif

.PHONY: build
build: wasm web ## everything that is published: dist/ of the packages, the page, the core as WebAssembly
	node_modules/.bin/tsc -b protocol broker simulator bridge

.PHONY: web
web: install $(PAGE) ## the page that the bridge serves (cached)

$(PAGE): $(PAGE_SOURCES) | $(INSTALLED)
	node_modules/.bin/vite build --logLevel warn --config bridge/web/vite.config.ts

RELEASE := $(TSX) e2e/release/main.ts

# FIRMWARE: a folder with images built by PlatformIO, each named for its target, as in nodemcuv2.bin.
.PHONY: release
release: build ## build/release: packages, bill of materials, checksums (FIRMWARE=dir UPDATE_KEY=pem UPDATE_PUBLIC_KEY=pem: signed images too)
	@$(RELEASE) check $(if $(TAG),--tag $(TAG))
	@rm -rf build/release && mkdir -p build/release
	npm pack --silent --workspaces --pack-destination build/release
	npm sbom --sbom-format cyclonedx --omit dev > build/release/sbom.cdx.json
ifneq ($(FIRMWARE),)
	@$(RELEASE) firmware $(FIRMWARE) --key "$(UPDATE_KEY)" --public-key "$(UPDATE_PUBLIC_KEY)" --out build/release
endif
	@cd build/release && sha256sum * > SHA256SUMS && cat SHA256SUMS

.PHONY: version
version: install ## cuts a version: VERSION=X.Y.Z, in every manifest and the changelog (docs/releasing.md)
	@$(RELEASE) cut "$(VERSION)"

.PHONY: generate
generate: install ## the artefacts of the protocol table, and the schema of scenarios
	$(TSX) protocol/generate/main.ts
	$(TSX) simulator/generate/main.ts

.PHONY: requirements
requirements: install ## docs/requirements.md: the table from the specification's scenarios to the tests
	$(TSX) e2e/requirements/main.ts

.PHONY: format
format: install ## lay out TypeScript, JSON and C++
	node_modules/.bin/biome check --write .
	find firmware \( -name '*.h' -o -name '*.cpp' \) -not -path '*/build/*' -print0 | xargs -0 clang-format -i

.PHONY: bench
bench: build ## every benchmark, and docs/benchmarks.md of them (ARGS="codec bridge" for some, ARGS=--smoke to see that all run)
	$(TSX) bench/main.ts $(ARGS)

.PHONY: bench-page
bench-page: install ## docs/benchmarks.md again, of the figures that it has
	$(TSX) bench/page/main.ts

.PHONY: bench-codec
bench-codec: install ## what decoding and encoding cost beside bare JSON.parse
	$(TSX) protocol/bench/codec.ts $(ARGS)

.PHONY: bench-simulator
bench-simulator: build ## what a fleet costs beside mqtt.js, and whether it is as little as promised (ARGS="--reduced memory")
	$(TSX) simulator/bench/main.ts $(ARGS)

.PHONY: soak
soak: build ## 500 nodes for SOAK_SECONDS=3600 beside mosquitto and an app: memory, losses, drift; fails when a bar falls short
	$(TSX) simulator/bench/main.ts --soak-seconds $(SOAK_SECONDS) $(ARGS) soak

.PHONY: bench-bridge
bench-bridge: build ## what the bridge costs beside mqtt.js alone; fails when a bar falls short (ARGS="--messages 100000 live")
	$(TSX) bridge/bench/main.ts $(ARGS)

.PHONY: bench-screen
bench-screen: install wasm ## what the live screen costs beside a fleet of 10,000 nodes on mosquitto
	$(TSX) simulator/bench/screen.ts $(ARGS)

.PHONY: bench-fleet-scaling
bench-fleet-scaling: build ## how a fleet's cost grows with nodes and messages, to where it bends (ARGS=nodes)
	$(TSX) simulator/bench/scaling/main.ts $(ARGS)

.PHONY: bench-bridge-scaling
bench-bridge-scaling: build ## how the bridge's cost grows with homes and WebSocket clients (ARGS=homes)
	$(TSX) bridge/bench/scaling/main.ts $(ARGS)

.PHONY: clean
clean: ## what was built; not the npm packages
	rm -rf build coverage firmware/build simulator/wasm */dist */*.tsbuildinfo
