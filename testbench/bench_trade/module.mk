# SPDX-License-Identifier: BSD-3-Clause
# bench_trade: the device between three XGMII ports, from a message to the order that it triggers.

BENCH_TRADE_DIR := testbench/bench_trade
BENCH_TRADE := $(BUILD)/bench_trade/touchwire_10g

-include $(BENCH_TRADE).d
$(BENCH_TRADE): $(wildcard $(BENCH_TRADE_DIR)/*) $(HOST_LIB) $(wildcard testbench/device/axi_*.h) \
		testbench/unit/common/xgmii.h testbench/bench_feed/market.h testbench/bench_feed/market.cpp
	$(call verilate,$(@D),touchwire_10g,rtl/touchwire_10g.sv $(wildcard $(BENCH_TRADE_DIR)/*.cpp) \
		testbench/bench_feed/market.cpp, -GSYMBOLS=8 -GORDERS=1024 -GLOCATES=64 \
		--no-assert --x-assign fast +define+TW_GATE_CLOCKS -MAKEFLAGS 'OPT_FAST=-O1 OPT_SLOW=-O0' \
		-CFLAGS '-I$(CURDIR)/testbench/device -I$(CURDIR)/testbench/bench_feed' \
		-LDFLAGS '$(abspath $(HOST_LIB)) $(HOST_LIBS) $(SANITIZE)')

BENCHES += bench-trade
## bench-trade: from a message on the wire to its order on the wire, cycles (QUICK=1: some seconds)
.PHONY: bench-trade
bench-trade: $(BENCH_TRADE)
	$(Q)mkdir -p $(BUILD)/bench
	$(Q)$< $(if $(QUICK),--quick) --json $(BUILD)/bench/trade.json

TEST_FILES += $(BENCH_TRADE)
TESTS += test-bench-trade
.PHONY: test-bench-trade
test-bench-trade: $(BENCH_TRADE)
	$(Q)$< --quick --judge
