# SPDX-License-Identifier: BSD-3-Clause
# conformance: models of Ethernet and AXI that others wrote, against the MAC and the device.

## conformance: MAC and device against cocotb's Ethernet and AXI models in Icarus, from PyPI (FULL=1: all lengths)
.PHONY: conformance
conformance:
	$(Q)BUILD=$(BUILD) FULL=$(FULL) testbench/conformance/run
