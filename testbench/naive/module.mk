# SPDX-License-Identifier: BSD-3-Clause
# naive: the independent model. It sees none of the host's headers.

NAIVE_OBJECTS := $(call objects,$(wildcard testbench/naive/*.c))

$(BUILD)/testbench/naive: $(NAIVE_OBJECTS)
	$(call link)

TEST_FILES += $(BUILD)/testbench/naive
