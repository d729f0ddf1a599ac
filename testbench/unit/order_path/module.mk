# SPDX-License-Identifier: BSD-3-Clause
# order_path, order_sender: benches with the C reference of the frames beside them.

ORDER_OBJECTS := $(call objects,host/lib/order_frame.c host/lib/net.c)

# $(call order_bench,BLOCK,FLAGS)
define order_bench
-include $$(BUILD)/unit/$(1)/$(1).d
$$(BUILD)/unit/$(1)/$(1): $$(wildcard testbench/unit/$(1)/*) $$(UNIT_COMMON) $$(ORDER_OBJECTS)
	$$(call verilate,$$(@D),$(1),rtl/trade/$(1).sv testbench/unit/$(1)/tb_$(1).cpp, \
		$(2) -LDFLAGS '$$(abspath $$(ORDER_OBJECTS)) $$(SANITIZE)')
TEST_FILES += $$(BUILD)/unit/$(1)/$(1)
TESTS += test-unit-$(1)
.PHONY: test-unit-$(1)
test-unit-$(1): $$(BUILD)/unit/$(1)/$(1)
	$$(Q)$$<
endef
$(eval $(call order_bench,order_path,-GSYMBOLS=16 -GHISTORY=256 +define+TW_RAM_COLLISION))
$(eval $(call order_bench,order_sender,-GSYMBOLS=16 +define+TW_RAM_COLLISION))
