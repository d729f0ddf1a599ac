# SPDX-License-Identifier: BSD-3-Clause
# trigger: one bench, with the C reference beside it, built for two sizes.
#
#   tight  four symbols, four touches wait: rules meet themselves all the time, intents are lost
#   wide   as the device has it; clocks rest as in the simulated device

TRIGGER_OBJECTS := $(call objects,host/lib/trigger.c)

# $(call trigger_bench,NAME,SYMBOLS,QUEUE,FLAGS)
define trigger_bench
-include $$(BUILD)/unit/trigger/$(1)/trigger.d
$$(BUILD)/unit/trigger/$(1)/trigger: $$(wildcard testbench/unit/trigger/*) $$(UNIT_COMMON) $$(TRIGGER_OBJECTS)
	$$(call verilate,$$(@D),trigger,rtl/trade/trigger.sv testbench/unit/trigger/tb_trigger.cpp, \
		-GSYMBOLS=$(2) -GQUEUE=$(3) $(4) -CFLAGS '-DTB_NAME=\"$(1)\" -DTB_SYMBOLS=$(2)u -DTB_QUEUE=$(3)u' \
		-LDFLAGS '$$(abspath $$(TRIGGER_OBJECTS)) $$(SANITIZE)')
TEST_FILES += $$(BUILD)/unit/trigger/$(1)/trigger
test-unit-trigger: $$(BUILD)/unit/trigger/$(1)/trigger
endef
$(eval $(call trigger_bench,tight,4,4,+define+TW_RAM_COLLISION))
$(eval $(call trigger_bench,wide,64,16,+define+TW_GATE_CLOCKS))

TESTS += test-unit-trigger
.PHONY: test-unit-trigger
test-unit-trigger:
	$(Q)for bench in $(filter %/trigger,$^); do $$bench || exit 1; done
