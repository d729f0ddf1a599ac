# SPDX-License-Identifier: BSD-3-Clause
# order_path: what may leave by the order port, proved.

PROOFS += prove-order_path
TESTS += prove-order_path

.PHONY: prove-order_path
prove-order_path:
	$(Q)testbench/formal/order_path/prove $(BUILD)/formal order_path
