# SPDX-License-Identifier: BSD-3-Clause
# The program's lent TCP session (host/cmd/tcp.c, lend.c) against a peer in memory.

SESSION_DIR := testbench/trade_session
SESSION_OBJECTS := $(call objects,$(addprefix $(SESSION_DIR)/,test_session.c world.c peer.c)) \
	$(call objects,host/cmd/tcp.c host/cmd/lend.c)

$(call objects,$(SESSION_DIR)/test_session.c $(SESSION_DIR)/world.c): CPPFLAGS += -Ihost/cmd

$(BUILD)/testbench/test_session: $(SESSION_OBJECTS) $(HOST_LIB)
	$(call link,-lcmocka $(LWIP_LIBS) $(HOST_LIBS))

TEST_FILES += $(BUILD)/testbench/test_session
TESTS += test-trade-session

## test-trade-session: a lent TCP session against losses, closed windows, resets
.PHONY: test-trade-session
test-trade-session: $(BUILD)/testbench/test_session
	$(Q)testbench/host/run-cmocka trade $(BUILD)/testbench/files $<
