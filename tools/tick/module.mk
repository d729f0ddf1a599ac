# SPDX-License-Identifier: BSD-3-Clause
# The picture of one tick in rtl/tick.svg, drawn from a run of the simulated device.

TICK := $(BUILD)/tick
# Verilator's own source that reads and writes FST.
TICK_FST := $(firstword $(wildcard $(foreach d,$(VERILATOR_ROOT) /usr/share/verilator /usr/local/share/verilator,$(d)/include/gtkwave)))
# A trade at the best bid, alone in its packet, in a market that is at rest else.
TICK_MARKET := --seed 5 --messages 2000 --symbols 8 --packet-messages 1
TICK_SEQ := 1068

$(TICK)/fst2vcd: tools/tick/fst2vcd.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -O1 -w -DFST_CONFIG_INCLUDE='"fst_config.h"' -I$(TICK_FST) -o $@ $< $(TICK_FST)/fstapi.c \
		$(TICK_FST)/lz4.c $(TICK_FST)/fastlz.c -lz

$(TICK)/tick.svg: tools/tick/draw $(TICK)/fst2vcd $(BUILD)/touchwire $(SIM_LIB_TRACE)
	$(call say,DRAW,$@)
	$(Q)$(BUILD)/touchwire generate $(TICK_MARKET) -o $(TICK)/tick.pcap > $(TICK)/tick.log
	$(Q)$(BUILD)/touchwire replay --wave $(TICK)/tick.fst --around $(TICK_SEQ) $(TICK)/tick.pcap >> $(TICK)/tick.log
	$(Q)$(TICK)/fst2vcd $(TICK)/tick.fst $(TICK)/tick.vcd
	$(Q)$< $(TICK)/tick.vcd $(TICK_SEQ) $@

.PHONY: tick
## tick: the picture of one tick, rtl/tick.svg, from a run
tick: $(TICK)/tick.svg
	$(Q)cp $< rtl/tick.svg
	$(Q)echo "rtl/tick.svg written"

# The waves are another build of the device: where nobody has it, the picture is not judged.
TICK_RUN := $(if $(and $(TICK_FST),$(wildcard $(SIM_LIB_TRACE))),$(TICK)/tick.svg)
TEST_FILES += $(if $(TICK_FST),$(TICK)/fst2vcd)
TESTS += test-tick
.PHONY: test-tick
test-tick: $(TICK_RUN)
	$(Q)tools/tick/check rtl/tick.svg $(TICK_RUN)
