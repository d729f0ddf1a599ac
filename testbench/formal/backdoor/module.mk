# SPDX-License-Identifier: BSD-3-Clause
# backdoor: the gate's own proofs in the tests (prove-* has their covers, too), and that they fail when something passes it.

TESTS += test-proofs-gate test-backdoor-gate

## test-proofs-gate: every limit held when an order goes, one decision an intent, kill wins, no exemption: by induction
.PHONY: test-proofs-gate
test-proofs-gate:
	$(Q)for block in gate gate_twin kill_switch rate_bucket; do \
		tools/prove $(BUILD)/formal/tests $$block Bounded Induction || exit 1; done

## test-backdoor-gate: ways round the gate, planted, and found by its proofs
.PHONY: test-backdoor-gate
test-backdoor-gate:
	$(Q)testbench/formal/backdoor/run $(BUILD)/formal/backdoor
