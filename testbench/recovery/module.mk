# SPDX-License-Identifier: BSD-3-Clause
# Recovery: the host against the simulated exchange, in one process.

RECOVERY_TEST := $(BUILD)/testbench/test_recovery

$(RECOVERY_TEST): $(call objects,testbench/recovery/test_recovery.c testbench/recovery/peer.c) \
		$(BUILD)/lib/libtwexchange.a $(BUILD)/lib/libtouchwire.a
	$(call link,-lcmocka -lpcap -lz -lm)

TEST_FILES += $(RECOVERY_TEST)
TESTS += test-recovery

## test-recovery: gaps, joins and broken servers, in one process, without a socket
.PHONY: test-recovery
test-recovery: $(RECOVERY_TEST)
	$(Q)testbench/host/run-cmocka recovery $(BUILD)/testbench/files $^
