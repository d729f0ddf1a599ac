# SPDX-License-Identifier: BSD-3-Clause
# The pictures of a tick, drawn from runs of the simulated device: one tick cycle by cycle, rtl/tick.svg, and the
# cycles of each stage, rtl/path.svg.

TICK := $(BUILD)/tick
# Verilator's own source that reads and writes FST.
TICK_FST := $(firstword $(wildcard $(foreach d,$(VERILATOR_ROOT) /usr/share/verilator /usr/local/share/verilator,$(d)/include/gtkwave)))
# A trade at the best bid, alone in its packet, in a market that is at rest else.
TICK_MARKET := --seed 5 --messages 2000 --symbols 8 --packet-messages 1
TICK_SEQ := 1068
# A message a packet, so that none waits for another, and some of all types whose touch brings an order.
PATH_MARKET := --seed 6 --messages 20k --symbols 8 --packet-messages 1

$(TICK)/fst2vcd: tools/tick/fst2vcd.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -O1 -w -DFST_CONFIG_INCLUDE='"fst_config.h"' -I$(TICK_FST) -o $@ $< $(TICK_FST)/fstapi.c \
		$(TICK_FST)/lz4.c $(TICK_FST)/fastlz.c -lz

$(TICK)/tick.svg: tools/tick/draw tools/tick/picture.py $(TICK)/fst2vcd $(BUILD)/touchwire $(SIM_LIB_TRACE)
	$(call say,DRAW,$@)
	$(Q)$(BUILD)/touchwire generate $(TICK_MARKET) -o $(TICK)/tick.pcap > $(TICK)/tick.log
	$(Q)$(BUILD)/touchwire replay --wave $(TICK)/tick.fst --around $(TICK_SEQ) $(TICK)/tick.pcap >> $(TICK)/tick.log
	$(Q)$(TICK)/fst2vcd $(TICK)/tick.fst $(TICK)/tick.vcd
	$(Q)$< $(TICK)/tick.vcd $(TICK_SEQ) $@

$(TICK)/path.svg: tools/tick/path tools/tick/picture.py $(BUILD)/touchwire $(PROBE_LIB)
	$(call say,DRAW,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(BUILD)/touchwire generate $(PATH_MARKET) -o $(TICK)/path.pcap > $(TICK)/path.log
	$(Q)$(BUILD)/touchwire bench --plain --tiers fpga --pace recorded --trade wait --json $(TICK)/path.json $(TICK)/path.pcap >> $(TICK)/path.log
	$(Q)$< $(TICK)/path.json $@

.PHONY: tick path
## tick: the pictures of a tick, rtl/tick.svg and rtl/path.svg, from runs
tick: $(TICK)/tick.svg path
	$(Q)cp $< rtl/tick.svg
	$(Q)echo "rtl/tick.svg written"
## path: the second of them alone, which needs no device with waves
path: $(TICK)/path.svg
	$(Q)cp $< rtl/path.svg
	$(Q)echo "rtl/path.svg written"

# The waves are another build of the device: where nobody has it, the picture is not judged.
TICK_RUN := $(if $(and $(TICK_FST),$(wildcard $(SIM_LIB_TRACE))),$(TICK)/tick.svg)
TEST_FILES += $(if $(TICK_FST),$(TICK)/fst2vcd)
TESTS += test-tick
.PHONY: test-tick
test-tick: $(TICK_RUN) $(TICK)/path.svg
	$(Q)tools/tick/check rtl/path.svg $(TICK)/path.svg
	$(Q)tools/tick/check rtl/tick.svg $(TICK_RUN)
