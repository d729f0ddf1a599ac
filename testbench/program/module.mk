# SPDX-License-Identifier: BSD-3-Clause
# Tests of the program: what it prints, writes and returns. Where the device's inside does not
# matter, or has to err, a double in C stands in for it.

PROGRAM_DOUBLE := $(BUILD)/program-test/libtouchwire_double.so
PROGRAM_TESTS := usage soft input fpga verify live screen device exchange recover journal trade bench hgrm wave report

TEST_FILES += $(PROGRAM_DOUBLE)
TESTS += $(PROGRAM_TESTS:%=test-program-%)

$(PROGRAM_DOUBLE): $(call objects,$(addprefix testbench/,program/double.c program/double_book.c program/double_trade.c driver/fake_registers.c)) $(BUILD)/lib/libtouchwire.a
	$(call link,-shared -Wl$(comma)--exclude-libs$(comma)ALL)

# Makes the journals that the program is shown.
PROGRAM_JOURNAL := $(BUILD)/program-test/make_journal
TEST_FILES += $(PROGRAM_JOURNAL)
$(PROGRAM_JOURNAL): $(call objects,testbench/program/make_journal.c testbench/host/journal_case.c) $(HOST_LIB)
	$(call link,$(HOST_LIBS))

.PHONY: $(PROGRAM_TESTS:%=test-program-%)
test-program-bench test-program-hgrm test-program-report: $(PROBE_LIB)
# The device with waves is a minute and a half of a processor; with the sanitizers many.
PROGRAM_WAVES := $(if $(SAN),,$(SIM_LIB_TRACE))
TEST_FILES += $(PROGRAM_WAVES)
test-program-wave: $(PROGRAM_WAVES)
$(PROGRAM_TESTS:%=test-program-%): test-program-%: $(BUILD)/touchwire $(PROGRAM_DOUBLE) $(PROGRAM_JOURNAL)
	$(Q)BUILD=$(BUILD) DOUBLE=$(PROGRAM_DOUBLE) testbench/program/run $*
