# SPDX-License-Identifier: BSD-3-Clause
# order_path: what may leave by the order port, proved, and ways round that planted to see the proofs fail.

PROOFS += prove-order_path
TESTS += prove-order_path prove-order_sender test-backdoor-sender

.PHONY: prove-order_path
prove-order_path:
	$(Q)testbench/formal/order_path/prove $(BUILD)/formal order_path

## test-backdoor-sender: ways round the order sender and the guard, planted, and found by their proofs
.PHONY: test-backdoor-sender
test-backdoor-sender:
	$(Q)testbench/formal/order_path/backdoor $(BUILD)/formal/backdoor-sender
