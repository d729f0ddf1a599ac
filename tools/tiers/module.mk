# SPDX-License-Identifier: BSD-3-Clause
# How long each tier takes from a message to the touch it changes, on the same packets at three paces.

# Python deals with some ten thousand messages a second: as recorded none of the tiers is behind all the time.
TIERS_MARKET := --seed 7 --messages 100k --symbols 40 --rate 10k
# Captures of your own, one or two, in place of the made market.
CAPTURES ?=
TIERS := $(BUILD)/bench/tiers

BENCHES += bench-tiers
## bench-tiers: device, C engine, DPDK, Python on the same packets; CAPTURES="A.pcap B.pcap" for your own
.PHONY: bench-tiers
bench-tiers: $(BUILD)/touchwire $(PROBE_LIB)
	$(Q)mkdir -p $(TIERS)
ifeq ($(CAPTURES),)
	$(Q)$(BUILD)/touchwire generate $(TIERS_MARKET) -o $(TIERS)/a.pcap -b $(TIERS)/b.pcap
endif
	$(Q)$(BUILD)/touchwire bench --trade wait --json $(TIERS).json --report $(TIERS) \
		$(or $(CAPTURES),$(TIERS)/a.pcap $(TIERS)/b.pcap) > $(TIERS)/bench.txt
	$(Q)sed -n '/^----/p; /^message to touch/,/^device/{ /^device/!p; }; /^touches/p' $(TIERS)/bench.txt
	$(Q)echo "all of it: $(TIERS)/bench.txt, as a page: $(TIERS)/index.html"
