# SPDX-License-Identifier: BSD-3-Clause
# The whole device behind the driver against the C engine, after every message.

SYSTEM_TESTS := profiles lines damage silence recover small
DAMAGE := $(BUILD)/testbench/damage
# Small tables, so that their limits are hit all the time; memories start with random content.
SIM_SMALL := $(BUILD)/small/lib/libtouchwire_sim.so

TESTS += $(SYSTEM_TESTS:%=test-system-%)
TEST_FILES += $(DAMAGE) $(SIM_SMALL)

$(DAMAGE): LDLIBS += -lpcap
$(DAMAGE): $(call objects,testbench/system/damage.c)
	$(call link)

$(SIM_SMALL): SIM_X := unique
$(SIM_SMALL): $(SIM_PREREQUISITES) testbench/system/module.mk
	$(call verilate_sim,$(BUILD)/small/sim,-GSYMBOLS=8 -GORDERS=64)

.PHONY: $(SYSTEM_TESTS:%=test-system-%) soak
$(SYSTEM_TESTS:%=test-system-%): test-system-%: $(BUILD)/touchwire $(SIM_LIB) $(SIM_SMALL) $(DAMAGE)
	$(Q)BUILD=$(BUILD) testbench/system/run $*

## soak: a million messages of every profile over 64 symbols, device against C engine (SEEDS="1 2")
soak: $(BUILD)/touchwire $(SIM_LIB)
	$(Q)BUILD=$(BUILD) testbench/system/run soak
