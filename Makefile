# SPDX-License-Identifier: BSD-3-Clause
# Touchwire. `make` alone lists the targets; each comes from a `##` line here or in a module.mk.
#
# Every folder states what it builds in its own module.mk; tools/README.md tells how.

.DEFAULT_GOAL := help

include tools/make/common.mk
include $(sort $(wildcard $(foreach top,rtl host drivers testbench tools, \
	$(top)/module.mk $(top)/*/module.mk $(top)/*/*/module.mk)))
include tools/make/unit.mk
include tools/make/prove.mk
include tools/make/wave.mk
include tools/make/lint.mk
include tools/make/test.mk
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

## demo: install what is missing, build, replay a market session through the simulated FPGA
.PHONY: demo
demo:
	$(Q)tools/install-packages.sh
	$(Q)$(MAKE) build
	$(Q)tools/demo.sh

## trade-demo: build, let the simulated FPGA trade with a simulated exchange, check the journal
.PHONY: trade-demo
trade-demo:
	$(Q)tools/install-packages.sh
	$(Q)$(MAKE) build
	$(Q)tools/trade-demo.sh

## test: build, lint and test everything; ends with the numbers passed and failed
## build: the program, the libraries, the driver and the simulated device, into build/
.PHONY: build
build: $(ALL)

## lint: read the sources with every tool that has an opinion; see tools/lint
## format: let clang-format rewrite the C and C++ sources
## prove: the formal proofs of the blocks
.PHONY: prove
prove: $(PROOFS)

## bench: measure; each figure goes to build/bench/NAME.json
.PHONY: bench
bench: $(BENCHES)

## clean: remove build/
.PHONY: clean
clean:
	$(call say,CLEAN,$(BUILD))
	$(Q)rm -rf $(BUILD)

.PHONY: help
help:
	@echo "Touchwire. Newcomers need two commands: make demo, make test."
	@echo
	@sed -n 's/^## \([a-z][a-z-]*\): /\1 /p' $(MAKEFILE_LIST) | \
		while read -r target what; do printf '  make %-12s %s\n' "$$target" "$$what"; done
	@echo
	@echo "  V=1 shows the commands, SAN=1 builds with the sanitizers (into build/san),"
	@echo "  WERROR=0 lets warnings pass, JOBS=N runs N at a time."
