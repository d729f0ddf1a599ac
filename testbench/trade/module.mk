# SPDX-License-Identifier: BSD-3-Clause
# trade: the whole device, small, from the market's wire to the order port.

TRADE_DIR := testbench/trade
TRADE_SHARED := testbench/bench_feed/market.cpp testbench/wire/day.cpp

-include $(BUILD)/trade/touchwire_10g.d
$(BUILD)/trade/touchwire_10g: $(wildcard $(TRADE_DIR)/*) $(HOST_LIB) $(wildcard testbench/device/axi_*.h) \
		testbench/unit/common/xgmii.h testbench/bench_feed/market.h testbench/wire/day.h $(TRADE_SHARED)
	$(call verilate,$(@D),touchwire_10g,-GSYMBOLS=8 -GORDERS=1024 -GLOCATES=64 rtl/touchwire_10g.sv \
		$(wildcard $(TRADE_DIR)/*.cpp) $(TRADE_SHARED), \
		--no-assert --x-assign fast +define+TW_GATE_CLOCKS -MAKEFLAGS 'OPT_FAST=-O1 OPT_SLOW=-O0' \
		-CFLAGS '-I$(CURDIR)/testbench/device -I$(CURDIR)/testbench/bench_feed -I$(CURDIR)/testbench/wire' \
		-LDFLAGS '$(abspath $(HOST_LIB)) $(HOST_LIBS) $(SANITIZE)')

TEST_FILES += $(BUILD)/trade/touchwire_10g
TESTS += test-trade
.PHONY: test-trade
test-trade: $(BUILD)/trade/touchwire_10g
	$(Q)$<
