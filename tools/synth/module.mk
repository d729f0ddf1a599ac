# SPDX-License-Identifier: BSD-3-Clause
# synth: the path from feed to touch on a real FPGA, and whether every block can be built into one.

## synth: place and route the path from feed to touch for an ECP5-85F at 156.25 MHz (SYNTH="--seed 2")
.PHONY: synth
synth:
	$(Q)mkdir -p $(BUILD)/bench
	$(Q)tools/synth/synth --build $(BUILD)/synth --figures $(BUILD)/bench/synth.json $(SYNTH)

# Every block as Yosys would build it, with small tables: no latch, no loop, memories where they belong.
TESTS += test-synth-blocks
.PHONY: test-synth-blocks
test-synth-blocks:
	$(Q)tools/synth/check $(BUILD)/synth/check
