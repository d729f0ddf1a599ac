# SPDX-License-Identifier: BSD-3-Clause
# refill: one bench, built for several sizes.
#
#   wide   as many sides as keep all refills busy; clocks rest as in the simulated device
#   few    two refills for eight sides
#   small  more levels than the tables hold

# $(call refill_bench,NAME,FLAGS,SYMBOLS,ORDERS,REFILLS)
define refill_bench
-include $$(BUILD)/unit/refill/$(1)/refill_store.d
$$(BUILD)/unit/refill/$(1)/refill_store: $$(wildcard testbench/unit/refill/*) $$(UNIT_COMMON)
	$$(call verilate,$$(@D),refill_store,testbench/unit/refill/refill_store.sv $$(wildcard testbench/unit/refill/*.cpp), \
		-GSYMBOLS=$(3) -GORDERS=$(4) -GREFILLS=$(5) $(2) -CFLAGS '-DTB_NAME=\"$(1)\" -DTB_SYMBOLS=$(3)u \
		-DTB_ORDERS=$(4)u -DTB_REFILLS=$(5)u')
TEST_FILES += $$(BUILD)/unit/refill/$(1)/refill_store
test-unit-refill: $$(BUILD)/unit/refill/$(1)/refill_store
endef
$(eval $(call refill_bench,wide,+define+TW_GATE_CLOCKS,32,65536,16))
$(eval $(call refill_bench,few,,4,8192,2))
$(eval $(call refill_bench,small,-GSTASH=2,4,64,4))

TESTS += test-unit-refill
.PHONY: test-unit-refill
test-unit-refill:
	$(Q)for tb in $(filter %/refill_store,$^); do $$tb || exit 1; done
