# SPDX-License-Identifier: BSD-3-Clause
# wire: the whole device, small, from the wire to host memory.

WIRE_DIR := testbench/wire

-include $(BUILD)/wire/wire_top.d
$(BUILD)/wire/wire_top: $(wildcard $(WIRE_DIR)/*) $(HOST_LIB) $(wildcard testbench/device/axi_*.h) \
		testbench/unit/common/xgmii.h testbench/bench_feed/market.h testbench/bench_feed/market.cpp
	$(call verilate,$(@D),wire_top,$(WIRE_DIR)/wire_top.sv $(wildcard $(WIRE_DIR)/*.cpp) \
		testbench/bench_feed/market.cpp, \
		--no-assert --x-assign fast +define+TW_GATE_CLOCKS -MAKEFLAGS 'OPT_FAST=-O1 OPT_SLOW=-O0' \
		-CFLAGS '-I$(CURDIR)/testbench/device -I$(CURDIR)/testbench/bench_feed' \
		-LDFLAGS '$(abspath $(HOST_LIB)) $(HOST_LIBS) $(SANITIZE)')

TEST_FILES += $(BUILD)/wire/wire_top
TESTS += test-wire
.PHONY: test-wire
test-wire: $(BUILD)/wire/wire_top
	$(Q)$<
