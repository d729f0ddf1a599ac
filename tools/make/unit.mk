# SPDX-License-Identifier: BSD-3-Clause
# unit: testbench/unit/BLOCK/tb_BLOCK.cpp becomes the test test-unit-BLOCK, without a module.mk.
#
# testbench/unit/BLOCK/flags, when there, holds more Verilator arguments (-GDEPTH=16). Other
# .cpp files of the folder are linked in. A folder with a module.mk of its own is left to it.

UNIT_BLOCKS := $(filter-out $(patsubst testbench/unit/%/module.mk,%,$(wildcard testbench/unit/*/module.mk)), \
	$(foreach tb,$(wildcard testbench/unit/*/tb_*.cpp), \
	$(if $(filter tb_$(notdir $(patsubst %/,%,$(dir $(tb)))).cpp,$(notdir $(tb))), \
	$(notdir $(patsubst %/,%,$(dir $(tb)))))))
UNIT_COMMON := $(wildcard testbench/unit/common/*.h testbench/unit/common/*.cpp)

define unit_bench
TEST_FILES += $$(BUILD)/unit/$(1)/$(1)
TESTS += test-unit-$(1)

-include $$(BUILD)/unit/$(1)/$(1).d
$$(BUILD)/unit/$(1)/$(1): $$(wildcard testbench/unit/$(1)/*) $$(UNIT_COMMON)
	$$(call verilate,$$(@D),$(1),$$(firstword $$(wildcard rtl/$(1).sv rtl/*/$(1).sv testbench/unit/$(1)/$(1).sv)) \
		$$(wildcard testbench/unit/$(1)/*.cpp testbench/unit/common/*.cpp), \
		$$(shell cat testbench/unit/$(1)/flags 2>/dev/null))

.PHONY: test-unit-$(1)
test-unit-$(1): $$(BUILD)/unit/$(1)/$(1)
	$$(Q)$$<
endef

ifeq ($(wildcard testbench/unit/module.mk),)
$(foreach block,$(UNIT_BLOCKS),$(eval $(call unit_bench,$(block))))
endif
