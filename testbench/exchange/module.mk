# SPDX-License-Identifier: BSD-3-Clause
# The simulated exchange: a library that the program links for `touchwire exchange`, and its tests.

# What several tests share.
EXCHANGE_CASES := $(addprefix testbench/exchange/,exchange_case.c order_case.c order_market.c script.c)
EXCHANGE_SOURCES := $(filter-out testbench/exchange/test_% $(EXCHANGE_CASES),$(sort $(wildcard testbench/exchange/*.c)))
EXCHANGE_LIB := $(BUILD)/lib/libtwexchange.a
EXCHANGE_TESTS := $(patsubst testbench/exchange/%.c,$(BUILD)/testbench/%,$(sort $(wildcard testbench/exchange/test_*.c)))

$(EXCHANGE_LIB): $(call objects,$(EXCHANGE_SOURCES))
	$(call archive)

$(EXCHANGE_TESTS): $(BUILD)/testbench/%: $(BUILD)/obj/testbench/exchange/%.o $(call objects,$(EXCHANGE_CASES)) \
		$(EXCHANGE_LIB) $(BUILD)/lib/libtouchwire.a
	$(call link,-lcmocka -lpcap -lz -lm)

ALL += $(EXCHANGE_LIB)
TEST_FILES += $(EXCHANGE_TESTS)
TESTS += test-exchange

## test-exchange: the simulated exchange, in one process, without a socket
.PHONY: test-exchange
test-exchange: $(EXCHANGE_TESTS)
	$(Q)testbench/host/run-cmocka exchange $(BUILD)/testbench/files $^
