# SPDX-License-Identifier: BSD-3-Clause
# Tests of libtouchwire: cmocka per module, the naive model beside it, and its speed.

HOST_TESTS := $(patsubst testbench/host/test_%.c,%,$(sort $(wildcard testbench/host/test_*.c)))
HOST_TEST_BINARIES := $(addprefix $(BUILD)/testbench/test_,$(HOST_TESTS))
HOST_TOOL := $(BUILD)/testbench/host_tool

# What several tests share; those of the journal also what plays and judges one.
HOST_SUPPORT := $(BUILD)/obj/testbench/host/support.o
HOST_JOURNAL_TESTS := $(filter $(BUILD)/testbench/test_journal%,$(HOST_TEST_BINARIES))
HOST_JOURNAL_SUPPORT := $(call objects,$(addprefix testbench/host/,journal_case.c journal_judge.c flush_stub.c))

$(filter-out $(HOST_JOURNAL_TESTS),$(HOST_TEST_BINARIES)): $(BUILD)/testbench/test_%: \
		$(BUILD)/obj/testbench/host/test_%.o $(HOST_SUPPORT) $(HOST_LIB)
	$(call link,-lcmocka $(HOST_LIBS))

$(HOST_JOURNAL_TESTS): $(BUILD)/testbench/test_%: $(BUILD)/obj/testbench/host/test_%.o \
		$(HOST_SUPPORT) $(HOST_JOURNAL_SUPPORT) $(HOST_LIB)
	$(call link,-lcmocka $(HOST_LIBS))

$(HOST_TOOL): $(addprefix $(BUILD)/obj/testbench/host/,tool.o spoil.o) $(HOST_LIB)
	$(call link,$(HOST_LIBS))

$(BUILD)/testbench/host_bench: $(BUILD)/obj/testbench/host/bench.o $(HOST_LIB)
	$(call link,$(HOST_LIBS))

TEST_FILES += $(HOST_TEST_BINARIES) $(HOST_TOOL) $(BUILD)/testbench/host_bench
TESTS += test-host test-host-san test-naive test-host-real
BENCHES += bench-host

## test-host: the unit tests of libtouchwire
.PHONY: test-host
test-host: $(HOST_TEST_BINARIES)
	$(Q)testbench/host/run-cmocka host$(if $(SAN),-san) $(BUILD)/testbench/files $^

# The same under the address and undefined behaviour sanitizers.
.PHONY: test-host-san
test-host-san:
	$(Q)$(MAKE) SAN=1 test-host

## test-naive: the C book against the naive one, on generated sessions
.PHONY: test-naive
test-naive: $(HOST_TOOL) $(BUILD)/testbench/naive
	$(Q)testbench/host/compare-naive $(HOST_TOOL) $(BUILD)/testbench/naive $(BUILD)/testbench/files

# Real captures, when they lie beside the tree.
.PHONY: test-host-real
test-host-real: $(HOST_TOOL) $(BUILD)/testbench/naive
	$(Q)testbench/host/real-data $(HOST_TOOL) $(BUILD)/testbench/naive $(BUILD)/testbench/files

## bench-host: messages per second of the C engine
.PHONY: bench-host
bench-host: $(BUILD)/testbench/host_bench
	$(Q)mkdir -p $(BUILD)/bench
	$(Q)$< $(BUILD)/testbench $(BUILD)/bench/host.json
