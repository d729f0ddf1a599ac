# SPDX-License-Identifier: BSD-3-Clause
# Parts of `touchwire trade` by themselves: the lent TCP session (host/cmd/tcp.c, lend.c) against
# a peer in memory, and its configuration.

SESSION_DIR := testbench/trade_session
SESSION_TESTS := $(addprefix $(BUILD)/testbench/test_,session trade_config)

$(call objects,$(wildcard $(SESSION_DIR)/*.c)): CPPFLAGS += -Ihost/cmd

$(BUILD)/testbench/test_session: \
		$(call objects,$(addprefix $(SESSION_DIR)/,test_session.c world.c peer.c)) \
		$(call objects,host/cmd/tcp.c host/cmd/lend.c) $(HOST_LIB)
	$(call link,-lcmocka $(LWIP_LIBS) $(HOST_LIBS))

$(BUILD)/testbench/test_trade_config: $(call objects,$(SESSION_DIR)/test_trade_config.c) \
		$(call objects,host/cmd/trade_config.c host/cmd/trade_rule.c host/cmd/trade_value.c) \
		$(HOST_LIB)
	$(call link,-lcmocka -lcyaml $(HOST_LIBS))

TEST_FILES += $(SESSION_TESTS)
TESTS += test-trade-session test-trade-session-san

## test-trade-session: the lent TCP session against losses, closed windows, resets; configurations
.PHONY: test-trade-session
test-trade-session: $(SESSION_TESTS)
	$(Q)testbench/host/run-cmocka trade$(if $(SAN),-san) $(BUILD)/testbench/files $^

# The same under the address and undefined behaviour sanitizers.
.PHONY: test-trade-session-san
test-trade-session-san:
	$(Q)$(MAKE) SAN=1 test-trade-session
