# SPDX-License-Identifier: BSD-3-Clause
# hash_map: two bounded proofs, by ABC.

PROOFS += prove-hash_map
.PHONY: prove-hash_map
prove-hash_map:
	$(Q)testbench/formal/hash_map/prove $(BUILD)/formal 0 18
	$(Q)testbench/formal/hash_map/prove $(BUILD)/formal 1 24
