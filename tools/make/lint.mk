# SPDX-License-Identifier: BSD-3-Clause
# lint: every reader of the sources, one result line each. A tool that is absent is a visible skip.

LINTS += lint-verilator lint-iverilog lint-yosys lint-format lint-tidy

C_SOURCES = $(sort $(wildcard $(foreach top,host drivers testbench tools,$(foreach end,c h cpp, \
	$(top)/*.$(end) $(top)/*/*.$(end) $(top)/*/*/*.$(end) $(top)/*/*/*/*.$(end)))))

.PHONY: lint $(filter lint-%,$(LINTS)) format
lint:
	$(Q)$(MAKE) -k $(LINTS)

lint-verilator lint-iverilog lint-yosys: lint-%:
	$(Q)JOBS=$(JOBS) tools/lint/rtl $* $(RTL_SOURCES)

lint-format:
	$(Q)tools/lint/format $(C_SOURCES)

format:
	$(Q)tools/lint/format --fix $(C_SOURCES)

# The driver's sources need the headers that its module.mk fetches.
lint-tidy: $(addsuffix /stamp,$(DPDK_HEADERS))
	$(Q)JOBS=$(JOBS) tools/lint/tidy $(filter %.c,$(C_SOURCES))
