# SPDX-License-Identifier: BSD-3-Clause
# gate: one bench, with the C reference beside it, built for two sizes.
#
#   tight  four symbols and eight live orders: every limit is met all the time
#   wide   as the device has it

GATE_OBJECTS := $(call objects,host/lib/gate.c host/lib/gate_rows.c host/lib/trade.c)

# $(call gate_bench,NAME,SYMBOLS,OPEN,FLAGS)
define gate_bench
-include $$(BUILD)/unit/gate/$(1)/gate.d
$$(BUILD)/unit/gate/$(1)/gate: $$(wildcard testbench/unit/gate/*) $$(UNIT_COMMON) $$(GATE_OBJECTS)
	$$(call verilate,$$(@D),gate,rtl/trade/gate.sv $$(wildcard testbench/unit/gate/*.cpp), \
		-GSYMBOLS=$(2) -GOPEN=$(3) $(4) -CFLAGS '-DTB_NAME=\"$(1)\" -DTB_SYMBOLS=$(2)u -DTB_OPEN=$(3)u' \
		-LDFLAGS '$$(abspath $$(GATE_OBJECTS)) -lz $$(SANITIZE)')
TEST_FILES += $$(BUILD)/unit/gate/$(1)/gate
test-unit-gate: $$(BUILD)/unit/gate/$(1)/gate
endef
$(eval $(call gate_bench,tight,4,8,+define+TW_RAM_COLLISION))
$(eval $(call gate_bench,wide,64,64,))

TESTS += test-unit-gate
.PHONY: test-unit-gate
test-unit-gate:
	$(Q)for bench in $(filter %/gate,$^); do $$bench || exit 1; done
