# SPDX-License-Identifier: BSD-3-Clause
# touch_rows: an induction, by the SAT solvers of ABC.

PROOFS += prove-touch_rows
.PHONY: prove-touch_rows
prove-touch_rows:
	$(Q)testbench/formal/touch_rows/prove $(BUILD)/formal
