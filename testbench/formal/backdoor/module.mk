# SPDX-License-Identifier: BSD-3-Clause
# backdoor: the proofs of the gate must fail when something passes it.

TESTS += test-backdoor-gate

## test-backdoor-gate: ways round the gate, planted, and found by its proofs
.PHONY: test-backdoor-gate
test-backdoor-gate:
	$(Q)testbench/formal/backdoor/run $(BUILD)/formal/backdoor
