# SPDX-License-Identifier: BSD-3-Clause
# trade_tables: with the checksums of the library beside it.

TRADE_TABLES_OBJECTS := $(call objects,host/lib/trade.c)

-include $(BUILD)/unit/trade_tables/trade_tables.d
$(BUILD)/unit/trade_tables/trade_tables: $(wildcard testbench/unit/trade_tables/*) $(UNIT_COMMON) $(TRADE_TABLES_OBJECTS)
	$(call verilate,$(@D),trade_tables,rtl/trade/trade_tables.sv testbench/unit/trade_tables/tb_trade_tables.cpp, \
		-GSYMBOLS=8 -LDFLAGS '$(abspath $(TRADE_TABLES_OBJECTS)) -lz $(SANITIZE)')
TEST_FILES += $(BUILD)/unit/trade_tables/trade_tables

TESTS += test-unit-trade_tables
.PHONY: test-unit-trade_tables
test-unit-trade_tables: $(BUILD)/unit/trade_tables/trade_tables
	$(Q)$<
