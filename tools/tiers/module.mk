# SPDX-License-Identifier: BSD-3-Clause
# How long each tier takes from a message to the touch it changes, on the same packets at three paces.

# Python deals with some ten thousand messages a second: as recorded none of the tiers is behind all the time.
TIERS_MARKET := --seed 7 --messages 100k --symbols 40 --rate 10k
# Captures of your own, one or two, in place of the made market.
CAPTURES ?=
# As recorded, the Python engine takes as long as the capture: for hours of it, leave python out.
TIERS ?= fpga,soft,dpdk,python
TIERS_OUT := $(BUILD)/bench/tiers

BENCHES += bench-tiers
## bench-tiers: device, C engine, DPDK, Python on the same packets; CAPTURES="A.pcap B.pcap" for your own
.PHONY: bench-tiers
bench-tiers: $(BUILD)/touchwire $(PROBE_LIB)
	$(Q)mkdir -p $(TIERS_OUT)
ifeq ($(CAPTURES),)
	$(Q)$(BUILD)/touchwire generate $(TIERS_MARKET) -o $(TIERS_OUT)/a.pcap -b $(TIERS_OUT)/b.pcap
endif
	$(Q)$(BUILD)/touchwire bench --tiers $(TIERS) --trade wait --json $(TIERS_OUT).json --report $(TIERS_OUT) \
		$(or $(CAPTURES),$(TIERS_OUT)/a.pcap $(TIERS_OUT)/b.pcap) > $(TIERS_OUT)/bench.txt
	$(Q)sed -n '/^----/p; /^message to touch/,/^device/{ /^device/!p; }; /^touches/p' $(TIERS_OUT)/bench.txt
	$(Q)echo "all of it: $(TIERS_OUT)/bench.txt, as a page: $(TIERS_OUT)/index.html"
